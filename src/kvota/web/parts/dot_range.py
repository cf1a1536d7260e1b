"""Where the middle lies and how far most reach: a dot on a line, a row of them on one scale."""

from __future__ import annotations

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, circle, drawing, line, percent

MIDDLE = 8


def dot_range(
    *,
    low: Number,
    middle: Number,
    high: Number,
    scale: Number,
    name: str,
    limit: Number | None = None,
    sure: bool = True,
    height: int = 2 * MIDDLE,
    width: Number | str = "100%",
) -> SafeString:
    """Draw the range as a line, the middle as a dot on it.

    Parameters
    ----------
    low, middle, high: ends of the range (8 in 10) and its median; the dot is never moved onto the line.
    scale: the value at the right edge, the same in every row of a table; what goes beyond ends there.
    limit: where something begins (stuck), a tick across; None draws none.
    sure: False for what rests on too little history: the dot is empty and the line broken.
    name: the sentence a screen reader says; "" when the row already says it.
    """
    whole = max(scale, 1)

    def at(value: Number) -> str:
        return percent(min(max(value / whole, 0), 1))

    reach = "ink-range" if sure else "ink-range ink-range--assumed"
    parts = [
        line(reach, x1=at(low), y1=MIDDLE, x2=at(high), y2=MIDDLE),
        circle("dot dot--on" if sure else "dot", cx=at(middle), cy=MIDDLE, r=4),
    ]
    if limit is not None and limit <= whole:
        parts.insert(0, line("ink-tick-thin", x1=at(limit), y1=MIDDLE - 6, x2=at(limit), y2=MIDDLE + 6))
    return drawing(*parts, name=name, css="dot-range", width=width, height=height)
