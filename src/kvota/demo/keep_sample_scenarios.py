"""What the owner of the sample company compares a goal with: fewer leads, a new rep, dearer."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from kvota.actions.make_scenario import make_scenario
from kvota.demo.cast import Cast
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.scenario import Levers
from kvota.records.goals import GoalVersion, Scenario

LEVERS = (Levers(leads=Fraction(-1, 5)), Levers(reps=1), Levers(price=Fraction(3, 100)))


def keep_sample_scenarios(cast: Cast, *, year: int, until: date, now: datetime) -> list[Scenario]:
    """Keep three scenarios of a year's goal or draft, once; none where somebody kept one already."""
    owner = cast.seat("owner", on=until)
    known = Scenario.objects.filter(period=str(year)).exists()
    if owner is None or known or not GoalVersion.objects.filter(period=str(year)).exists():
        return []
    period = parse_period(str(year), fiscal_start=cast.organisation.fiscal)
    return [
        make_scenario(seat=owner, name=name, period=period, levers=levers, now=now)
        for name, levers in zip(cast.words.scenarios, LEVERS, strict=True)
    ]
