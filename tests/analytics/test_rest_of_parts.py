"""What is still to find of a goal, cut by kind of sale and by product, after some of it came."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from kvota.actions.change_goal_cells import CellChange, change_goal_cells
from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, parse_period
from kvota.records.goal_nodes import segments_of, unit_key
from kvota.records.goals import GoalSegment, GoalVersion
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import Stages, history_of_text_001

NOVEMBER, DECEMBER = parse_period("2026-11"), parse_period("2026-12")


@pytest.fixture
def stages(company: SmallCompany, today: date) -> Stages:
    return history_of_text_001(company, today=today)


def a_cut_goal(company: SmallCompany, period: Period, now: datetime, *slices: Slice) -> GoalVersion:
    return set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period,
        amount_minor=1_000_000_00,
        now=now,
        shape=GoalShape(slices=slices),
    )


def paid(company: SmallCompany, stages: Stages, minor: int, **attributes: object) -> None:
    deal = company.deal("Big", amount=minor, on=date(2026, 11, 2), **attributes)
    for stage, day in ((stages.lead, 2), (stages.contract, 3), (stages.paid, 4)):
        company.move(deal, stage=stage, on=date(2026, 11, day))
    company.money("contract", deal, minor, on=date(2026, 11, 3))
    company.money("payment", deal, minor, on=date(2026, 11, 4))


def needed(company: SmallCompany, period: Period, today: date, **asked: object) -> NeededWork:
    return needed_work(
        company.organisation,
        scope=whole_company(on=today),
        period=period,
        as_of=today,
        **asked,  # type: ignore[arg-type]
    )


NEW, REPEAT = Slice(Fraction(60), kind="new"), Slice(Fraction(40), kind="repeat")


def test_what_new_business_brought_is_not_asked_of_it_again(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    a_cut_goal(company, NOVEMBER, now, NEW, REPEAT)
    paid(company, stages, 600_000_00, kind="new")
    found = needed(company, NOVEMBER, today)
    assert (found.actual_minor, found.to_find_minor) == (600_000_00, 400_000_00)
    assert [(one.sale, one.goal_minor, one.first) for one in found.segments] == [
        ("new", 0, 0),
        ("repeat", 400_000_00, 10),
    ]
    assert (found.segments[0].part.plan_minor, found.segments[0].part.came_minor) == (600_000_00, 600_000_00)
    whole = needed(company, NOVEMBER, today, reading="whole")
    assert [one.goal_minor for one in whole.segments] == [600_000_00, 400_000_00]


def test_deals_in_work_are_in_hand_of_their_own_kind(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    a_cut_goal(company, NOVEMBER, now, NEW, REPEAT)
    deal = company.deal("Signed", amount=300_000_00, on=date(2026, 11, 2), kind="repeat")
    company.move(deal, stage=stages.contract, on=date(2026, 11, 3))
    company.money("contract", deal, 300_000_00, on=date(2026, 11, 3))
    found = needed(company, NOVEMBER, today)
    new, repeat = found.parts
    assert found.in_hand_minor > 0
    assert (new.in_hand_minor, repeat.in_hand_minor) == (0, found.in_hand_minor)
    assert (new.goal_minor, repeat.goal_minor) == (600_000_00, 400_000_00 - found.in_hand_minor)


def test_what_one_kind_brought_above_its_plan_eases_the_other(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    a_cut_goal(company, NOVEMBER, now, NEW, REPEAT)
    paid(company, stages, 700_000_00, kind="new")
    new, repeat = needed(company, NOVEMBER, today).parts
    assert (new.goal_minor, repeat.goal_minor) == (0, 300_000_00)
    assert (new.left_minor, repeat.left_minor) == (-100_000_00, 400_000_00)


def test_what_a_product_brought_is_not_asked_of_it_again(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    gtx, vega = company.product("GTX"), company.product("Vega")
    a_cut_goal(
        company, NOVEMBER, now, Slice(Fraction(60), product=gtx.pk), Slice(Fraction(40), product=vega.pk)
    )
    paid(company, stages, 600_000_00, kind="new", product=gtx)
    found = needed(company, NOVEMBER, today).products
    assert [(one.product and one.product.name, one.goal_minor) for one in found] == [
        ("GTX", 0),
        ("Vega", 400_000_00),
    ]


def test_what_the_goal_gives_to_no_kind_falls_as_the_past_year(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    goal = a_cut_goal(company, DECEMBER, now, NEW, REPEAT)
    (repeat,) = (one for one in segments_of(goal) if GoalSegment.objects.get(pk=one).kind == "repeat")
    top = unit_key(company.units["top"].pk)
    change_goal_cells(
        seat=company.seats["Olga"],
        version=goal,
        changes=[CellChange(f"{top}/s{repeat}", "2026-12", "type", 0)],
        now=now,
    )
    found = needed(company, DECEMBER, today)
    # 600 are said; of the 400 nobody said anything of, three fifths are new business as in the past year.
    assert [(one.sale, one.goal_minor, one.share, one.share_from) for one in found.segments] == [
        ("new", 840_000_00, Fraction(21, 25), "partly"),
        ("repeat", 160_000_00, Fraction(4, 25), "partly"),
    ]
    assert [one.need.deals for one in found.segments] == [5, 2]
