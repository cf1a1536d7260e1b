"""A total spread over days so that it never runs ahead of time or behind it.

Why not largest remainders: three deals on twenty-two equal days would all land on the first
three days. Here each day gets the growth of the rounded running total, so the deals fall on
working days 4, 11 and 19, and every first part of the month is within half a deal of its share.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import Literal

from kvota.domain.calendar.four_four_five import FiscalStart
from kvota.domain.calendar.period import Period, PeriodKind, period_of
from kvota.domain.calendar.working_days import WorkCalendar
from kvota.domain.errors import RuleError
from kvota.domain.money.rounding import round_half_up
from kvota.domain.money.split_without_loss import LockedMismatch, NegativeWeight, OverLocked, UnknownCell


class DayOutsidePeriod(RuleError):
    """A past day was given that is not in the period."""

    code = "day_outside_period"
    sentence = "{day} is not a day of {key}"
    day: str
    key: str


def spread_over_days(
    total: int, weights: Sequence[Fraction | int], *, locked: Mapping[int, int] | None = None
) -> list[int]:
    """Return the whole units of each day; every running sum is within 1/2 of its share.

    Parameters
    ----------
    total
        Whole units of the month, or of any run of days; may be negative.
    weights
        Shape (days,), zero or more, exact, in the order of time. All zero counts as equal.
    locked
        Day number → its value: the days that are past, with what happened. The rest of the
        total is spread over the other days.

    Returns
    -------
    Shape (days,), summing to `total`.

    Raises
    ------
    NegativeWeight, UnknownCell
        The question makes no sense.
    OverLocked
        The past days already hold more than the total: nothing is left to plan.
    LockedMismatch
        Every day is past and the total is not reached.

    Source: cumulative rounding; domain specification A3.

    Examples
    --------
    >>> spread_over_days(3, [1] * 22)
    [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]

    A month of 1,000 on four days, after 400 on the first two:

    >>> spread_over_days(1_000, [1, 1, 1, 1], locked={0: 300, 1: 100})
    [300, 100, 300, 300]
    """
    locked = locked or {}
    if any(weight < 0 for weight in weights):
        raise NegativeWeight
    for day in locked:
        if not 0 <= day < len(weights):
            raise UnknownCell(cell=day, last=len(weights) - 1)
    if total < 0:
        mirrored = spread_over_days(-total, weights, locked={day: -value for day, value in locked.items()})
        return [-value for value in mirrored]

    rest = total - sum(locked.values())
    if rest < 0:
        raise OverLocked(amount=-rest)
    ahead = [day for day in range(len(weights)) if day not in locked]
    if not ahead and rest:
        raise LockedMismatch(amount=rest)
    planned = dict(zip(ahead, _growth(rest, [weights[day] for day in ahead]), strict=True))
    return [locked[day] if day in locked else planned[day] for day in range(len(weights))]


def _growth(total: int, weights: Sequence[Fraction | int]) -> list[int]:
    if not any(weights):
        weights = [1] * len(weights)
    running = list(accumulate(weights))
    reached = [0, *(round_half_up(Fraction(total * weight) / running[-1]) for weight in running)]
    return [after - before for before, after in pairwise(reached)]


def spread_period_over_days(
    total: int,
    period: Period,
    calendar: WorkCalendar,
    *,
    unit: Literal["days", "hours"] = "days",
    locked: Mapping[date, int] | None = None,
) -> dict[date, int]:
    """Return the units of every day of a period, holidays included with zero.

    Parameters
    ----------
    unit
        "hours" gives a short day of Russia 7/8 of a full one.
    locked
        Day → what happened on it.

    Raises
    ------
    DayOutsidePeriod
        A locked day belongs to another period, and its value would be lost.
    NegativeWeight, OverLocked, LockedMismatch
        As `spread_over_days`.

    Examples
    --------
    >>> from kvota.domain.calendar.period import parse_period
    >>> from kvota.domain.calendar.working_days import work_calendar
    >>> cells = spread_period_over_days(150, parse_period("2026-01"), work_calendar("RU"))
    >>> sums_by(cells, "ten_day")
    {'2026-01-D1': 0, '2026-01-D2': 70, '2026-01-D3': 80}
    """
    days = period.days()
    number = {day: position for position, day in enumerate(days)}
    for day in locked or {}:
        if day not in number:
            raise DayOutsidePeriod(day=day.isoformat(), key=period.key)
    positions = {number[day]: value for day, value in (locked or {}).items()}
    values = spread_over_days(total, calendar.weights(days, unit=unit), locked=positions)
    return dict(zip(days, values, strict=True))


def sums_by(cells: Mapping[date, int], kind: PeriodKind, *, fiscal_start: FiscalStart = 1) -> dict[str, int]:
    """Return the sums of day cells by period, named by the period's key, in order of time.

    A week that two months share has here only the days that were given: the target of the
    whole week is the sum of its days in both months.
    """
    sums: dict[str, int] = {}
    for day in sorted(cells):
        key = period_of(day, kind, fiscal_start=fiscal_start).key
        sums[key] = sums.get(key, 0) + cells[day]
    return sums
