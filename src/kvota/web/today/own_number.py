"""The line of Today about one's own plan: see where it comes from, once; a plain link after that."""

from __future__ import annotations

from dataclasses import dataclass

from kvota.domain.calendar.period import Period, period_of
from kvota.records.goal_chain import own_reading, version_that_counts
from kvota.records.goal_nodes import cells_of
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class OwnNumber:
    """His plan of the month, minor units, and whether he has seen where it comes from."""

    month: Period
    minor: int
    opened: bool


def own_number(request: Asked) -> OwnNumber | None:
    """None where no goal of money has a number of his this month. Eight queries."""
    month = period_of(request.today, "month", fiscal_start=request.organisation.fiscal)
    found = version_that_counts(request.organisation, month)
    if found is None:
        return None
    version = found[0]
    person = request.seat.person_id
    reader = own_reading(version, person)
    if reader is None:
        return None
    cells = cells_of(version, person_id=person, month=month.key)[0]
    return OwnNumber(month, sum(cells.values()), reader.opened_at is not None)
