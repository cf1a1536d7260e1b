"""From which day to which day each version of a playbook was followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class DaysInForce:
    """Both days included; `last_day` is None while it is in force and nothing follows."""

    first_day: date
    last_day: date | None


def days_in_force(starts: Sequence[date]) -> list[DaysInForce | None]:
    """Return the days of each version; None for one that never was in force.

    Parameters
    ----------
    starts
        The day from which each version is followed, in the order of publishing. On any day the
        newest version that has begun is followed, so a version ends where the earliest of the
        later ones begins, and one overtaken on its own first day has no day at all.

    Examples
    --------
    >>> starts = [date(2026, 1, 1), date(2026, 9, 1), date(2026, 6, 1)]
    >>> [days and (str(days.first_day), str(days.last_day)) for days in days_in_force(starts)]
    [('2026-01-01', '2026-05-31'), None, ('2026-06-01', 'None')]
    """
    found: list[DaysInForce | None] = []
    earliest: date | None = None
    for start in reversed(starts):
        last = earliest - timedelta(days=1) if earliest else None
        found.append(None if last is not None and last < start else DaysInForce(start, last))
        earliest = start if earliest is None else min(start, earliest)
    return found[::-1]
