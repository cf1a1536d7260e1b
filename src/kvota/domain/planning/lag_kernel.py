"""When what is started today becomes a deal: the chance of each later week, stage by stage.

How this works. Each step of the way has a conversion and a delay: how many weeks pass, and how
often. The kernel of a stage says how likely one who enters it this week becomes a deal after
0, 1, 2 ... weeks; it is worked out from the last step backwards, in exact fractions. From it
follows what still lands in a month, until when a start is of use, and, read forwards, how many
meetings and offers each week brings. The way to the money is one more step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import accumulate
from math import ceil, lcm, prod
from typing import Final

from kvota.domain.errors import RuleError
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange, NegativeGoal

#: A start is still of use with half of its usual chance, and a last chance with a tenth.
NORMAL: Final = Fraction(1, 2)
LAST_CHANCE: Final = Fraction(1, 10)


class DelaysNotOne(RuleError):
    """The shares of the weeks of one delay do not add up to all of those who move on."""

    code = "delays_not_one"
    sentence = "the weekly shares of step {step} add up to {total}; expected exactly 1"
    step: int
    total: str


class NegativeDelayShare(RuleError):
    """A week of a delay has a share below zero."""

    code = "negative_delay_share"
    sentence = "week {week} of step {step} has the share {share}; expected zero or more"
    step: int
    week: int
    share: str


class DelaysMissing(RuleError):
    """There is not one delay for each conversion, or no step at all."""

    code = "delays_missing"
    sentence = "there are {conversions} conversions and {delays} delays; expected one delay for each"
    conversions: int
    delays: int


class NoWeeks(RuleError):
    """A month without a week: nothing can land in it."""

    code = "no_weeks"
    sentence = "the period has no weeks; expected one or more"


@dataclass(frozen=True)
class Kernel:
    """How likely one who enters this week arrives after 0, 1, 2 ... weeks.

    Attributes
    ----------
    weeks
        Shape (weeks,), exact; sums to the conversion of the whole way.
    """

    weeks: tuple[Fraction, ...]

    @property
    def conversion(self) -> Fraction:
        """The share that ever arrives."""
        return sum(self.weeks, Fraction(0))

    @property
    def cumulative(self) -> tuple[Fraction, ...]:
        """Of those who ever arrive, the share that has arrived by the end of each week."""
        whole = self.conversion
        return tuple(sum_so_far / whole for sum_so_far in accumulate(self.weeks))

    @property
    def mean_weeks(self) -> Fraction:
        """The mean way, weeks, of those who arrive."""
        return sum((week * share for week, share in enumerate(self.weeks)), Fraction(0)) / self.conversion

    def after(self, weeks: int) -> Fraction:
        """Return how likely one arrives after exactly so many weeks; before the start nobody does."""
        return self.weeks[weeks] if 0 <= weeks < len(self.weeks) else Fraction(0)


def lag_kernel(conversions: Sequence[Fraction], delays: Sequence[Sequence[Fraction]]) -> Kernel:
    """Return the kernel of the whole way.

    Parameters
    ----------
    conversions
        Shape (steps,), in the order of the way: each above 0 and up to 1.
    delays
        Shape (steps, weeks): of those who take the step, the share that needs 0, 1, 2 ... weeks
        for it; each row sums to exactly 1. Any other unit of time does as well.

    Raises
    ------
    ConversionOutOfRange
        Nobody, or more than everybody, takes a step; `step` counts from 0.
    DelaysNotOne, NegativeDelayShare
        A delay that is not a distribution would lose people silently, or invent them.
    DelaysMissing
        Another number of delays than of conversions, or no step.

    Source: domain specification B3.

    Examples
    --------
    >>> one = lag_kernel([Fraction(1, 2)], [[Fraction(1, 5), Fraction(4, 5)]])
    >>> [str(share) for share in one.weeks], one.mean_weeks
    (['1/10', '2/5'], Fraction(4, 5))
    """
    return kernels_to_the_end(conversions, delays)[0]


def kernels_to_the_end(
    conversions: Sequence[Fraction], delays: Sequence[Sequence[Fraction]]
) -> tuple[Kernel, ...]:
    """Return the kernel of each stage to the end of the way, the start first.

    Shape (steps,): the first is `lag_kernel`, the last one step alone. Refuses as `lag_kernel`.

    Examples
    --------
    >>> half = [Fraction(0), Fraction(1)]
    >>> [one.conversion for one in kernels_to_the_end([Fraction(1, 2), Fraction(3, 10)], [half, half])]
    [Fraction(3, 20), Fraction(3, 10)]
    """
    check_steps(conversions, delays)
    found: list[Kernel] = []
    after = Kernel((Fraction(1),))
    for share, delay in zip(reversed(conversions), reversed(delays), strict=True):
        after = Kernel(tuple(share * part for part in _one_after_the_other(delay, after.weeks)))
        found.append(after)
    return tuple(reversed(found))


def kernels_from_the_start(
    conversions: Sequence[Fraction], delays: Sequence[Sequence[Fraction]]
) -> tuple[Kernel, ...]:
    """Return how likely a start reaches each later stage after 0, 1, 2 ... weeks.

    Shape (steps,): the last is `lag_kernel`. Refuses as `lag_kernel`.
    """
    check_steps(conversions, delays)
    found: list[Kernel] = []
    before: Sequence[Fraction] = (Fraction(1),)
    for share, delay in zip(conversions, delays, strict=True):
        before = [share * part for part in _one_after_the_other(before, delay)]
        found.append(Kernel(tuple(before)))
    return tuple(found)


def check_steps(conversions: Sequence[Fraction], delays: Sequence[Sequence[Fraction]]) -> None:
    """Refuse conversions and delays that are none; as `lag_kernel`."""
    if len(conversions) != len(delays) or not conversions:
        raise DelaysMissing(conversions=len(conversions), delays=len(delays))
    for step, (share, delay) in enumerate(zip(conversions, delays, strict=True)):
        if not 0 < share <= 1:
            raise ConversionOutOfRange(step=step, share=str(share))
        for week, part in enumerate(delay):
            if part < 0:
                raise NegativeDelayShare(step=step, week=week, share=str(part))
        if sum(delay, Fraction(0)) != 1:
            raise DelaysNotOne(step=step, total=str(sum(delay, Fraction(0))))


def _one_after_the_other(first: Sequence[Fraction], second: Sequence[Fraction]) -> list[Fraction]:
    """In whole parts of one denominator: fractions would look for a divisor at every product of two weeks."""
    ours, over_ours = _in_parts(first)
    theirs, over_theirs = _in_parts(second)
    both = [0] * (len(first) + len(second) - 1)
    for week, share in enumerate(ours):
        if share:
            for more, part in enumerate(theirs):
                both[week + more] += share * part
    return [Fraction(parts, over_ours * over_theirs) for parts in both]


def _in_parts(shares: Sequence[Fraction]) -> tuple[list[int], int]:
    over = lcm(*(share.denominator for share in shares))
    return [share.numerator * (over // share.denominator) for share in shares], over


def arrivals(kernel: Kernel, *, start: int, weeks: Iterable[int]) -> Fraction:
    """Return the deals expected in some weeks of one who starts in week `start`.

    Parameters
    ----------
    start, weeks
        Numbers of weeks on one line: 0 is the week before the month whose weeks are 1 to 4.

    Examples
    --------
    >>> one = lag_kernel([Fraction(1, 2)], [[Fraction(1, 5), Fraction(4, 5)]])
    >>> arrivals(one, start=4, weeks=range(1, 5))
    Fraction(1, 10)
    """
    return sum((kernel.after(week - start) for week in weeks), Fraction(0))


def share_in_month(kernel: Kernel, *, start: int, weeks: Iterable[int]) -> Fraction:
    """Return the share of its usual chance with which a start lands in the weeks of a month.

    Small for a very early start as well: its deals land before the month.
    """
    return arrivals(kernel, start=start, weeks=weeks) / kernel.conversion


def share_by_end(kernel: Kernel, *, start: int, last_week: int) -> Fraction:
    """Return the share of its usual chance with which a start lands by the end of a week.

    It falls the later the start is, so it alone says what is too late.

    Examples
    --------
    >>> one = lag_kernel([Fraction(1, 2)], [[Fraction(1, 5), Fraction(4, 5)]])
    >>> [str(share_by_end(one, start=week, last_week=4)) for week in (3, 4, 5)]
    ['1', '1/5', '0']
    """
    return arrivals(kernel, start=start, weeks=range(start, last_week + 1)) / kernel.conversion


def last_useful_week(kernel: Kernel, *, last_week: int, least_share: Fraction = NORMAL) -> int:
    """Return the last week whose start lands by `last_week` with so much of its usual chance.

    Parameters
    ----------
    kernel
        Of the stage in question to the end of the way (`kernels_to_the_end`).
    least_share
        Above 0 and up to 1: `NORMAL`, or `LAST_CHANCE`.

    Examples
    --------
    >>> one = lag_kernel([Fraction(1, 2)], [[Fraction(1, 5), Fraction(4, 5)]])
    >>> last_useful_week(one, last_week=4), last_useful_week(one, last_week=4, least_share=LAST_CHANCE)
    (3, 4)
    """
    needed = next(week for week, share in enumerate(kernel.cumulative) if share >= least_share)
    return last_week - needed


def last_useful_day(
    kernel: Kernel, *, days: Mapping[int, Sequence[date]], last_week: int, least_share: Fraction = NORMAL
) -> date | None:
    """Return the last working day of the last useful week, or None when the days begin after it.

    Parameters
    ----------
    days
        The working days of each week, by the number of the week. A week without any has no start
        to be late for, so the week before counts.

    Examples
    --------
    >>> one = lag_kernel([Fraction(1, 2)], [[Fraction(1, 5), Fraction(4, 5)]])
    >>> last_useful_day(one, days={3: [date(2026, 11, 16), date(2026, 11, 20)]}, last_week=4)
    datetime.date(2026, 11, 20)
    """
    week = last_useful_week(kernel, last_week=last_week, least_share=least_share)
    return max((day for each, some in days.items() if each <= week for day in some), default=None)


def steady_starts(deals: int, kernel: Kernel, *, weeks: int) -> Fraction:
    """Return how many must start each week, every week, for so many deals in so many weeks.

    Raises
    ------
    NoWeeks
        The period has none.
    NegativeGoal
        Fewer than no deals.

    Examples
    --------
    >>> steady_starts(3, lag_kernel([Fraction(3, 20)], [[Fraction(1)]]), weeks=4)
    Fraction(5, 1)
    """
    if weeks < 1:
        raise NoWeeks
    if deals < 0:
        raise NegativeGoal(value=deals)
    return deals / (weeks * kernel.conversion)


def whole_steady_starts(deals: int, kernel: Kernel, *, weeks: int) -> int:
    """Return the same in whole people."""
    return ceil(steady_starts(deals, kernel, weeks=weeks))


def activity_calendar(
    starts: Mapping[int, int | Fraction],
    conversions: Sequence[Fraction],
    delays: Sequence[Sequence[Fraction]],
) -> tuple[dict[int, Fraction], ...]:
    """Return how many are expected to reach each stage in each week.

    Parameters
    ----------
    starts
        How many start in each week.
    conversions, delays
        As `lag_kernel`.

    Returns
    -------
    Shape (steps,): week → expected, for all weeks from the first start to the last arrival.

    Raises
    ------
    NegativeGoal
        Fewer than no starts in a week.

    Source: domain specification B4.

    Examples
    --------
    >>> (meetings,) = activity_calendar({1: 10, 2: 10}, [Fraction(1, 2)], [[Fraction(1, 5), Fraction(4, 5)]])
    >>> {week: str(count) for week, count in meetings.items()}
    {1: '1', 2: '5', 3: '4'}
    """
    for count in starts.values():
        if count < 0:
            raise NegativeGoal(value=int(count))
    found = []
    for kernel in kernels_from_the_start(conversions, delays):
        expected = (
            dict.fromkeys(range(min(starts), max(starts) + len(kernel.weeks)), Fraction(0)) if starts else {}
        )
        for week, count in starts.items():
            for later, share in enumerate(kernel.weeks):
                expected[week + later] += count * share
        found.append(expected)
    return tuple(found)


def hours_of_a_start(
    conversions: Sequence[Fraction],
    delays: Sequence[Sequence[Fraction]],
    hours: Sequence[Fraction],
) -> tuple[Fraction, ...]:
    """Return the hours that one start takes this week, next week and so on.

    Parameters
    ----------
    hours
        Shape (steps + 1,): of one start, and of one arrival at each later stage; zero or more.

    Raises
    ------
    HoursMissing, NegativeHours
        Not one number for each stage, or one below zero.

    Examples
    --------
    An hour for each lead and two for each meeting, to which every second one comes a week later:

    >>> one_week = [Fraction(0), Fraction(1)]
    >>> hours_of_a_start([Fraction(1, 2)], [one_week], [Fraction(1), Fraction(2)])
    (Fraction(1, 1), Fraction(1, 1))
    """
    kernels = kernels_from_the_start(conversions, delays)
    if len(hours) != len(kernels) + 1:
        raise HoursMissing(hours=len(hours), stages=len(kernels) + 1)
    for each in hours:
        if each < 0:
            raise NegativeHours(hours=str(each))
    found = [Fraction(0)] * len(kernels[-1].weeks)
    found[0] += hours[0]
    for kernel, each in zip(kernels, hours[1:], strict=True):
        for week, share in enumerate(kernel.weeks):
            found[week] += each * share
    return tuple(found)


class HoursMissing(RuleError):
    """The hours of one piece of work are not given for every stage."""

    code = "hours_missing"
    sentence = "{hours} hours are given for {stages} stages; expected one number for each"
    hours: int
    stages: int


class NegativeHours(RuleError):
    """A piece of work takes less than no time."""

    code = "negative_hours"
    sentence = "the hours are {hours}; expected zero or more"
    hours: str


def conversion_of(conversions: Sequence[Fraction]) -> Fraction:
    """Return the conversion of the whole way: what the kernel adds up to."""
    return prod(conversions, start=Fraction(1))
