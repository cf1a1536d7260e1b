"""The last line of a page: what each ink means, in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

from kvota.web.parts.svg import circle, drawing, element, line, rectangle

WORDS: dict[str, str | Promise] = {
    "paid": pgettext_lazy("legend", "paid"),
    "signed": pgettext_lazy("legend", "signed, unpaid"),
    "open": pgettext_lazy("legend", "open deals"),
    "verbal": pgettext_lazy("legend", "verbal promise"),
    "find": pgettext_lazy("legend", "still to find"),
    "plan": pgettext_lazy("legend", "plan"),
    "range": pgettext_lazy("legend", "8 in 10"),
    "plan-line": pgettext_lazy("legend", "plan"),
    "fact-line": pgettext_lazy("legend", "actual, paid"),
    "median": pgettext_lazy("legend", "forecast, median"),
    "band-50": pgettext_lazy("legend", "5 in 10"),
    "band-80": pgettext_lazy("legend", "8 in 10"),
    "band-50-assumed": pgettext_lazy("legend", "5 in 10, ≈ assumed"),
    "band-80-assumed": pgettext_lazy("legend", "8 in 10, ≈ assumed"),
    "outline": pgettext_lazy("legend", "plan"),
    "stuck": pgettext_lazy("legend", "stuck"),
    "flag": pgettext_lazy("legend", "next step agreed"),
    "moved": pgettext_lazy("legend", "moved today"),
    "dot": pgettext_lazy("legend", "one of 20 futures reaches the plan"),
}


@dataclass(frozen=True)
class Entry:
    swatch: SafeString
    words: str | Promise


def legend(keys: str) -> list[Entry]:
    """The entries for the inks a page shows: `legend("paid signed open find range plan")`."""
    return [Entry(swatch=swatch(key), words=WORDS[key]) for key in keys.split()]


def swatch(key: str) -> SafeString:
    """A piece of the ink itself, 16 px wide."""
    return drawing(_SWATCHES[key], name="", css="swatch", width=16, height=10)


def _box(css: str) -> SafeString:
    return rectangle(f"{css} crisp", x=0.5, y=0.5, width=15, height=9)


def _level(css: str) -> SafeString:
    return line(css, x1=0, y1=5, x2=16, y2=5)


_SWATCHES = {
    "paid": rectangle("ink-paid", x=0, y=0, width=16, height=10),
    "signed": _box("ink-signed"),
    "open": _box("ink-open"),
    "verbal": _box("ink-verbal"),
    "find": _box("ink-find"),
    "plan": line("ink-tick", x1=8, y1=-1, x2=8, y2=11),
    "outline": rectangle("ink-plan-thin crisp", x=0.5, y=2, width=15, height=6),
    "range": element(
        "g",
        {},
        _level("ink-range"),
        line("ink-range", x1=0.75, y1=2, x2=0.75, y2=8),
        line("ink-range", x1=15.25, y1=2, x2=15.25, y2=8),
    ),
    "plan-line": element("path", {"class": "ink-plan", "d": "M0 9h5V5h6V1h5"}),
    "fact-line": _level("ink-line"),
    "median": _level("ink-median"),
    "band-50": _box("ink-band-50"),
    "band-80": _box("ink-band-80"),
    "band-50-assumed": _box("ink-band-50 ink-band-50--assumed"),
    "band-80-assumed": _box("ink-band-80 ink-band-80--assumed"),
    "stuck": circle("ink-stuck", cx=8, cy=5, r=5),
    "flag": element("path", {"class": "ink-flag", "d": "M5 11V-1h8l-2 3 2 3H6.2v6z"}),
    "moved": element("path", {"class": "ink-range", "d": "M4 2h8M2 5h8M4 8h8"}),
    "dot": circle("dot dot--on", cx=8, cy=5, r=3.5),
}
