"""A difference: triangle, sign, figure. Only here do blue and orange mean ahead and behind."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, element

MINUS = "\u2212"


def delta(value: Number, text: str, *, judged: bool = True) -> SafeString:
    """Write a signed difference.

    Parameters
    ----------
    value: decides the sign; 0 is written without one.
    text: the amount without a sign, as the formatter wrote it.
    judged: False for a difference that is neither good nor bad (clients in work +6): muted, no triangle.

    >>> delta(-31, "31", judged=False)
    '<span class="delta muted">−31</span>'
    """
    if value == 0:
        return format_html('<span class="delta muted">{}</span>', text)
    sign = "+" if value > 0 else MINUS
    if not judged:
        return format_html('<span class="delta muted">{}{}</span>', sign, text)
    path = "M4 .5 8 7.5H0Z" if value > 0 else "M4 7.5 8 .5H0Z"
    mark = element(
        "svg",
        {"class": "delta__mark", "viewBox": "0 0 8 8", "aria-hidden": "true"},
        element("path", {"d": path}),
    )
    return format_html(
        '<span class="delta {}">{}{}{}</span>', "ahead" if value > 0 else "behind", mark, sign, text
    )
