"""Who has seen where his number comes from, and who has not."""

from __future__ import annotations

from dataclasses import dataclass

from kvota.records.goal_chain import Reader, readers_of
from kvota.records.goals import GoalVersion
from kvota.records.rights import READS_TEAM, own_people_in_sight
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class Readings:
    """Those who have not opened their number, and how many of how many have."""

    waiting: list[Reader]
    opened: int

    @property
    def all(self) -> int:
        return len(self.waiting) + self.opened


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
