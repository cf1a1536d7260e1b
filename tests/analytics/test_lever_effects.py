"""What each lever alone does, and from where on it is enough: with it, nothing is short."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from kvota.actions.record_absence import record_absence
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.lever_effects import LeverEffect, lever_effects
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import history_of_text_001

DECEMBER = parse_period("2026-12")


def goal(company: SmallCompany, now: datetime, minor: int, period: Period = DECEMBER) -> None:
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period,
        amount_minor=minor,
        now=now,
    )


def needed(company: SmallCompany, today: date, levers: Levers, period: Period = DECEMBER) -> NeededWork:
    return needed_work(
        company.organisation, scope=whole_company(on=today), period=period, as_of=today, levers=levers
    )


def effects(company: SmallCompany, today: date, levers: Levers) -> dict[str, LeverEffect]:
    found = lever_effects(
        needed(company, today, NO_CHANGE), levers, typed=needed(company, today, levers.typed_alone)
    )
    return {each.name: each for each in found}


def test_a_lever_is_held_against_what_was_typed_as_known(
    company: SmallCompany, today: date, now: datetime
) -> None:
    goal(company, now, 1_000_000_00)
    said = Levers(deal=200_000_00, price=Fraction(1, 4))
    price = effects(company, today, said)["price"]
    assert (price.leads_before, price.leads) == (48, 40)
    assert (price.hours_before, price.hours) == (Fraction(269, 2), Fraction(233, 2))
    assert price.leads == needed(company, today, said).leads


def test_what_a_lever_does_alone_is_what_the_ladder_says_with_it(
    company: SmallCompany, today: date, now: datetime
) -> None:
    stages = history_of_text_001(company, today=today)
    goal(company, now, 1_000_000_00)
    typed = Levers(deal=150_000_00, typed={stages.meeting.pk: Fraction(1, 2)})
    for name, value in (
        ("price", Fraction(1, 5)),
        ("conversion", Fraction(1, 10)),
        ("cycle", Fraction(-1, 2)),
    ):
        said = Levers(deal=typed.deal, typed=typed.typed, **{name: value})  # type: ignore[arg-type]
        alone = effects(company, today, said)[name]
        assert alone.leads == needed(company, today, said).leads
        assert alone.leads_before == needed(company, today, typed).leads == 16


def test_with_as_many_reps_as_are_enough_no_week_is_short(
    company: SmallCompany, today: date, now: datetime
) -> None:
    """All four are away for a week, and the last week of the year has a day off."""
    history_of_text_001(company, today=today)
    for who in ("Maria", "Ivan", "Chen", "Boris"):
        record_absence(
            seat=company.seats["Olga"],
            person=company.people[who],
            kind="leave",
            from_on=date(2026, 12, 7),
            last_on=date(2026, 12, 11),
            now=now,
        )
    enough = []
    for minor in (3_000_000_00, 8_000_000_00, 20_000_000_00):
        goal(company, now, minor)
        more = effects(company, today, NO_CHANGE)["reps"].enough
        assert more is not None
        enough.append(int(more))
        lamp = needed(company, today, Levers(reps=int(more))).lamp("hours")
        one_less = needed(company, today, Levers(reps=int(more) - 1)).lamp("hours")
        assert lamp is not None and one_less is not None
        assert (lamp.state, one_less.state) == ("enough", "short")
    assert enough == [2, 3, 9]


def test_no_rep_mends_a_week_of_holidays(company: SmallCompany, today: date, now: datetime) -> None:
    history_of_text_001(company, today=today)
    january = parse_period("2027-01")
    goal(company, now, 3_000_000_00, january)
    need = needed(company, today, NO_CHANGE, january)
    assert list(need.hours_of_a_rep.values()) == [0, 26, 26, 26]
    (reps,) = (each for each in lever_effects(need, NO_CHANGE) if each.name == "reps")
    assert (reps.enough, reps.is_enough) == (None, False)
