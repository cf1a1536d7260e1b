"""Write down who of the sample company is away: a leave the month before, an illness when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from kvota.actions.record_absence import record_absence
from kvota.demo.days_away import Away
from kvota.demo.days_of_planning import PlanningDays, morning_of
from kvota.records.absences import Absence

DAYS_BEFORE = 30


def record_sample_absences(days: PlanningDays, away: Sequence[Away]) -> None:
    """Those that were said on these days. Where a user has said something of them, his word stands."""
    for each in away:
        said_on = _said_on(each)
        head = days.cast.seat("head", on=said_on)
        person = days.cast.person("rep", each.seller)
        if head is None or not days.holds(said_on) or not days.cast.works(person, each.first):
            continue
        to_on = each.last + timedelta(days=1)
        if Absence.standing().filter(person=person, from_on__lt=to_on, to_on__gt=each.first).exists():
            continue
        record_absence(
            seat=head,
            person=person,
            kind=each.kind,
            from_on=each.first,
            last_on=each.last,
            now=morning_of(said_on),
        )


def _said_on(away: Away) -> date:
    """A leave in the year it lies in: that is when its days are known to be quiet."""
    if away.kind == "illness":
        return away.last
    return max(away.first - timedelta(days=DAYS_BEFORE), date(away.first.year, 1, 1))
