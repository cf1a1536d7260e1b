"""Which day a moment belongs to for a company, and when that company's day begins and ends."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kvota.domain.errors import RuleError


class NoTimeZone(RuleError):
    """A moment came without its time zone, so its day cannot be told."""

    code = "no_time_zone"
    sentence = "{moment} has no time zone; expected a moment such as 2026-11-18T10:00+03:00"
    moment: str


def business_day(moment: datetime, zone: tzinfo) -> date:
    """Return the day of a moment by the company's clock.

    Raises
    ------
    NoTimeZone
        The moment is naive: near midnight a guess would book a payment into another month.

    Examples
    --------
    Half past nine in the evening UTC is already the next day, and month, in Moscow:

    >>> from zoneinfo import ZoneInfo
    >>> str(business_day(datetime(2026, 11, 30, 21, 30, tzinfo=UTC), ZoneInfo("Europe/Moscow")))
    '2026-12-01'
    """
    if moment.tzinfo is None:
        raise NoTimeZone(moment=moment.isoformat())
    return moment.astimezone(zone).date()


def bounds_of_days(first_day: date, last_day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the half-open span of moments, in UTC, of some days of a company.

    Returns
    -------
    The first moment of `first_day` and the first moment after `last_day`: the second one is
    not inside. Two neighbouring spans meet without a gap and without an overlap, also where
    a day has 23 or 25 hours.

    Examples
    --------
    >>> from zoneinfo import ZoneInfo
    >>> [str(m) for m in bounds_of_days(date(2026, 3, 29), date(2026, 3, 29), ZoneInfo("Europe/Sofia"))]
    ['2026-03-28 22:00:00+00:00', '2026-03-29 21:00:00+00:00']
    """
    starts = (datetime.combine(day, time.min, zone) for day in (first_day, last_day + timedelta(days=1)))
    first, after = (start.astimezone(UTC) for start in starts)
    return first, after
