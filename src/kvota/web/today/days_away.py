"""The days on which a person is away: on leave or ill, and another stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvota.analytics.scope import Scope
from kvota.records.absences import absent_spans


@dataclass(frozen=True)
class DaysAway:
    """Spans [from, to) in which nothing is expected of a person."""

    spans: tuple[tuple[date, date], ...] = ()

    def __contains__(self, day: date) -> bool:
        return any(first <= day < after for first, after in self.spans)


def days_away(scope: Scope) -> DaysAway:
    """The leave of the one person a page is about; of several nobody is away. Two queries."""
    if scope.people is None or len(scope.people) != 1:
        return DaysAway()
    (person,) = scope.people
    return DaysAway(absent_spans([person]).get(person, ()))
