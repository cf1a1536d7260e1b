"""A goal spread over units, people, products or months, with the typed cells kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.calendar.period import Period
from kvota.domain.calendar.working_days import WorkCalendar
from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import split_without_loss


class PartTwice(RuleError):
    """Two parts of a goal have one name."""

    code = "part_twice"
    sentence = "{key!r} is a part of this goal twice"
    key: str


class SeasonTwice(RuleError):
    """A season was given both as month totals and as a rate a day."""

    code = "season_twice"
    sentence = "give the season as a rate per working day or as month totals, not as both"


class SeasonShape(RuleError):
    """A season does not have one index for each month."""

    code = "season_shape"
    sentence = "the season has {given} indices for {months} months"
    given: int
    months: int


@dataclass(frozen=True)
class GoalPart:
    """One part of a goal before it has its number.

    Parameters
    ----------
    key
        Whose part: the id of a unit or person, or the name of a month.
    weight
        Zero or more: last year's actual, capacity, potential, or 1 for equal shares.
    locked
        The value a person typed, kept as it is.
    lo, hi
        Least and most, ignored when locked.
    """

    key: str
    weight: Fraction | int = 1
    locked: int | None = None
    lo: int | None = None
    hi: int | None = None


def spread_goal(total: int, parts: Sequence[GoalPart], *, quantum: int = 1) -> dict[str, int]:
    """Return the value of each part of a goal; the parts add up to it exactly.

    Parameters
    ----------
    total
        Minor units of money, or whole things; may be negative.
    quantum
        The step of round values, such as 100,000 minor units.

    Raises
    ------
    PartTwice
        Two parts have one key.
    OverLocked, LockedMismatch, FloorInfeasible, CapInfeasible, BoundsCrossed, BadQuantum, NegativeWeight
        As `split_without_loss`: an impossible goal is refused with the amount that is missing.

    Examples
    --------
    Two units by last year's sales, the branch's figure typed by the head:

    >>> spread_goal(
    ...     1_000_000,
    ...     [GoalPart("north", 3), GoalPart("branch", 2, locked=300_000), GoalPart("south", 2)],
    ... )
    {'north': 420000, 'branch': 300000, 'south': 280000}
    """
    keys = [part.key for part in parts]
    for key in keys:
        if keys.count(key) > 1:
            raise PartTwice(key=key)
    values = split_without_loss(
        total,
        [part.weight for part in parts],
        locked={cell: part.locked for cell, part in enumerate(parts) if part.locked is not None},
        lo={cell: part.lo for cell, part in enumerate(parts) if part.lo is not None},
        hi={cell: part.hi for cell, part in enumerate(parts) if part.hi is not None},
        quantum=quantum,
    )
    return dict(zip(keys, values, strict=True))


def month_weights(
    months: Sequence[Period],
    calendar: WorkCalendar,
    *,
    season_rate: Sequence[Fraction] | None = None,
    season_total: Sequence[Fraction] | None = None,
) -> list[Fraction]:
    """Return the weight of each month of a goal: working days, with the season where one is known.

    Parameters
    ----------
    season_rate
        Shape (months,): sales per working day against an ordinary month, multiplied here by
        the working days.
    season_total
        Shape (months,): sales of the month against an ordinary month. Working days are
        already in it, so it is the weight itself.

    Raises
    ------
    SeasonTwice
        Both were given: the working days would count twice.
    SeasonShape
        Not one index for each month.

    Examples
    --------
    >>> from kvota.domain.calendar.period import parse_period
    >>> from kvota.domain.calendar.working_days import work_calendar
    >>> months = parse_period("2026-Q1").months()
    >>> [int(weight) for weight in month_weights(months, work_calendar("CN"))]
    [21, 16, 22]
    """
    if season_rate is not None and season_total is not None:
        raise SeasonTwice
    season = season_total if season_total is not None else season_rate
    if season is not None and len(season) != len(months):
        raise SeasonShape(given=len(season), months=len(months))
    if season_total is not None:
        return list(season_total)
    rates = season_rate or [Fraction(1)] * len(months)
    worked = [len(calendar.working_days(month.first_day, month.last_day)) for month in months]
    return [rate * days for rate, days in zip(rates, worked, strict=True)]
