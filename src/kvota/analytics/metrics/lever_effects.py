"""What each lever alone does to a goal's need, and from where on the leads or the hours are enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from kvota.analytics.metrics.funnel_facts import changed_by
from kvota.analytics.metrics.needed_work import NeededWork, hours_of_work, needed_segments
from kvota.domain.planning.lag_kernel import NORMAL
from kvota.domain.planning.scenario import CHANGES, MOST_REPS, Levers

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


def lever_effects(
    unchanged: NeededWork, levers: Levers, *, typed: NeededWork | None = None
) -> tuple[LeverEffect, ...]:
    """Return the effect of each lever by itself.

    Parameters
    ----------
    unchanged
        The need with no lever moved.
    typed
        The need with the typed deals and conversions alone (`levers.typed_alone`): they are what is known,
        and every lever is held against it. By default nothing was typed.

    Asks nothing more of the copy.
    """
    base = _Base(unchanged, typed or unchanged)
    before_hours = base.hours(base.levers)
    found = []
    for name in (*CHANGES, "reps"):
        value = Fraction(getattr(levers, name))
        alone = base.alone(name, value)
        enough, is_enough = _break_even(base, name)
        found.append(
            LeverEffect(
                name=name,
                value=value,
                leads=base.leads(alone),
                leads_before=base.need.leads,
                hours=base.hours(alone),
                hours_before=before_hours,
                enough=enough,
                is_enough=is_enough,
                is_unknown=name in _OF_LEADS and base.need.leads_there is None,
            )
        )
    return tuple(found)


@dataclass(frozen=True)
class _Base:
    """What a lever is held against: the need as it is known, and the one nothing was typed for."""

    unchanged: NeededWork
    need: NeededWork

    @property
    def levers(self) -> Levers:
        return self.need.levers

    def alone(self, name: str, value: Fraction) -> Levers:
        found: Levers = replace(self.levers, **{name: int(value) if name == "reps" else value})  # type: ignore[arg-type]
        return found

    def leads(self, levers: Levers) -> int:
        segments = needed_segments(self.unchanged, levers)
        return sum(segment.first for segment in segments if segment.sale == "new")

    def hours(self, levers: Levers) -> Fraction:
        calls = ceil(self.leads(levers) * self.need.facts.calls_per_lead)
        return hours_of_work(needed_segments(self.unchanged, levers), calls, self.need.activities)


def _break_even(base: _Base, name: str) -> tuple[Fraction | None, bool]:
    need = base.need
    if name == "cycle":
        return _shorter(base)
    if name == "reps":
        return _reps(need)
    there = need.leads_there
    if there is None or not need.leads:
        return None, False
    if need.leads <= there:
        return None, True
    if name == "leads":
        return (Fraction(need.leads - there, there), False) if there else (None, False)
    return _least(lambda share: base.leads(base.alone(name, share)) <= there), False


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
    # Hours of one week are no help to another: each has enough, or it is not enough.
    more = 0
    for week, needed in work.hours_by_week.items():
        lack, each = needed - work.hours_there[week], work.hours_of_a_rep[week]
        if lack > 0 and not each:
            return None, False
        if lack > 0:
            more = max(more, ceil(lack / each))
    return (Fraction(more), False) if more <= MOST_REPS else (None, False)


def _shorter(base: _Base) -> tuple[Fraction | None, bool]:
    """How much shorter the way must be for a lead of today to keep half of its usual chance."""
    first = next((each for each in base.need.last_days if each.sale == "new"), None)
    if first is None:
        return None, False
    if first.share_now >= NORMAL:
        return None, True
    for percent in _SHORTER:
        change = Fraction(-percent, 100)
        way = changed_by(base.unchanged.facts, base.alone("cycle", change)).ways["new"]
        kernel = way.kernels[0]
        if sum(kernel.weeks[: base.need.weeks_to_end + 1], Fraction(0)) >= NORMAL * kernel.conversion:
            return change, False
    return None, False
