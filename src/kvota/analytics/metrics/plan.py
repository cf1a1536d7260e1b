"""The plan of a unit or a person for any period, from the newest goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.calendar.working_days import WorkCalendar
from kvota.domain.money.rounding import round_half_up
from kvota.domain.planning.spread_over_days import spread_period_over_days
from kvota.records.calendars import company_calendar
from kvota.records.goal_grades import Grade, graded_cells_that_count
from kvota.records.goal_nodes import cells_that_count
from kvota.records.goals import REVENUE
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class Plan:
    """`minor` sums what is planned, None when no goal was set. `days` holds the derived cell of each day.

    `exact_days` are the same days before they are rounded to coins.
    """

    minor: int | None
    days: dict[date, int]
    months_without: tuple[str, ...]
    currency: str
    exact_days: dict[date, Fraction]

    @property
    def to_compare(self) -> int | None:
        """What an actual may be held against."""
        return plan_to_compare(self.minor, self.months_without)


def plan_to_compare(minor: int | None, months_without: Sequence[str]) -> int | None:
    """Return the plan that the actual of the same period may be held against, None where there is none.

    The plan of one month against the actual of twelve would call every year met.

    >>> plan_to_compare(1_200_000, []), plan_to_compare(1_200_000, ["2017-01", "2017-02"])
    (1200000, None)
    """
    return None if months_without else minor


def plan(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    counts: str = REVENUE,
    grade: Grade = "target",
) -> Plan:
    """Return the plan of the scope's own node, its days derived from the months. At most five queries.

    A month is the cell of the newest goal that covers it; its days follow the company's
    working calendar with cumulative rounding (domain.md A3), so that any days sum.
    """
    months = [month.key for month in period.months()]
    if not scope.has_plan:
        return Plan(None, {}, tuple(months), organisation.currency, {})
    cells = plan_cells(organisation, months=months, as_of=as_of, counts=counts, grade=grade)
    values = {month: cells.get((scope.unit, scope.person, month)) for month in months}
    calendar = company_calendar(organisation)
    days: dict[date, int] = {}
    exact: dict[date, Fraction] = {}
    for month in period.months():
        days |= _days_of(values[month.key], month, period, calendar)
        exact |= _exact_days_of(values[month.key], month, period, calendar)
    without = tuple(key for key, value in values.items() if value is None)
    return Plan(minor_of_months(values, period, calendar), days, without, organisation.currency, exact)


def minor_of_months(values: Mapping[str, int | None], period: Period, calendar: WorkCalendar) -> int | None:
    """Return the plan of a period from its months' values, None for a month without a goal.

    Of a month that lies in the period whole it is the value itself: its days sum to it, and are
    not worked out for each of a thousand people.
    """
    known = [month for month in period.months() if values.get(month.key) is not None]
    if not known:
        return None
    return sum(
        values[month.key] or 0
        if period.first_day <= month.first_day and month.last_day <= period.last_day
        else sum(_days_of(values[month.key], month, period, calendar).values())
        for month in known
    )


#: Month key -> the shares of its plan that fall before a period, and before a day of it.
Due = Mapping[str, tuple[Fraction, Fraction]]


def shares_due(period: Period, calendar: WorkCalendar, *, before: date) -> Due:
    """Return how much of each month's plan falls before the period, and before a day, exact.

    Worked out once for all people of a table: `minor_due` of each is then one multiplication.
    """
    return {
        month.key: (
            _share_before(month, calendar, period.first_day),
            _share_before(month, calendar, max(period.first_day, min(before, _day_after(period)))),
        )
        for month in period.months()
    }


def minor_due(values: Mapping[str, int | None], due: Due) -> int:
    """Return what of months' plans is due: the sum of their cells of those days, to the coin.

    Cells are the growth of the rounded running total, so a sum of the first days needs no cells.

    >>> minor_due({"2026-11": 100}, {"2026-11": (Fraction(0), Fraction(1, 3))})
    33
    """
    return sum(
        _rounded(value * until) - _rounded(value * since)
        for month, (since, until) in due.items()
        if (value := values.get(month)) is not None
    )


def _rounded(amount: Fraction) -> int:
    # A plan below zero mirrors one above it, as its cells do.
    return round_half_up(amount) if amount >= 0 else -round_half_up(-amount)


def _share_before(month: Period, calendar: WorkCalendar, day: date) -> Fraction:
    days = month.days()
    weights: Sequence[Fraction | int] = calendar.weights(days)
    if not any(weights):
        weights = [1] * len(days)
    gone = sum(weight for each, weight in zip(days, weights, strict=True) if each < day)
    return Fraction(gone) / Fraction(sum(weights))


def _day_after(period: Period) -> date:
    return period.last_day + timedelta(days=1)


def _days_of(value: int | None, month: Period, period: Period, calendar: WorkCalendar) -> dict[date, int]:
    """The days of a month that lie in the period, with their parts of its value."""
    if value is None:
        return {}
    spread = spread_period_over_days(value, month, calendar)
    return {day: minor for day, minor in spread.items() if period.contains(day)}


def _exact_days_of(
    value: int | None, month: Period, period: Period, calendar: WorkCalendar
) -> dict[date, Fraction]:
    """The same parts as fractions: every working day of a month weighs the same."""
    if value is None:
        return {}
    days = month.days()
    weights = calendar.weights(days)
    whole = sum(weights) or len(days)
    even = not any(weights)
    return {
        day: value * (Fraction(1) if even else weight) / whole
        for day, weight in zip(days, weights, strict=True)
        if period.contains(day)
    }


#: Unit id or None, person id or None, month key.
NodeMonth = tuple[int | None, int | None, str]


def plan_cells(
    organisation: Organisation,
    *,
    months: list[str],
    as_of: date,
    counts: str = REVENUE,
    grade: Grade = "target",
) -> dict[NodeMonth, int]:
    """Return every unit's and person's plan of these months as it counted on a day. At most four queries.

    The newest version published by the end of that day counts; drafts and scenarios never do. A goal
    that was set only later is still read for a day before it: there was no other.

    At another grade than the target only the months count whose goal has it.
    """
    until = _end_of(as_of, organisation.time_zone)
    if grade != "target":
        return graded_cells_that_count(organisation, months=months, grade=grade, counts=counts, until=until)
    found = cells_that_count(organisation, months=months, counts=counts, until=until)
    return {(unit, person, month): value for (unit, person, _, month), value in found.items()}


#: Unit id or None, person id or None, segment id, month key.
SegmentMonth = tuple[int | None, int | None, int, str]


def segment_cells(
    organisation: Organisation, *, months: list[str], as_of: date, counts: str = REVENUE
) -> dict[SegmentMonth, int]:
    """Return the parts of the goals that are cut by product, industry, region or kind, as `plan_cells`."""
    found = cells_that_count(
        organisation,
        months=months,
        counts=counts,
        until=_end_of(as_of, organisation.time_zone),
        by_segment=True,
    )
    return {
        (unit, person, segment, month): value
        for (unit, person, segment, month), value in found.items()
        if segment is not None
    }


def _end_of(day: date, time_zone: str) -> datetime:
    return datetime.combine(day, time.max, ZoneInfo(time_zone))
