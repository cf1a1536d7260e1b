"""Leave and illness: who may say it, what cannot be, and the one definition of the days away."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from kvota.actions.record_absence import (
    AbsenceGone,
    AbsenceKindUnknown,
    AbsenceTooLong,
    AwayAlready,
    end_absence,
    record_absence,
)
from kvota.actions.set_deputy import DaysTurnedRound, set_deputy
from kvota.actions.set_workload import set_workload
from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.working_hours import WorkloadOutOfRange, workload_said
from kvota.records.absences import absent_days
from kvota.records.models import Absence, Event, Organisation
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

FROM, LAST = date(2026, 12, 7), date(2026, 12, 11)


def away(company: SmallCompany, now: datetime, *, by: str = "Denis", **said: Any) -> Absence:
    known = {"person": company.people["Maria"], "kind": "leave", "from_on": FROM, "last_on": LAST}
    return record_absence(seat=company.seats[by], now=now, **(known | said))


def days(company: SmallCompany, who: str = "Maria") -> list[int]:
    found = absent_days(company.people[who].pk, parse_period("2026-12"))
    return sorted(day.day for day in found)


def test_both_days_of_a_leave_belong_to_it(company: SmallCompany, now: datetime) -> None:
    away(company, now)
    assert days(company) == [7, 8, 9, 10, 11]
    assert days(company, "Ivan") == []
    assert Event.objects.get(kind="absence_recorded").payload == {
        "from_on": "2026-12-07",
        "to_on": "2026-12-12",
    }


def test_the_days_another_stands_in_are_days_away_too_and_none_counts_twice(
    company: SmallCompany, now: datetime, today: date
) -> None:
    away(company, now)
    set_deputy(
        seat=company.seats["Adam"],
        person=company.people["Maria"],
        stands_in=company.people["Ivan"],
        from_on=date(2026, 12, 10),
        last_on=date(2026, 12, 14),
        now=now,
        today=today,
    )
    assert days(company) == [7, 8, 9, 10, 11, 12, 13, 14]


def test_days_before_and_after_the_period_are_not_in_it(company: SmallCompany, now: datetime) -> None:
    away(company, now, from_on=date(2026, 11, 20), last_on=date(2026, 12, 2))
    assert days(company) == [1, 2]
    assert absent_days(company.people["Maria"].pk, parse_period("2027-01")) == frozenset()


def test_taken_back_before_it_begins_it_is_not_there_and_the_history_keeps_it(
    company: SmallCompany, now: datetime, today: date
) -> None:
    row = away(company, now)
    end_absence(seat=company.seats["Denis"], absence=row, now=now, today=today)
    assert (days(company), Absence.objects.count()) == ([], 2)
    with pytest.raises(AbsenceGone):
        end_absence(seat=company.seats["Denis"], absence=row, now=now, today=today)


def test_ended_on_its_way_the_days_gone_stay(company: SmallCompany, now: datetime) -> None:
    row = away(company, now)
    end_absence(seat=company.seats["Denis"], absence=row, now=now, today=date(2026, 12, 9))
    assert days(company) == [7, 8]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"last_on": FROM - timedelta(days=1)}, DaysTurnedRound),
        ({"last_on": FROM + timedelta(days=366)}, AbsenceTooLong),
        ({"kind": "holiday"}, AbsenceKindUnknown),
    ],
)
def test_days_that_cannot_be_are_refused(
    company: SmallCompany, now: datetime, said: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        away(company, now, **said)
    assert not Absence.objects.exists()


def test_two_absences_of_one_day_are_refused(company: SmallCompany, now: datetime) -> None:
    away(company, now)
    with pytest.raises(AwayAlready):
        away(company, now, from_on=LAST, last_on=LAST)


@pytest.mark.parametrize("who", ["Elena", "Anna", "Adam", "Carla"])
def test_who_leads_nobody_does_not_say_it(company: SmallCompany, now: datetime, who: str) -> None:
    with pytest.raises(NotAllowed):
        away(company, now, by=who)


def test_why_somebody_is_away_is_read_by_himself_and_by_who_leads_him(
    company: SmallCompany, now: datetime, today: date
) -> None:
    away(company, now, kind="illness")
    seen = {who for who, seat in company.seats.items() if Absence.visible_to(seat, on=today).exists()}
    assert seen == {"Maria", "Denis", "Olga"}


def test_the_workload_keeps_what_was_typed_and_assumes_the_rest(company: SmallCompany, now: datetime) -> None:
    said = {"hours_a_day": "7.5", "activities": {"call": "0.2"}}
    set_workload(seat=company.seats["Adam"], said=said, now=now)
    kept = Organisation.objects.get(pk=company.organisation.pk).workload
    assert kept == {"hours_a_day": "15/2", "activities": {"call": "1/5"}}
    assert workload_said(kept).assumed("utilisation")
    set_workload(seat=company.seats["Adam"], said=said, now=now)
    assert Event.objects.filter(kind="workload_set").count() == 1


def test_only_who_sets_up_sets_the_workload_and_within_reason(company: SmallCompany, now: datetime) -> None:
    with pytest.raises(NotAllowed):
        set_workload(seat=company.seats["Denis"], said={}, now=now)
    with pytest.raises(WorkloadOutOfRange):
        set_workload(seat=company.seats["Adam"], said={"utilisation": "65"}, now=now)
