"""What each lever alone does to a goal's need, and from where on the leads or the hours are enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from kvota.analytics.metrics.funnel_facts import changed_by
from kvota.analytics.metrics.needed_work import NeededWork, hours_of_work, needed_segments
from kvota.domain.planning.lag_kernel import NORMAL
from kvota.domain.planning.scenario import CHANGES, MOST_REPS, NO_CHANGE, Levers

#: A break-even is looked for in whole per cents up to this.
MOST_PERCENT = 300
_OF_LEADS = ("price", "conversion", "leads")
_SHORTER = (5, 10, 15, 20, 25, 30, 40, 50, 60, 70, 80, 90)


@dataclass(frozen=True)
class LeverEffect:
    """One lever: what stands in it, leads and hours needed without and with it alone, and its break-even.

    `enough` is the change from which on nothing is short of what the lever can mend: leads for price,
    conversion and leads; hours for reps; half of the usual chance for the cycle. Exact; None where it
    is not needed (`is_enough`), not known since nobody promised any leads (`is_unknown`), or out of reach.
    """

    name: str
    value: Fraction
    leads: int
    leads_before: int
    hours: Fraction
    hours_before: Fraction
    enough: Fraction | None
    is_enough: bool
    is_unknown: bool = False


def lever_effects(unchanged: NeededWork, levers: Levers) -> tuple[LeverEffect, ...]:
    """Return the effect of each lever by itself.

    Parameters
    ----------
    unchanged
        The need with no lever moved: every lever is held against it. Asks nothing more of the copy.
    """
    before_hours = _hours(unchanged, NO_CHANGE)
    found = []
    for name in (*CHANGES, "reps"):
        value = Fraction(getattr(levers, name))
        alone = _alone(name, value)
        enough, is_enough = _break_even(unchanged, name)
        found.append(
            LeverEffect(
                name=name,
                value=value,
                leads=_leads(unchanged, alone),
                leads_before=unchanged.leads,
                hours=_hours(unchanged, alone),
                hours_before=before_hours,
                enough=enough,
                is_enough=is_enough,
                is_unknown=name in _OF_LEADS and unchanged.leads_there is None,
            )
        )
    return tuple(found)


def _alone(name: str, value: Fraction) -> Levers:
    found: Levers = replace(NO_CHANGE, **{name: int(value) if name == "reps" else value})  # type: ignore[arg-type]
    return found


def _leads(work: NeededWork, levers: Levers) -> int:
    return sum(segment.first for segment in needed_segments(work, levers) if segment.sale == "new")


def _hours(work: NeededWork, levers: Levers) -> Fraction:
    segments = needed_segments(work, levers)
    leads = sum(segment.first for segment in segments if segment.sale == "new")
    return hours_of_work(segments, ceil(leads * work.facts.calls_per_lead), work.activities)


def _break_even(work: NeededWork, name: str) -> tuple[Fraction | None, bool]:
    if name == "cycle":
        return _shorter(work)
    if name == "reps":
        return _reps(work)
    there = work.leads_there
    if there is None or not work.leads:
        return None, False
    if work.leads <= there:
        return None, True
    if name == "leads":
        return (Fraction(work.leads - there, there), False) if there else (None, False)
    return _least(lambda share: _leads(work, _alone(name, share)) <= there), False


def _least(enough: Callable[[Fraction], bool]) -> Fraction | None:
    """The smallest whole per cent that is enough; what is enough stays so for more."""
    low, high = 0, MOST_PERCENT
    if not enough(Fraction(high, 100)):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(Fraction(middle, 100)) else (middle, high)
    return Fraction(high, 100)


def _reps(work: NeededWork) -> tuple[Fraction | None, bool]:
    lamp = work.lamp("hours")
    if lamp is None or lamp.there is None:
        return None, False
    if lamp.state != "short":
        return None, True
    each = work.hours_of_a_rep
    if not each:
        return None, False
    more = ceil(lamp.short / each)
    return (Fraction(more), False) if more <= MOST_REPS else (None, False)


def _shorter(work: NeededWork) -> tuple[Fraction | None, bool]:
    """How much shorter the way must be for a lead of today to keep half of its usual chance."""
    first = next((each for each in work.last_days if each.sale == "new"), None)
    if first is None:
        return None, False
    if first.share_now >= NORMAL:
        return None, True
    for percent in _SHORTER:
        change = Fraction(-percent, 100)
        way = changed_by(work.facts, replace(NO_CHANGE, cycle=change)).ways["new"]
        kernel = way.kernels[0]
        if sum(kernel.weeks[: work.weeks_to_end + 1], Fraction(0)) >= NORMAL * kernel.conversion:
            return change, False
    return None, False
