"""Twenty outcomes as dots on the chart's own axis, those that reach the plan full."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from math import floor

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, circle, element


def quantile_dots(
    outcomes: Sequence[Number],
    *,
    reaches: Callable[[Number], bool],
    y: Callable[[Number], float],
    middle: float,
    left: float,
    room: float,
    top: float,
    bottom: float,
    pitch: float,
) -> SafeString:
    """Stack the dots in rows cut exactly at the plan, so that the full ones are those above its line.

    Parameters
    ----------
    reaches: whether an outcome reaches the plan: its dot is full.
    middle: where the plan's line lies; without a plan, the middle outcome.
    room: width for the longest row; a longer one is pressed together, never cut.
    top, bottom: rows beyond the chart are drawn on its edge.
    """
    highest_row = floor((middle - top) / pitch) - 1
    lowest_row = -floor((bottom - middle) / pitch)
    # An outcome that lands on the plan reaches it, whatever the last bit of its coordinate says.
    rows = [
        min(max(floor((middle - y(value)) / pitch + 1e-9), lowest_row), highest_row)
        for value in sorted(outcomes)
    ]
    longest = max(Counter(rows).values())
    across = min(pitch, room / longest)
    r = min(pitch, across) / 2 - 1.4
    seen: Counter[int] = Counter()
    dots = []
    for value, row in zip(sorted(outcomes), rows, strict=True):
        dots.append(
            circle(
                "dot dot--on" if reaches(value) else "dot",
                cx=left + across * (seen[row] + 0.5),
                cy=middle - (row + 0.5) * pitch,
                r=max(r, 1.6),
            )
        )
        seen[row] += 1
    return element("g", {"data-testid": "dots"}, *dots)
