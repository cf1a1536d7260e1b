"""The season of a company: how a working day of each month stands to a working day of the whole year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from kvota.domain.errors import RuleError

#: Below two years a month has been seen once at most, and a good month is not yet a season.
FEWEST_MONTHS = 24

#: So many years of "no season" are mixed in.
_YEARS_MIXED_IN = 2


class SeasonGap(RuleError):
    """Two months that follow each other in the list do not in the calendar."""

    code = "season_gap"
    sentence = "after {first} comes {second}; expected every month once, in order"
    first: str
    second: str


class SeasonMonthOutOfRange(RuleError):
    """A month has no working days, or sales below zero: its sales a day tell nothing."""

    code = "season_month_out_of_range"
    sentence = "{month} has sales of {sales} in {days} working days; expected zero or more in one or more"
    month: str
    sales: int
    days: int


@dataclass(frozen=True)
class SoldMonth:
    """What was sold in a month (minor units, or whole things, zero or more) in so many working days."""

    year: int
    month: int
    sales: int
    working_days: int

    @property
    def key(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True)
class Season:
    """What twelve months are against the usual one.

    Attributes
    ----------
    rates
        Shape (12,), January first: sales of a working day against the usual working day, mean 1.
    years
        Whole years they were taken from.
    is_known
        False when the history is shorter than two years: then each rate is 1, and that must be said.
    """

    rates: tuple[Fraction, ...]
    years: int
    is_known: bool

    def rates_from(self, first_month: int, months: int = 12) -> list[Fraction]:
        """Return the rates of so many months from this one on (1 to 12): `season_rate` of `month_weights`.

        >>> Season(tuple(Fraction(n) for n in range(1, 13)), 2, True).rates_from(11, 3)
        [Fraction(11, 1), Fraction(12, 1), Fraction(1, 1)]
        """
        return [self.rates[(first_month - 1 + place) % 12] for place in range(months)]


NO_SEASON = Season((Fraction(1),) * 12, 0, is_known=False)


def season_of(history: Sequence[SoldMonth]) -> Season:
    """Return the season that two or more years of sales show.

    Parameters
    ----------
    history
        Whole months, one after another without a gap, the oldest first; the running month left out.

    Returns
    -------
    For each month the median over the years of its sales a working day against the mean of the twelve
    months around it (half a month at each end), brought to a mean of 1 and drawn towards 1 as if two
    more years without any season had been seen. Exact. With fewer than 24 months, `NO_SEASON`, and also
    when some month of the year was only seen in a year without any sales.

    Raises
    ------
    SeasonGap
        A month is missing, or comes twice.
    SeasonMonthOutOfRange
        A month without working days or with sales below zero.

    Source: domain.md A4, the rate index (b): multiply it by working days, never by month totals.

    Examples
    --------
    Two years in which December sells twice as much a day:

    >>> year = [21_000] * 11 + [42_000]
    >>> season = season_of([SoldMonth(2024 + n // 12, n % 12 + 1, year[n % 12], 21) for n in range(24)])
    >>> season.rates[0], season.rates[11], sum(season.rates), season.years
    (Fraction(25, 26), Fraction(37, 26), Fraction(12, 1), 2)
    """
    _refuse(history)
    years = len(history) // 12
    if len(history) < FEWEST_MONTHS:
        return NO_SEASON
    rates = [Fraction(month.sales, month.working_days) for month in history]
    seen: list[list[Fraction]] = [[] for _ in range(12)]
    for place in range(6, len(history) - 6):
        around = sum(rates[place - 5 : place + 6], (rates[place - 6] + rates[place + 6]) / 2) / 12
        if around:
            seen[history[place].month - 1].append(rates[place] / around)
    if not all(seen):
        return NO_SEASON
    middle = [median(ratios) for ratios in seen]
    mean = sum(middle, Fraction(0)) / 12
    if not mean:
        return NO_SEASON
    own = Fraction(years, years + _YEARS_MIXED_IN)
    return Season(tuple(1 + (one / mean - 1) * own for one in middle), years, is_known=True)


def _refuse(history: Sequence[SoldMonth]) -> None:
    for month in history:
        if month.sales < 0 or month.working_days < 1:
            raise SeasonMonthOutOfRange(month=month.key, sales=month.sales, days=month.working_days)
    for place in range(1, len(history)):
        before, after = history[place - 1], history[place]
        if 12 * before.year + before.month + 1 != 12 * after.year + after.month:
            raise SeasonGap(first=before.key, second=after.key)
