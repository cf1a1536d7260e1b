"""What there is to work with for a goal, how it is given to people, and what keeps the goal out of reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from kvota.domain.money.split_without_loss import split_without_loss

Wish = Literal["floors", "shortage", "load", "fair", "leads"]
Status = Literal["optimal", "best_so_far", "rounded"]
Kind = Literal["leads", "hours", "largest_plan", "leads_and_hours", "whole_leads", "nothing_to_sell"]
Number = Fraction | int


@dataclass(frozen=True)
class Resources:
    """What there is to work with. People and segments are known by their places.

    Parameters
    ----------
    baseline
        Shape (people,): mean of what each one has in hand, minor units.
    revenue_per_lead
        Shape (people, segments): minor units that one lead started now brings within the period.
    hours_per_lead
        The same shape: hours it takes.
    hours
        Shape (people,): hours free for new work, the service of existing clients already taken off.
    leads
        Shape (segments,): whole leads to be had.
    lo, hi
        Person → least and most plan, minor units.
    fair
        Shape (people,): plans by weight, minor units; without it nobody is drawn towards any.
    """

    baseline: Sequence[Number]
    revenue_per_lead: Sequence[Sequence[Number]]
    hours_per_lead: Sequence[Sequence[Number]]
    hours: Sequence[Number]
    leads: Sequence[int]
    lo: Mapping[int, int] | None = None
    hi: Mapping[int, int] | None = None
    fair: Sequence[int] | None = None


@dataclass(frozen=True)
class Binding:
    """What keeps the goal out of reach.

    Attributes
    ----------
    kind
        "leads" of a segment, "hours" of a person, the "largest_plan" allowed to a person;
        "leads_and_hours" when neither alone would help; "whole_leads" when parts of leads would carry it
        all and whole ones do not, as far as was found; "nothing_to_sell" when no segment brings anything.
    place
        Number of the segment or person; None for the last three.
    value
        Minor units that one more lead or hour would bring (of the largest plan: one more minor unit).
    wanted
        How many more of them the whole shortage takes at this rate: at least so many.
    """

    kind: Kind
    place: int | None
    value: float
    wanted: int | None


@dataclass(frozen=True)
class Allocation:
    """Who starts how many leads of what, and what that supports.

    Attributes
    ----------
    shortage
        Minor units of the goal that nothing supports.
    max_load
        Hours used by the busiest person, as a share of his own.
    leads
        Shape (people, segments), whole leads.
    plans
        Shape (people,): minor units that sum to the goal less the shortage; at the mean, see the file.
    supported
        Shape (people,): what is in hand and what the leads bring, on the mean.
    loads
        Shape (people,): hours used, as a share of those there are.
    status
        "optimal"; "best_so_far" when a wish ran out of time; "rounded" above 50 people, where whole leads
        are made of the solver's fractions, each less than one lead away.
    unfinished
        The wishes that ran out of time → by what share what was found may be above the best there is;
        None when nothing was found and the answer of the wish before stands.
    binding
        What would lift the shortage, the most valuable first; empty without one.
    """

    shortage: int
    max_load: Fraction
    leads: tuple[tuple[int, ...], ...]
    plans: tuple[int, ...]
    supported: tuple[Fraction, ...]
    loads: tuple[Fraction, ...]
    status: Status
    unfinished: Mapping[Wish, float | None]
    binding: tuple[Binding, ...]


def supported_by(
    goal: int, resources: Resources, leads: Sequence[Sequence[int]]
) -> tuple[int, tuple[Fraction, ...], tuple[int, ...], tuple[Fraction, ...]]:
    """The answer in exact numbers, counted again from the whole leads."""
    supported = tuple(
        Fraction(base) + sum((Fraction(each) * n for each, n in zip(brings, row, strict=True)), Fraction(0))
        for base, brings, row in zip(resources.baseline, resources.revenue_per_lead, leads, strict=True)
    )
    loads = tuple(
        _load(sum((Fraction(each) * n for each, n in zip(takes, row, strict=True)), Fraction(0)), there)
        for takes, row, there in zip(resources.hours_per_lead, leads, resources.hours, strict=True)
    )
    hi = resources.hi or {}
    room = {person: min(floor(one), hi.get(person, floor(one))) for person, one in enumerate(supported)}
    lo = {person: min(least, room[person]) for person, least in (resources.lo or {}).items()}
    planned = min(goal, sum(room.values()))
    plans = split_without_loss(planned, resources.fair or supported, lo=lo, hi=room)
    return goal - planned, loads, tuple(plans), supported


def _load(used: Fraction, there: Number) -> Fraction:
    return used / Fraction(there) if used else Fraction(0)
