"""Small rows of bars and small lines: the shape of the last days, or of twelve months."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, circle, drawing, element, rectangle, short


def sparkline(
    values: Sequence[Number],
    *,
    name: str,
    current: int | None = -1,
    planned_from: int | None = None,
    height: int = 20,
) -> SafeString:
    """Draw one bar per value on a common scale from zero; an empty day is a hairline, not a hole.

    Parameters
    ----------
    current: index of the bar in full ink (today); None for none.
    planned_from: index of the first bar that has not happened yet; from there bars are outlines.
    """
    highest = max([*values, 0]) or 1
    today = current if current is None or current >= 0 else len(values) + current
    bars = []
    for index, value in enumerate(values):
        tall = max(float(value / highest) * height, 1)
        if planned_from is not None and index >= planned_from:
            bars.append(
                rectangle(
                    "ink-plan", x=index * 7 + 0.5, y=height - tall + 0.5, width=4, height=max(tall - 1, 0)
                )
            )
        else:
            css = "ink-paid crisp" if index == today else "ink-before crisp"
            bars.append(rectangle(css, x=index * 7, y=height - tall, width=5, height=tall))
    return drawing(*bars, name=name, css="spark", width=max(len(values) * 7 - 2, 1), height=height)


def trend_line(values: Sequence[Number], *, name: str, width: int = 76, height: int = 28) -> SafeString:
    """Draw how one number went, its last value as a dot. The scale is its own: read only the direction."""
    if len(values) < 2:
        return drawing(name=name, css="spark", width=width, height=height)
    lowest, highest = min(values), max(values)
    span = (highest - lowest) or 1
    points = [
        (
            4 + index * (width - 8) / (len(values) - 1),
            height - 4 - float((value - lowest) / span) * (height - 8),
        )
        for index, value in enumerate(values)
    ]
    path = " ".join(f"{short(x)},{short(y)}" for x, y in points)
    end_x, end_y = points[-1]
    return drawing(
        element("polyline", {"class": "ink-line", "points": path}),
        circle("ink-paid", cx=end_x, cy=end_y, r=3.5),
        name=name,
        css="spark",
        width=width,
        height=height,
    )
