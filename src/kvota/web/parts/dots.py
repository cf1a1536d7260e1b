"""Twenty dots: how many of twenty futures reach the plan. And the dots of a day's steps."""

from __future__ import annotations

from functools import lru_cache

from django.utils.safestring import SafeString

from kvota.web.parts.svg import circle, drawing, line, rectangle

FUTURES = 20
MOST_STEP_DOTS = 12


@lru_cache(maxsize=256)  # there are twenty-one without a name, and a table draws one in each row
def twenty_dots(filled: int, *, name: str, rows: int = 2) -> SafeString:
    """Draw 20 dots, `filled` of them full, in two rows of ten (a table row) or one row of twenty."""
    filled = min(max(filled, 0), FUTURES)
    across, pitch, r = (10, 8, 2.6) if rows == 2 else (20, 7, 2.3)
    dots = [
        circle(
            "dot dot--on" if index < filled else "dot",
            cx=pitch / 2 + index % across * pitch,
            cy=pitch / 2 + index // across * pitch,
            r=r,
        )
        for index in range(FUTURES)
    ]
    return drawing(*dots, name=name, css="dots", width=across * pitch, height=rows * pitch)


def step_dots(done: int, target: int | None, *, name: str) -> SafeString:
    """Draw the steps of a day: done ones full, the missing ones empty.

    What was done above the target stands behind a short line. More dots than can be counted at a glance
    become one bar of the same width.
    """
    goal = target or 0
    count = max(done, goal)
    if count > MOST_STEP_DOTS:
        return _step_bar(done, goal, name=name)
    pitch, r = 16, 5.5
    dots = [
        circle(
            "dot dot--on" if index < done else "dot",
            cx=8 + index * pitch + (6 if index >= goal > 0 else 0),
            cy=8,
            r=r,
        )
        for index in range(count)
    ]
    if 0 < goal < done:
        dots.append(line("ink-axis", x1=goal * pitch + 3, y1=2, x2=goal * pitch + 3, y2=14))
    return drawing(
        *dots,
        name=name,
        css="dots",
        width=max(count * pitch + 6, 1),
        height=16,
        view_box=f"0 0 {max(count * pitch + 6, 1)} 16",
    )


def _step_bar(done: int, goal: int, *, name: str) -> SafeString:
    width = MOST_STEP_DOTS * 16
    each = width / max(done, goal)
    pieces = [rectangle("ink-plan-thin crisp", x=0, y=3, width=goal * each, height=10)] if goal else []
    if done:
        pieces.append(rectangle("ink-paid crisp", x=0, y=3, width=done * each, height=10))
    return drawing(*pieces, name=name, css="dots", width=width, height=16, view_box=f"0 0 {width} 16")
