"""Who has seen where his number comes from, and who has not."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from kvota.domain.calendar.period import period_of
from kvota.records.goal_chain import Reader, count_waiting, readers_of
from kvota.records.goals import GoalVersion
from kvota.records.rights import READS_TEAM, own_people_in_sight
from kvota.web.seat_in_force import Asked

#: Who is told on Today whom to remind; an analyst only reads the list.
LEADS = {"head", "owner"}


@dataclass(frozen=True)
class Readings:
    """Those who have not opened their number, and how many of how many have."""

    waiting: list[Reader]
    opened: int

    @property
    def all(self) -> int:
        return len(self.waiting) + self.opened


@dataclass(frozen=True)
class NotOpened:
    """How many have not opened their number of this month, and the page that names them."""

    count: int
    month: str
    url: str


def not_opened(request: Asked, people: frozenset[int] | None) -> NotOpened | None:
    """For who leads, of these people, himself aside; None where no goal counts or all have. One query."""
    if request.seat.role not in LEADS:
        return None
    month = period_of(request.today, "month", fiscal_start=request.organisation.fiscal)
    count = count_waiting(month=month.key, people=people, but=request.seat.person_id)
    if not count:
        return None
    return NotOpened(count, month.key, f"{reverse('why-number')}?{urlencode({'when': month.key})}#readings")


def readings(request: Asked, version: GoalVersion | None) -> Readings | None:
    """Of the people he leads or reads, himself aside; None where there are none. Five queries."""
    if version is None or version.state != "published" or request.seat.role not in READS_TEAM:
        return None
    sight = own_people_in_sight(request.seat, on=request.today)
    found = [one for one in readers_of(version, people=sight) if one.person != request.seat.person_id]
    if not found:
        return None
    waiting = [one for one in found if one.opened_at is None]
    return Readings(waiting, len(found) - len(waiting))
