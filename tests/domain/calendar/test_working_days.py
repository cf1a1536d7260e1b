from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction

import chinese_calendar
import holidays
import pytest

from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import (
    COUNTRIES,
    CURRENT_VERSION,
    NoWorkingDay,
    UnknownCalendarVersion,
    UnknownCountry,
    work_calendar,
)
from tests.worked_numbers import worked


def per_month(country: str, year: int) -> list[int]:
    calendar = work_calendar(country)
    months = parse_period(str(year)).months()
    return [len(calendar.working_days(month.first_day, month.last_day)) for month in months]


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_worked_months_of_2026(country: str) -> None:
    case, expected = worked("A09")
    assert per_month(country, case["year"]) == expected[country]


def test_the_official_years_of_russia() -> None:
    # Production calendars of the Ministry of Labour, days a year at five days a week.
    official = {
        2010: 249, 2011: 248, 2012: 249, 2013: 247, 2014: 247, 2015: 247, 2016: 247, 2017: 247, 2018: 247,
        2019: 247, 2020: 248, 2021: 247, 2022: 247, 2023: 247, 2024: 248, 2025: 247, 2026: 247,
    }  # fmt: skip
    assert {year: sum(per_month("RU", year)) for year in official} == official


@pytest.mark.parametrize(
    ("year", "short"),
    [
        (2018, ["02-22", "03-07", "04-28", "05-08", "06-09", "12-29"]),
        (2024, ["02-22", "03-07", "05-08", "06-11", "11-02"]),
        (2025, ["03-07", "04-30", "06-11", "11-01"]),
        (2026, ["04-30", "05-08", "06-11", "11-03"]),
    ],
)
def test_the_short_days_of_russia(year: int, short: list[str]) -> None:
    calendar = work_calendar("RU")
    days = parse_period(str(year)).days()
    assert [f"{day:%m-%d}" for day in days if calendar.hours(day) == 7] == short


def test_a_short_day_weighs_seven_eighths_only_in_hours() -> None:
    russia = work_calendar("RU")
    days = [date(2026, 11, 2), date(2026, 11, 3), date(2026, 11, 4)]
    assert russia.weights(days) == [1, 1, 0]
    assert russia.weights(days, unit="hours") == [1, Fraction(7, 8), 0]


def test_no_other_country_has_short_days() -> None:
    for country in ("CN", "BG", ""):
        assert {work_calendar(country).hours(day) for day in parse_period("2026").days()} == {0, 8}


def test_the_shipped_tables_still_agree_with_their_sources() -> None:
    russia, bulgaria, china = (work_calendar(country) for country in ("RU", "BG", "CN"))
    facts = {country: holidays.country_holidays(country, years=range(2010, 2028)) for country in ("RU", "BG")}
    # holidays 0.109 lacks this one: 8 March 2014, a Saturday, was given back on the Monday.
    known_gap = date(2014, 3, 10)
    for year in range(2010, 2028):
        for day in parse_period(str(year)).days():
            assert russia.working(day) == (facts["RU"].is_working_day(day) and day != known_gap), day
            assert bulgaria.working(day) == facts["BG"].is_working_day(day), day
            if year < 2027:
                assert china.working(day) == chinese_calendar.is_workday(day), day


def test_a_country_of_nobody_works_monday_to_friday_in_every_year() -> None:
    nowhere = work_calendar("")
    assert nowhere.working(date(2026, 1, 1))
    assert not nowhere.working(date(2026, 1, 3))
    assert nowhere.unknown_years(date(1950, 1, 1), date(2100, 1, 1)) == []


def test_a_year_that_is_not_known_is_named_and_counts_monday_to_friday() -> None:
    china = work_calendar("CN")
    assert not china.known(date(2027, 2, 8))
    assert china.working(date(2027, 1, 1))
    assert china.unknown_years(date(2026, 1, 1), date(2028, 12, 31)) == [2027, 2028]
    assert work_calendar("RU").unknown_years(date(2009, 6, 1), date(2010, 6, 1)) == [2009]
    assert work_calendar("RU").unknown_years(date(2026, 1, 1), date(2027, 12, 31)) == []


def test_the_days_a_company_typed_beat_its_country() -> None:
    ours = work_calendar("RU", exceptions={date(2026, 11, 4): True, date(2026, 11, 5): False})
    assert ours.working(date(2026, 11, 4))
    assert not ours.working(date(2026, 11, 5))
    assert (ours.hours(date(2026, 11, 4)), ours.hours(date(2026, 11, 5))) == (8, 0)
    assert not work_calendar("RU").working(date(2026, 11, 4)), "the shared calendar stays as it was"


def test_typed_days_are_added_to_those_already_typed() -> None:
    both = work_calendar("BG", exceptions={date(2026, 5, 2): True}).with_exceptions({date(2026, 5, 9): True})
    assert both.working(date(2026, 5, 2))
    assert both.working(date(2026, 5, 9))


@pytest.mark.parametrize("country", ["DE", "ru", "RU/../BG", "RUS"])
def test_a_country_without_a_table_is_refused(country: str) -> None:
    with pytest.raises(UnknownCountry) as refused:
        work_calendar(country)
    assert refused.value.country == country


@pytest.mark.parametrize("version", ["1999.1", "../../../etc", ""])
def test_a_release_that_does_not_exist_is_refused(version: str) -> None:
    with pytest.raises(UnknownCalendarVersion):
        work_calendar("RU", version=version)
    assert work_calendar("RU", version=CURRENT_VERSION).version == CURRENT_VERSION


def test_the_working_days_of_a_year_are_those_of_its_months() -> None:
    for country in (*COUNTRIES, ""):
        calendar = work_calendar(country)
        whole = calendar.working_days(date(2026, 1, 1), date(2026, 12, 31))
        parts = [
            day
            for month in range(1, 13)
            for day in calendar.working_days(
                date(2026, month, 1), date(2026, month, monthrange(2026, month)[1])
            )
        ]
        assert parts == whole


@pytest.mark.parametrize(
    ("start", "steps", "expected"),
    [
        ("2026-04-30", 0, "2026-04-30"),
        ("2026-05-01", 0, "2026-05-04"),
        ("2026-04-30", 1, "2026-05-04"),
        ("2026-05-02", 1, "2026-05-05"),
        ("2026-05-08", 1, "2026-05-12"),
    ],
)
def test_steps_go_over_working_days_only(start: str, steps: int, expected: str) -> None:
    assert (
        work_calendar("RU").working_day_from(date.fromisoformat(start), steps=steps).isoformat() == expected
    )


def test_a_company_that_never_works_is_refused_and_not_searched_forever() -> None:
    first = date(2026, 1, 1)
    closed = work_calendar("", exceptions={first + timedelta(days=n): False for n in range(800)})
    with pytest.raises(NoWorkingDay):
        closed.working_day_from(first)
