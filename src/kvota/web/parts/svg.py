"""Writing SVG: escaped, short numbers, never a style attribute."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# What a view may hand over as a size: exact money, a share, a forecast.
Number = int | float | Fraction


def short(value: Any) -> str:
    """A coordinate with at most two decimals; a hundredth of a pixel is never seen.

    >>> short(12.3456), short(4.0), short(Fraction(1, 3)), short("50%")
    ('12.35', '4', '0.33', '50%')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(share: Number) -> str:
    """A length as a part of the drawing's own width, so that it stretches without bending its lines.

    >>> percent(Fraction(1, 4)), percent(2 / 3)
    ('25%', '66.67%')
    """
    return f"{short(share * 100)}%"


def element(
    name: str, attributes: Mapping[str, Any] | None = None, *children: SafeString | str
) -> SafeString:
    """One element. Attributes that are None are left out, children are escaped unless they are markup.

    >>> element("rect", {"x": 0.5, "class": "ink-paid", "y": None})
    '<rect x="0.5" class="ink-paid"/>'
    >>> element("text", {}, "R&D")
    '<text>R&amp;D</text>'
    """
    # Names come from the code; only values are escaped. By hand: format_html() escapes them four times
    # slower, and a page of fifty reps has eleven thousand attributes.
    given = (attributes or {}).items()
    written = "".join(
        f' {key}="{_escaped(value) if isinstance(value, str) else short(value)}"'
        for key, value in given
        if value is not None
    )
    if not children:
        return mark_safe(f"<{name}{written}/>")
    inside = "".join(_escaped(child) for child in children)
    return mark_safe(f"<{name}{written}>{inside}</{name}>")


def _escaped(text: SafeString | str) -> str:
    return text if isinstance(text, SafeString) else escape(text)


def drawing(
    *children: SafeString,
    name: str,
    css: str,
    width: Number | str,
    height: Number | str,
    view_box: str | None = None,
) -> SafeString:
    """The drawing itself. An empty name says that the words beside it already tell everything."""
    attributes: dict[str, Any] = {"class": css, "width": width, "height": height, "viewBox": view_box}
    attributes |= {"role": "img", "aria-label": name} if name else {"aria-hidden": "true"}
    return element("svg", attributes, *(children or ("",)))


def rectangle(
    css: str, *, x: Number | str, y: Number | str, width: Number | str, height: Number | str
) -> SafeString:
    return element("rect", {"class": css, "x": x, "y": y, "width": width, "height": height})


def line(css: str, *, x1: Number | str, y1: Number | str, x2: Number | str, y2: Number | str) -> SafeString:
    return element("line", {"class": css, "x1": x1, "y1": y1, "x2": x2, "y2": y2})


def circle(css: str, *, cx: Number | str, cy: Number | str, r: Number) -> SafeString:
    return element("circle", {"class": css, "cx": cx, "cy": cy, "r": r})


def words(
    text: str, *, x: Number | str, y: Number | str, css: str = "word", anchor: str | None = None
) -> SafeString:
    return element("text", {"class": css, "x": x, "y": y, "text-anchor": anchor}, text)
