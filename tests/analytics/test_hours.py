"""The hours of the people: what their weeks hold, less leave, the first months and their clients."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

from kvota.actions.record_absence import record_absence
from kvota.actions.set_workload import set_workload
from kvota.analytics.metrics.hours import hours_of, team_hours
from kvota.analytics.scope import scope_of, whole_company
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.working_hours import Service
from kvota.records.models import Person, Seat
from tests.a_small_company import SmallCompany

WEEK = parse_period("2026-W48")
NEXT = WEEK.next()


def test_those_who_sell_have_hours_and_the_whole_is_their_sum(company: SmallCompany, today: date) -> None:
    found = team_hours(company.organisation, scope=whole_company(on=today), periods=[WEEK, NEXT], as_of=today)
    assert [one.person.name for one in found.people] == ["Boris", "Chen", "Ivan", "Maria"]
    assert found.left == (4 * 26, 4 * 26)


def test_a_head_sees_his_team(company: SmallCompany, today: date) -> None:
    scope = scope_of(company.seats["Denis"], on=today)
    found = team_hours(company.organisation, scope=scope, periods=[WEEK], as_of=today)
    assert [one.person.name for one in found.people] == ["Ivan", "Maria"]


def test_leave_is_taken_off_in_its_week(company: SmallCompany, now: datetime, today: date) -> None:
    maria = company.people["Maria"]
    record_absence(
        seat=company.seats["Denis"],
        person=maria,
        kind="leave",
        from_on=NEXT.first_day,
        last_on=NEXT.first_day + timedelta(days=1),
        now=now,
    )
    here = hours_of(company.organisation, maria.pk, WEEK, as_of=today)
    away = hours_of(company.organisation, maria.pk, NEXT, as_of=today)
    assert here is not None and away is not None
    assert (here.left, away.days_away, away.left) == (26, 2, 26 * Fraction(3, 5))


def test_the_first_months_of_a_seat_count_less(company: SmallCompany, today: date) -> None:
    Seat.objects.filter(person=company.people["Ivan"]).update(from_on=WEEK.first_day)
    found = hours_of(company.organisation, company.people["Ivan"].pk, WEEK, as_of=today)
    assert found is not None
    assert (found.ramp, found.left) == (26 * Fraction(3, 4), 26 * Fraction(1, 4))


def test_who_has_left_or_does_not_sell_has_no_hours(company: SmallCompany, today: date) -> None:
    Seat.objects.filter(person=company.people["Ivan"]).update(to_on=WEEK.first_day)
    assert hours_of(company.organisation, company.people["Ivan"].pk, WEEK, as_of=today) is None
    assert hours_of(company.organisation, company.people["Elena"].pk, WEEK, as_of=today) is None


def test_deals_in_work_and_clients_who_paid_lately_take_their_hours(
    company: SmallCompany, today: date, now: datetime
) -> None:
    set_workload(
        seat=company.seats["Adam"],
        said={"open_deal": "2", "signed_deal": "3", "active_client": "4"},
        now=now,
    )
    company.organisation.refresh_from_db()
    company.move(company.deal("open", owner="Maria"), 1)
    company.move(company.deal("signed", owner="Maria"), 7)
    for name in ("one", "two"):
        company.move(company.deal("paid lately" if name == "one" else "Paid too", owner="Maria"), 8)
    company.move(company.deal("paid long ago", owner="Maria", on=date(2025, 1, 9)), 8, on=date(2025, 2, 9))
    lost = company.deal("lost", owner="Maria")
    company.move(lost, kind="lost")
    found = team_hours(company.organisation, scope=whole_company(on=today), periods=[WEEK], as_of=today)
    maria = next(one for one in found.people if one.person.name == "Maria")
    assert maria.service == Service(open_deals=1, signed_deals=1, active_clients=2)
    # Russia works 20 days of November 2026: the 4th is a holiday.
    days = Fraction(5, 20)
    hours = maria.periods[0]
    assert (hours.service_open, hours.service_signed, hours.service_clients) == (2 * days, 3 * days, 8 * days)


def test_hours_by_person_are_what_the_lamp_reads(company: SmallCompany, today: date) -> None:
    found = team_hours(company.organisation, scope=whole_company(on=today), periods=[WEEK], as_of=today)
    assert found.by_person()[str(company.people["Maria"].uid)] == {"2026-W48": 26}


def test_hours_stand_in_the_unit_where_somebody_sits_then_and_units_sum_to_the_company(
    company: SmallCompany, today: date
) -> None:
    """Maria moves to the other team on Wednesday; Nina comes on the same day."""
    wednesday = NEXT.first_day + timedelta(days=2)
    maria, there = company.people["Maria"], company.units["Sales-2"]
    Seat.objects.filter(person=maria).update(to_on=wednesday)
    nina = Person.objects.create(organisation=company.organisation, name="Nina")
    for person in (maria, nina):
        Seat.objects.create(
            organisation=company.organisation, person=person, unit=there, role="rep", from_on=wednesday
        )
    here, other, all_of_it = (
        team_hours(
            company.organisation,
            scope=scope_of(company.seats["Olga"], who, on=today),
            periods=[WEEK, NEXT, NEXT.next()],
            as_of=today,
        )
        for who in (str(company.units["Sales-1"].uid), str(there.uid), "")
    )
    day = Fraction(26, 5)
    assert here.left == (2 * 26, 26 + 2 * day, 26)
    # Who moves knows the work; who is new counts a quarter.
    assert other.left == (2 * 26, 2 * 26 + 3 * day + Fraction(3, 4) * day, 3 * 26 + Fraction(26, 4))
    assert [one.person.name for one in other.people] == ["Boris", "Chen", "Maria", "Nina"]
    assert all_of_it.left == tuple(sum(both) for both in zip(here.left, other.left, strict=True))
    assert here.working_days + other.working_days == all_of_it.working_days


def test_of_two_seats_at_once_the_one_that_began_last_has_the_day(company: SmallCompany, today: date) -> None:
    for unit in ("Sales-1", "Sales-2"):
        Seat.objects.create(
            organisation=company.organisation,
            person=company.people["Maria"],
            unit=company.units[unit],
            role="rep",
            from_on=NEXT.first_day if unit == "Sales-2" else date(2026, 1, 1),
        )
    left = [
        team_hours(
            company.organisation,
            scope=scope_of(company.seats["Olga"], str(company.units[unit].uid), on=today),
            periods=[WEEK, NEXT],
            as_of=today,
        ).left
        for unit in ("Sales-1", "Sales-2")
    ]
    assert left == [(2 * 26, 26), (2 * 26, 3 * 26)]
