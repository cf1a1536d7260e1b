"""The season of a company: what each month sells a working day against the usual one, from its own years."""

from __future__ import annotations

from datetime import date

from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.planning.season import NO_SEASON, Season, SoldMonth, season_of
from kvota.records.calendars import company_calendar
from kvota.records.organisations import Organisation

#: More years tell of another company.
MOST_YEARS = 6


def season(organisation: Organisation, *, as_of: date) -> Season:
    """Return the season of the whole company, from the months that are over on a day.

    The months are those from the first that brought money on. Fewer than 24 of them, or a month
    without working days, are `NO_SEASON`: each rate is 1, and `is_known` says so.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate.

    Source: domain.md A4 (the rate index). One question to the copy.
    """
    last = period_of(as_of, "month").previous()
    first = last
    for _ in range(12 * MOST_YEARS - 1):
        first = first.previous()
    span = Period(f"{first.key}…{last.key}", "month", first.first_day, last.last_day)
    days = actual_by(organisation, scope=whole_company(on=as_of), period=span, as_of=as_of, by="day")
    sold: dict[str, int] = {}
    for part in days:
        sold[part.key[:7]] = sold.get(part.key[:7], 0) + part.minor
    if not sold:
        return NO_SEASON
    calendar, months, month = company_calendar(organisation), list[SoldMonth](), first
    while month.first_day <= last.first_day:
        if month.key >= min(sold):
            worked = len(calendar.working_days(month.first_day, month.last_day))
            if not worked:
                return NO_SEASON
            year, number = month.first_day.year, month.first_day.month
            months.append(SoldMonth(year, number, max(0, sold.get(month.key, 0)), worked))
        month = month.next()
    return season_of(months)
