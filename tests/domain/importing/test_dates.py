from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.errors import RuleError
from kvota.domain.importing.dates import (
    DateAmbiguous,
    DateImpossible,
    DateOutOfRange,
    DateUnreadable,
    DateWithoutDay,
    read_date,
    read_instant,
)

FIFTH_OF_MARCH = date(2026, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-05",
        "2026-3-5",
        "2026/03/05",
        "2026.03.05",
        "20260305",
        "05.03.2026",
        "5.3.2026",
        "05.03.26",
        "05.03.2026 г.",
        "05.03.2026 10:15",
        "2026-03-05T10:15:00",
        "2026-03-05 10:15:00.123",
        "2026-03-05T10:15:00Z",
        "5 марта 2026 г.",
        "5 мар. 2026",
        "5 март 2026 г.",
        "05-Mar-26",
        "5 March 2026",
        "Mar 5, 2026",
        "March 5th, 2026",
        "Thu, 5 Mar 2026 10:00",
        "2026年3月5日",
        "2026年03月05日 10:15",
        "２０２６年３月５日",
        "2026年3月5日 星期四",
        "46086",
        "46086.5",
        " 2026-03-05 ",
    ],
)
def test_a_date_that_can_be_read_one_way_is_read_so(text: str) -> None:
    assert read_date(text) == FIFTH_OF_MARCH


def test_a_day_above_twelve_speaks_for_itself() -> None:
    assert read_date("13/03/2026") == date(2026, 3, 13)
    assert read_date("03/13/2026") == date(2026, 3, 13)


def test_a_date_with_two_readings_is_asked_and_names_both() -> None:
    with pytest.raises(DateAmbiguous) as refused:
        read_date("03/04/2026")
    assert {refused.value.first, refused.value.second} == {date(2026, 3, 4), date(2026, 4, 3)}
    assert read_date("03/04/2026", order="mdy") == date(2026, 3, 4)
    assert read_date("03/04/2026", order="dmy") == date(2026, 4, 3)


def test_a_day_that_equals_its_month_needs_no_question() -> None:
    assert read_date("03/03/2026") == date(2026, 3, 3)


def test_two_digit_years_are_read_once_the_order_is_known() -> None:
    assert read_date("01/02/03", order="dmy") == date(2003, 2, 1)
    assert read_date("01/02/03", order="mdy") == date(2003, 1, 2)
    assert read_date("01/02/03", order="ymd") == date(2001, 2, 3)
    assert read_date("01/02/95", order="dmy") == date(1995, 2, 1)


@pytest.mark.parametrize(
    "text",
    [
        "31.02.2026",
        "29.02.2025",
        "2026-13-01",
        "32/01/2026",
        "2026-02-30",
        "30.02.26",
        "2026-03-05 25:00",
        "2026-03-05 10:61",
        "2026年2月30日",
        "30 Feb 2026",
    ],
)
def test_a_day_the_calendar_lacks_is_refused(text: str) -> None:
    with pytest.raises(DateImpossible):
        read_date(text)


def test_a_leap_day_exists_in_a_leap_year() -> None:
    assert read_date("29.02.2024") == date(2024, 2, 29)


def test_the_chosen_order_may_not_be_bent_for_one_cell() -> None:
    with pytest.raises(DateImpossible):
        read_date("03/15/2026", order="dmy")


@pytest.mark.parametrize(
    "text",
    [
        "2026-03",
        "03.2026",
        "2026",
        "Q3",
        "Q3 2026",
        "3 кв. 2026",
        "март 2026",
        "2026年3月",
        "March 2026",
        "第3季度",
        "2026Q3",
    ],
)
def test_a_month_or_a_quarter_is_no_day(text: str) -> None:
    with pytest.raises(DateWithoutDay):
        read_date(text)


@pytest.mark.parametrize(
    "text", ["1989-12-31", "2101-01-01", "2206-05-05", "0026-03-05", "01.01.1900", "9999-12-31"]
)
def test_a_year_outside_1990_to_2100_is_a_slip_of_the_hand(text: str) -> None:
    with pytest.raises(DateOutOfRange):
        read_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "12",
        "2026-W10",
        "1772668800",
        "5 foo 2026",
        "2026-03-05 at noon",
        "x" * 500,
        "05.03.2026 - 06.03.2026",
        "1.2.3.4",
    ],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(DateUnreadable):
        read_date(text)


def test_the_two_calendars_of_excel_differ_by_four_years_and_a_day() -> None:
    assert read_date("44624", epoch=1904) == FIFTH_OF_MARCH
    assert read_date("46086", epoch=1900) == FIFTH_OF_MARCH
    assert 46086 - 44624 == 1462


def test_an_instant_falls_on_the_day_of_the_company() -> None:
    late = "2026-03-05T22:30:00Z"
    assert read_date(late, zone=ZoneInfo("Europe/Moscow")) == date(2026, 3, 6)
    assert read_date(late, zone=ZoneInfo("America/New_York")) == FIFTH_OF_MARCH
    assert read_date(late) == FIFTH_OF_MARCH
    # Without a zone of its own a text is the company's own time already.
    assert read_date("2026-03-05 23:30", zone=ZoneInfo("Asia/Shanghai")) == FIFTH_OF_MARCH


def test_midnight_at_the_end_of_a_day_and_a_leap_second_stay_on_their_day() -> None:
    assert read_date("2026-03-05 24:00") == FIFTH_OF_MARCH
    assert read_date("2026-03-05 23:59:60") == FIFTH_OF_MARCH


def test_an_instant_keeps_its_moment() -> None:
    moscow = timezone(timedelta(hours=3))
    assert read_instant("2026-03-05T10:15:30+03:00", zone=UTC) == datetime(
        2026, 3, 5, 10, 15, 30, tzinfo=moscow
    )
    assert read_instant("05.03.2026 01:05", zone=moscow) == datetime(2026, 3, 5, 1, 5, tzinfo=moscow)
    assert read_instant("03/05/2026 1:05 PM", order="mdy", zone=UTC) == datetime(
        2026, 3, 5, 13, 5, tzinfo=UTC
    )
    assert read_instant("46086.4375", zone=UTC) == datetime(2026, 3, 5, 10, 30, tzinfo=UTC)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_every_day_comes_back_from_every_way_of_writing_it(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    for text in (
        day.isoformat(),
        f"{day:%d.%m.%Y}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        str(serial),
    ):
        assert read_date(text) == day
    assert read_date(f"{day:%m/%d/%Y}", order="mdy") == day
    assert read_date(f"{day:%d/%m/%Y}", order="dmy") == day


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_a_refusal(text: str) -> None:
    try:
        assert 1990 <= read_date(text).year <= 2100
    except RuleError as refused:
        assert str(refused)
