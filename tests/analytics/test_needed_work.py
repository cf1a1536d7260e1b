"""What a goal needs, on a company whose year is that of seed text 001, and on one without a history."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from kvota.actions.record_supply import Said, record_supply
from kvota.actions.set_goal import set_goal
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.planning.scenario import Levers
from kvota.records.playbooks import PlaybookVersion
from kvota.records.sequence import take
from tests.a_small_company import SmallCompany
from tests.company_of_text_001 import Stages, history_of_text_001


def next_month(today: date) -> Period:
    return period_of(today, "month").next()


@pytest.fixture
def stages(company: SmallCompany, today: date, now: datetime) -> Stages:
    made = history_of_text_001(company, today=today)
    a_goal(company, next_month(today), now, 1_000_000_00)
    return made


def a_goal(company: SmallCompany, period: Period, now: datetime, minor: int) -> None:
    set_goal(
        organisation=company.organisation,
        seat=company.seats["Olga"],
        period=period,
        amount_minor=minor,
        now=now,
    )


def needed(company: SmallCompany, today: date, scope: Scope | None = None, **asked: object) -> NeededWork:
    return needed_work(
        company.organisation,
        scope=scope or whole_company(on=today),
        period=asked.pop("period", None) or next_month(today),  # type: ignore[arg-type]
        as_of=today,
        **asked,  # type: ignore[arg-type]
    )


def test_the_year_of_text_001_needs_its_ten_meetings_and_twenty_leads(
    company: SmallCompany, stages: Stages, today: date
) -> None:
    found = needed(company, today)
    new, repeat = found.segments
    assert found.to_find_minor == found.revenue_minor == 1_000_000_00
    assert (new.need.deals, new.deal.minor, repeat.need.deals, repeat.deal.minor) == (
        3,
        200_000_00,
        4,
        100_000_00,
    )
    whole = {stage.stage: stage.whole for stage in new.need.stages}
    assert whole == {str(stages.contract.pk): 3, str(stages.meeting.pk): 10, str(stages.lead.pk): 20}
    assert repeat.first == 10
    assert (found.leads, found.calls) == (20, 20)
    assert (new.share, new.share_from) == (Fraction(3, 5), "past")


def test_its_plan_is_met_a_little_more_often_than_not(
    company: SmallCompany, stages: Stages, today: date
) -> None:
    found = needed(company, today)
    assert round(found.chance, 3) == 0.534
    new = found.segments[0].need.chance
    assert (new.need_expected, new.need_p80, round(new.chance_at_need_expected, 3)) == (20, 28, 0.595)


def test_each_conversion_says_from_how_many_and_how_old_it_is(
    company: SmallCompany, stages: Stages, today: date
) -> None:
    lead, meeting, contract = (step.conversion for step in needed(company, today).segments[0].way.steps)
    assert (lead.advanced, lead.decided, lead.label) == (40, 80, "own")
    assert (meeting.advanced, meeting.decided, meeting.mean) == (12, 40, Fraction(3, 10))
    assert contract.mean == 1
    assert meeting.low < 0.3 < meeting.high
    assert meeting.newest_on == today - timedelta(days=46)
    assert meeting.age_days == 46


def test_leads_are_short_by_what_nobody_promised(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    lamp = needed(company, today).lamp("leads")
    assert (lamp.state, lamp.why) == ("unknown", "no_supply_recorded")
    first = next_month(today).first_day
    monday = first + timedelta(days=(7 - first.weekday()) % 7)
    record_supply(
        seat=company.seats["Denis"],
        said=[Said("Fair", monday, {"expected": 8})],
        now=now,
        today=today,
    )
    found = needed(company, today)
    lamp = found.lamp("leads")
    assert (lamp.state, lamp.needed, lamp.there) == ("short", 20, 8)
    assert sum(found.leads_by_week.values()) == 20
    assert found.verdict.verdict == "feasible_only_with"


def test_a_higher_price_needs_fewer_leads_and_a_typed_conversion_takes_its_place(
    company: SmallCompany, stages: Stages, today: date
) -> None:
    dearer = needed(company, today, levers=Levers(price=Fraction(1, 2)))
    assert [segment.need.deals for segment in dearer.segments] == [2, 3]
    better = needed(company, today, levers=Levers(typed={stages.meeting.pk: Fraction(1, 2)}))
    assert better.leads == 12
    assert better.lamp("technology").state == "short"


def test_the_lamp_of_technology_holds_what_the_ladder_takes_and_no_playbook(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    PlaybookVersion.objects.create(
        organisation=company.organisation,
        stage=stages.meeting,
        number=1,
        from_on=date(2026, 1, 1),
        steps="Meet",
        assumed="0.6",
        sequence=take(company.organisation),
        known_on=date(2026, 1, 1),
        recorded_at=now,
    )
    lamp = needed(company, today).lamp("technology")
    assert (lamp.state, lamp.where, lamp.short) == ("enough", str(stages.contract.pk), 0)
    lamp = needed(company, today, levers=Levers(typed={stages.meeting.pk: Fraction(3, 5)})).lamp("technology")
    assert (lamp.state, lamp.where, lamp.needed) == ("short", str(stages.meeting.pk), Fraction(3, 5))


def test_what_came_and_what_is_in_hand_is_found_already(
    company: SmallCompany, stages: Stages, today: date, now: datetime
) -> None:
    this = period_of(today, "month")
    a_goal(company, this, now, 1_000_000_00)
    deal = company.deal("paid", owner="Maria", amount=400_000_00, kind="new")
    company.money("payment", deal, 400_000_00, on=today)
    found = needed(company, today, period=this)
    assert found.reading == "rest"
    assert found.to_find_minor == 1_000_000_00 - found.actual_minor - found.in_hand_minor
    assert needed(company, today, period=this, reading="whole").to_find_minor == 1_000_000_00


def test_a_late_start_has_less_of_its_usual_chance(
    company: SmallCompany, stages: Stages, today: date
) -> None:
    late = needed(company, today, period=period_of(today, "month")).last_days
    shares = [each.share_now for each in late if each.sale == "new"]
    assert shares == sorted(shares)
    assert shares[0] < 1
    days = [each.normal for each in late if each.sale == "new"]
    assert days == sorted(days)


def test_without_a_history_everything_is_assumed_and_says_so(
    company: SmallCompany, today: date, now: datetime
) -> None:
    a_goal(company, next_month(today), now, 1_000_000_00)
    found = needed(company, today)
    (new,) = found.segments
    assert (new.need, new.share_from) == (None, "assumed")
    assert {step.conversion.label for step in new.way.steps} == {"assumed"}


def test_without_a_goal_nothing_is_needed(company: SmallCompany, today: date) -> None:
    found = needed(company, today)
    assert (found.plan_minor, found.to_find_minor, found.segments, found.lamps) == (None, None, (), ())


def test_the_part_of_one_rep_is_drawn_to_what_the_company_converts(
    company: SmallCompany, stages: Stages, today: date
) -> None:
    ivan = Scope(people=frozenset({company.people["Ivan"].pk}), person=company.people["Ivan"].pk)
    found = needed(company, today, ivan)
    meeting = found.segments[0].way.steps[1].conversion
    assert (meeting.decided, meeting.label, meeting.usual) == (0, "assumed", Fraction(3, 10))
    assert found.supply_share == Fraction(1, 4)
