"""What a company knows of its way to the money: said by its owner, sold by others, bought from two."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from kvota.actions.say_four_numbers import say_four_numbers
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.funnel_facts import funnel_facts
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import parse_period
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import history_of_text_001

DECEMBER = parse_period("2026-12")


def needed(company: SmallCompany, today: date, now: datetime, scope: Scope | None = None) -> NeededWork:
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=DECEMBER,
        amount_minor=1_000_000_00,
        now=now,
    )
    return needed_work(
        company.organisation, scope=scope or whole_company(on=today), period=DECEMBER, as_of=today
    )


def test_the_four_numbers_of_an_owner_stand_where_nothing_was_seen(
    company: SmallCompany, today: date, now: datetime
) -> None:
    say_four_numbers(
        seat=company.seats["Olga"],
        lead_to_meeting=Fraction(2, 5),
        meeting_to_deal=Fraction(1, 4),
        average_deal_minor=200_000_00,
        cycle_weeks=Fraction(4),
        now=now,
    )
    (new,) = needed(company, today, now).segments
    assert (new.deal.minor, new.deal.label, new.need.deals) == (200_000_00, "assumed", 5)
    shares = [step.conversion.mean for step in new.way.steps if step.kind == "open"]
    assert (shares[0] * shares[1], {step.conversion.label for step in new.way.steps}) == (
        Fraction(2, 5),
        {"assumed"},
    )
    whole = Fraction(1)
    for share in shares:
        whole *= share
    assert whole == Fraction(1, 10)
    weeks = sum(
        week * share for step in new.way.steps if step.kind == "open" for week, share in enumerate(step.delay)
    )
    assert round(float(weeks), 1) == 4.0
    assert new.first == 69


def test_a_unit_that_never_sold_is_planned_in_the_mix_of_the_company(
    company: SmallCompany, today: date, now: datetime
) -> None:
    history_of_text_001(company, today=today)
    two = Scope(
        people=frozenset(company.people[name].pk for name in ("Chen", "Boris")),
        unit=company.units["Sales-2"].pk,
    )
    found = needed(company, today, now, two)
    assert found.to_find_minor == 500_000_00
    assert [(one.sale, one.goal_minor, one.share_from) for one in found.segments] == [
        ("new", 300_000_00, "assumed"),
        ("repeat", 200_000_00, "assumed"),
    ]
    assert found.leads == 14


def test_a_client_who_bought_from_two_reps_is_one_client(company: SmallCompany, today: date) -> None:
    stages = history_of_text_001(company, today=today)

    def active(*names: str) -> int:
        who = frozenset(company.people[name].pk for name in names) or None
        return funnel_facts(company.organisation, scope=Scope(people=who), as_of=today).active_clients

    before = (active(), active("Maria"), active("Chen"))
    for name in ("Maria", "Chen"):
        deal = company.deal("Shared", owner=name, on=date(2026, 11, 2))
        company.move(deal, stage=stages.paid, on=date(2026, 11, 4), by=name)
        company.money("payment", deal, 100_000_00, on=date(2026, 11, 4))
    assert before == (28, 28, 0)
    assert (active(), active("Maria"), active("Chen")) == (29, 29, 1)
