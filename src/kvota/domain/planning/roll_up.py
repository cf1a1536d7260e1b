"""From the parts up: how each kind of figure adds, and whether the parts cover their goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kvota.domain.errors import RuleError
from kvota.domain.money.rounding import round_half_up

#: flow: revenue, deals, calls. stock: clients in work, receivables. ratio: conversion, margin.
#: distinct: unique clients.
MetricKind = Literal["flow", "stock", "ratio", "distinct"]
CoverStatus = Literal["balanced", "under", "over"]

WARN_ABOVE_ON_A_LEVEL = Fraction(10, 100)
WARN_ABOVE_IN_TOTAL = Fraction(20, 100)


class NotAdditive(RuleError):
    """A figure of this kind is not the sum of its parts."""

    code = "not_additive"
    sentence = "a figure of the kind {kind} cannot be added up over {axis}; count it again from the events"
    kind: str
    axis: str


class NothingToAdd(RuleError):
    """The last value of a stock was asked of no values."""

    code = "nothing_to_add"
    sentence = "there are no values to roll up"


@dataclass(frozen=True)
class Ratio:
    """A ratio kept as its two sums, so that parts can be put together.

    Examples
    --------
    9 deals of 10 meetings and 10 of 90 are 19 of 100. The mean of 0.9 and 0.11 would say 0.51.

    >>> roll_up_ratios([Ratio(9, 10), Ratio(10, 90)]).value
    Fraction(19, 100)
    """

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        """The ratio, or None (shown as a dash, never as 0) while nothing was counted below the line."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def roll_up_ratios(parts: Sequence[Ratio]) -> Ratio:
    """Return the ratio of the whole, over people and over time alike: sums above and below the line."""
    return Ratio(sum(part.numerator for part in parts), sum(part.denominator for part in parts))


def roll_up_over_people(kind: MetricKind, values: Sequence[int]) -> int:
    """Return a figure of a unit from those of its people.

    Raises
    ------
    NotAdditive
        A ratio needs its two sums (`roll_up_ratios`); one client seen by two people is one.
    """
    if kind in ("ratio", "distinct"):
        raise NotAdditive(kind=kind, axis="people")
    return sum(values)


def roll_up_over_time(kind: MetricKind, values: Sequence[int]) -> int:
    """Return a figure of a period from those of its parts in the order of time.

    Returns
    -------
    The sum of a flow; the last value of a stock, because the clients in work of a week are not
    those of five days added up.

    Raises
    ------
    NotAdditive
        As over people.
    NothingToAdd
        A stock without any value: it is unknown, not zero.
    """
    if kind == "stock":
        if not values:
            raise NothingToAdd
        return values[-1]
    if kind != "flow":
        raise NotAdditive(kind=kind, axis="time")
    return sum(values)


@dataclass(frozen=True)
class Cover:
    """Whether the goals of the parts cover the goal above them.

    Attributes
    ----------
    target
        What the parts should add up to: the goal with its over-assignment.
    total
        What they add up to.
    gap
        `total - target`. Below zero: this much belongs to nobody yet.
    """

    target: int
    total: int
    gap: int
    status: CoverStatus


def cover_of_goal(goal: int, parts: Sequence[int], *, over_assignment: Fraction = Fraction(0)) -> Cover:
    """Return how the parts of a goal stand to it.

    Parameters
    ----------
    goal, parts
        Minor units or whole things.
    over_assignment
        Share by which the parts are meant to exceed the goal, 0 by default.

    Examples
    --------
    >>> cover_of_goal(1_000_000, [420_000, 300_000])
    Cover(target=1000000, total=720000, gap=-280000, status='under')
    """
    target = round_half_up(goal * (1 + over_assignment))
    total = sum(parts)
    gap = total - target
    status: CoverStatus = "balanced" if gap == 0 else "under" if gap < 0 else "over"
    return Cover(target, total, gap, status)


@dataclass(frozen=True)
class OverAssignment:
    """What over-assignment on every level adds up to.

    Attributes
    ----------
    totals
        Shape (levels,): the sum of the goals on each level, from the top down.
    compound
        Over-assignment of the lowest level against the company's goal.
    levels_to_warn_of
        Numbers of the levels, from 0, that add more than 10 %.
    warn_of_total
        The levels together add more than 20 %.
    """

    totals: tuple[int, ...]
    compound: Fraction
    levels_to_warn_of: tuple[int, ...]
    warn_of_total: bool


def over_assigned(goal: int, levels: Sequence[Fraction]) -> OverAssignment:
    """Return the goals of every level when each one asks more of the next.

    Examples
    --------
    5 % and then 8 % are 13.4 %, not 13 %:

    >>> result = over_assigned(10_000_000, [Fraction("0.05"), Fraction("0.08")])
    >>> result.totals, result.compound
    ((10500000, 11340000), Fraction(67, 500))
    """
    totals: list[int] = []
    compound = Fraction(1)
    for share in levels:
        totals.append(round_half_up((totals[-1] if totals else goal) * (1 + share)))
        compound *= 1 + share
    return OverAssignment(
        totals=tuple(totals),
        compound=compound - 1,
        levels_to_warn_of=tuple(n for n, share in enumerate(levels) if share > WARN_ABOVE_ON_A_LEVEL),
        warn_of_total=compound - 1 > WARN_ABOVE_IN_TOTAL,
    )
