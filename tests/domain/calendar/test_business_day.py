from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.calendar.business_day import NoTimeZone, bounds_of_days, business_day

SOFIA, MOSCOW, SHANGHAI = ZoneInfo("Europe/Sofia"), ZoneInfo("Europe/Moscow"), ZoneInfo("Asia/Shanghai")
ZONES = [SOFIA, MOSCOW, SHANGHAI, ZoneInfo("Pacific/Kiritimati"), timezone(timedelta(hours=-12))]


@pytest.mark.parametrize("zone", ZONES)
def test_a_month_closes_between_its_last_instant_and_midnight(zone: ZoneInfo) -> None:
    last_instant = datetime(2026, 11, 30, 23, 59, 59, 999_999, tzinfo=zone)
    midnight = datetime(2026, 12, 1, tzinfo=zone)
    assert business_day(last_instant.astimezone(UTC), zone) == date(2026, 11, 30)
    assert business_day(midnight.astimezone(UTC), zone) == date(2026, 12, 1)

    start, after = bounds_of_days(date(2026, 11, 1), date(2026, 11, 30), zone)
    assert start <= last_instant < after == midnight
    assert after == bounds_of_days(date(2026, 12, 1), date(2026, 12, 31), zone)[0]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_a_day_of_a_clock_change_is_one_day_of_23_or_25_hours(day: str, hours: int) -> None:
    start, after = bounds_of_days(date.fromisoformat(day), date.fromisoformat(day), SOFIA)
    assert after - start == timedelta(hours=hours)


def test_a_move_in_the_hour_that_does_not_exist_has_its_day() -> None:
    assert business_day(datetime(2026, 3, 29, 3, 30, tzinfo=SOFIA), SOFIA) == date(2026, 3, 29)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(NoTimeZone):
        business_day(datetime(2026, 11, 30, 23, 59), MOSCOW)


@given(moment=st.datetimes(datetime(1999, 1, 1), datetime(2101, 1, 1)), zone=st.sampled_from(ZONES))
def test_every_moment_lies_inside_the_bounds_of_its_day(moment: datetime, zone: ZoneInfo) -> None:
    moment = moment.replace(tzinfo=UTC)
    day = business_day(moment, zone)
    start, after = bounds_of_days(day, day, zone)
    assert start <= moment < after
