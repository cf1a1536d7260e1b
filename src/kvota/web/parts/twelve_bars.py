"""The shape of a year in a row: twelve small bars, in every row on the same scale."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, drawing, rectangle

PITCH = 9
WIDTH = 7


def twelve_bars(
    came: Sequence[Number | None],
    *,
    scale: Number,
    name: str,
    plan: Sequence[Number | None] = (),
    height: int = 24,
) -> SafeString:
    """Draw a bar per month: solid what came, an outline what was planned; nothing where neither is known.

    Parameters
    ----------
    came: in order of time, usually twelve; None for a month that has not begun. Zero is a hairline.
    scale: the largest amount of all rows under each other (`highest_of`): no row has its own.
    plan: of the same months; empty without a plan.
    """
    if plan and len(plan) != len(came):
        raise ValueError(f"a plan of {len(plan)} months beside {len(came)}")
    whole = max(scale, 1)

    def tall(amount: Number) -> float:
        return max(float(min(max(amount / whole, 0), 1)) * height, 1)

    bars = []
    for month, amount in enumerate(came):
        planned = plan[month] if plan else None
        left = month * PITCH
        if planned is not None:
            inside = tall(planned)
            bars.append(
                rectangle(
                    "ink-plan-thin",
                    x=left + 0.5,
                    y=height - inside + 0.5,
                    width=WIDTH - 1,
                    height=max(inside - 1, 0),
                )
            )
        if amount is not None:
            inside = tall(amount)
            # Narrower than the plan, whose outline stays visible beside a bar that went over it.
            bars.append(
                rectangle("ink-paid crisp", x=left + 2, y=height - inside, width=WIDTH - 4, height=inside)
            )
    return drawing(*bars, name=name, css="spark", width=max(len(came) * PITCH - 2, 1), height=height)


def highest_of(rows: Sequence[Sequence[Number | None]]) -> Number:
    """The scale of rows that stand under each other.

    >>> highest_of([[3, None, 8], [None, 5, 2]])
    8
    """
    return max((amount for row in rows for amount in row if amount is not None), default=0)
