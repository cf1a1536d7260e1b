"""The thin bar under a number of the plan grid: the outline is the plan, the ink is what is there."""

from __future__ import annotations

from django.utils.safestring import SafeString

from kvota.web.parts.svg import Number, drawing, rectangle

HEIGHT = 6


def cell_bar(
    *, plan: Number | None, fact: Number, name: str, forecast: Number = 0, width: int = 58
) -> SafeString:
    """Draw the fact solid and the rest of the forecast hatched inside the plan's outline.

    `forecast` is what is still likely to come, not the total. A cell without a plan shows the fact alone;
    a fact above its plan fills the outline, and the number above says by how much.
    """
    whole = plan if plan and plan > 0 else fact + forecast
    if not whole or whole < 0:
        return drawing(name=name, css="cell-bar", width=width, height=HEIGHT)
    paid = min(max(float(fact / whole), 0), 1) * width
    likely = min(max(float((fact + forecast) / whole), 0), 1) * width
    pieces = []
    if plan:
        pieces.append(rectangle("ink-plan-thin crisp", x=0, y=0, width=width, height=HEIGHT))
    if likely > paid:
        pieces.append(rectangle("ink-open crisp", x=paid, y=0, width=likely - paid, height=HEIGHT))
    if paid:
        pieces.append(rectangle("ink-paid crisp", x=0, y=0, width=paid, height=HEIGHT))
    return drawing(*pieces, name=name, css="cell-bar", width=width, height=HEIGHT)
