"""Scenarios of a goal side by side: the same need, worked out with the levers and the goal of each.

How this works. A column is `needed_work` and nothing else: that of the goal as it is, and that with
each scenario's levers and its own goal where it has one. A row is one number of it, defined here once
for the page, the API and the tests, with its difference to the goal as it is and which column is best.

The chance alone is not that of `needed_work`: there it is of the starts each column itself needs, rounded
up to whole ones, so that a future that needs more would be called the likelier. Here every column is asked
what it brings of the starts that the goal as it is needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Final, Literal
from uuid import UUID

from kvota.analytics.metrics.conversion import Sale
from kvota.analytics.metrics.funnel_facts import WayStep
from kvota.analytics.metrics.needed_work import NeededSegment, NeededWork, ReadingOf, needed_work
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.planning.funnel_chance import chained
from kvota.domain.planning.resource_check import LampName
from kvota.domain.planning.revenue_of_parts import PlanPart, revenue_of_parts
from kvota.domain.planning.scenario import NO_CHANGE, levers_said
from kvota.records.goals import GoalVersion, Scenario
from kvota.records.organisations import Organisation

#: Beside the goal as it is; a fifth column nobody compares at a glance.
MOST_COMPARED: Final = 3

Unit = Literal["money", "share", "count", "hours"]
Better = Literal["more", "less", ""]
#: Minor units, so many, hours to a tenth, or a share of one to the hundredth: as it is shown, so that
#: a difference is that of what stands there.
Value = int | Fraction


@dataclass(frozen=True)
class ComparedColumn:
    """The goal as it is (no `scenario`), or one scenario of it.

    `version` is the goal that was read instead of the one that counts: the scenario's own, or a draft.
    """

    scenario: Scenario | None
    version: GoalVersion | None
    work: NeededWork
    has_own_goal: bool = False


@dataclass(frozen=True)
class ComparedFigure:
    """One number of a column; `change` from the goal as it is, None where either is unknown."""

    value: Value | None
    change: Value | None
    is_best: bool

    def eases(self, better: Better) -> bool | None:
        """Whether the change is for the better; None without one, or where no direction is better."""
        if not self.change or not better:
            return None
        return (self.change > 0) == (better == "more")


@dataclass(frozen=True)
class ComparedRow:
    """One number of every column, in their order. `stage` is the one the weakest step starts from."""

    key: str
    unit: Unit
    better: Better
    figures: tuple[ComparedFigure, ...]
    stage: int | None = None


def compared_scenarios(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    scenarios: Sequence[Scenario],
    goals: Mapping[UUID, GoalVersion] | None = None,
    version: GoalVersion | None = None,
    reading: ReadingOf | None = None,
) -> tuple[ComparedColumn, ...]:
    """Return the goal as it is and the scenarios beside it, in their order.

    Parameters
    ----------
    goals
        A scenario's line → its own goal, for those that have one (`records.goals.goals_of_scenarios`).
    version
        The goal all others are read with: a draft, or None for the plan that counts.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate.

    Source: market.md row A11; ux.md O4; domain.md B, C5.
    """
    own = goals or {}
    columns = []
    with one_moment(organisation):
        for scenario in (None, *scenarios):
            goal = own.get(scenario.line) if scenario else None
            read = goal or version
            work = needed_work(
                organisation,
                scope=scope,
                period=period,
                as_of=as_of,
                version=read,
                reading=reading,
                levers=levers_said(scenario.levers) if scenario else NO_CHANGE,
            )
            columns.append(ComparedColumn(scenario, read, work, has_own_goal=goal is not None))
    return tuple(columns)


def chance_of_starts(work: NeededWork, starts: Mapping[Sale, int]) -> float | None:
    """Return how likely so many starts bring what is to be found, by a column's conversions and deals.

    Parameters
    ----------
    starts
        Whole leads of new business and clients to offer to of repeat sales (`starts_needed`).

    Returns
    -------
    0 to 1: for the starts it needs itself the chance of `needed_work`. None where nothing is to be found,
    nothing starts, or a deal is not known.
    """
    if not work.to_find_minor or not all(each.need for each in work.segments):
        return None
    parts = [
        PlanPart(count, chained([step.conversion.share for step in each.way.steps]), each.deal.minor)
        for each in work.segments
        if each.deal.minor and (count := starts.get(each.sale, 0))
    ]
    return revenue_of_parts(parts, most=work.to_find_minor).chance_of(work.to_find_minor) if parts else None


def starts_needed(work: NeededWork) -> dict[Sale, int]:
    """Return how many of each kind of sale a goal needs to start; none where the deal is not known."""
    return {each.sale: each.first for each in work.segments if each.need}


@dataclass(frozen=True)
class _Row:
    key: str
    unit: Unit
    better: Better
    of: Callable[[NeededWork], Value | None]


def _new(work: NeededWork) -> NeededSegment | None:
    return next((one for one in work.segments if one.sale == "new"), None)


def _average(work: NeededWork) -> int | None:
    new = _new(work)
    return new.deal.minor if new else None


def _if_needed(count: int, work: NeededWork) -> int | None:
    """A count of the ladder; unknown where the average deal is, not none."""
    return count if work.segments and all(one.need for one in work.segments) else None


def _short(work: NeededWork, name: LampName) -> Fraction | None:
    lamp = work.lamp(name)
    return None if lamp is None or lamp.state == "unknown" else lamp.short


def _leads_short(work: NeededWork) -> int | None:
    short = _short(work, "leads")
    return None if short is None else ceil(short)


def _tenth(hours: Fraction | None) -> Fraction | None:
    """To the tenth that is shown."""
    return None if hours is None else Fraction(round(hours * 10), 10)


def _hours(work: NeededWork) -> Fraction | None:
    lamp = work.lamp("hours")
    return _tenth(lamp.needed) if lamp else None


def _hours_there(work: NeededWork) -> Fraction | None:
    lamp = work.lamp("hours")
    return _tenth(lamp.there) if lamp else None


def _percent(share: Fraction | float | None) -> Fraction | None:
    """To the whole per cent that is shown."""
    return None if share is None else Fraction(round(share * 100), 100)


_BEFORE: Final = (
    _Row("goal", "money", "", lambda work: work.plan_minor),
    _Row("to_find", "money", "", lambda work: work.to_find_minor),
    _Row("average_deal", "money", "more", _average),
)
_AFTER: Final = (
    _Row("deals", "count", "less", lambda work: _if_needed(work.deals, work)),
    _Row("leads", "count", "less", lambda work: _if_needed(work.leads, work)),
    _Row("leads_there", "count", "more", lambda work: work.leads_there),
    _Row("leads_short", "count", "less", _leads_short),
    _Row("calls", "count", "less", lambda work: _if_needed(work.calls, work)),
    _Row("hours", "hours", "less", _hours),
    _Row("hours_there", "hours", "more", _hours_there),
    _Row("hours_short", "hours", "less", lambda work: _tenth(_short(work, "hours"))),
)


def compared_rows(columns: Sequence[ComparedColumn]) -> tuple[ComparedRow, ...]:
    """Return the numbers of the columns row by row; asks nothing more.

    Columns without a goal have no numbers. The best of a row is named where one column alone is best.
    """
    works = [column.work for column in columns]
    weakest = weakest_step(works[0])
    found = [_row(row, works) for row in _BEFORE]
    if weakest is not None:
        place = weakest.stage
        row = _Row("weakest_step", "share", "more", lambda work: _conversion_at(work, place))
        found.append(_row(row, works, stage=place))
    starts = starts_needed(works[0])
    chance = _Row("chance", "share", "more", lambda work: _percent(chance_of_starts(work, starts)))
    return (*found, *(_row(row, works) for row in (*_AFTER, chance)))


def weakest_step(work: NeededWork) -> WayStep | None:
    """The step of new business that loses most, which the lever of the conversion changes."""
    new = _new(work)
    if new is None or not new.way.steps:
        return None
    return min(new.way.steps, key=lambda step: step.conversion.mean)


def _conversion_at(work: NeededWork, stage: int) -> Fraction | None:
    new = _new(work)
    steps = new.way.steps if new else ()
    return _percent(next((step.conversion.mean for step in steps if step.stage == stage), None))


def _row(row: _Row, works: Sequence[NeededWork], *, stage: int | None = None) -> ComparedRow:
    values = [row.of(work) for work in works]
    known = [value for value in values if value is not None]
    best = None
    if row.better and len(known) > 1:
        first = max(known) if row.better == "more" else min(known)
        # Where several share the best, the others say that they are worse; a mark on most says nothing.
        best = first if known.count(first) == 1 else None
    figures = tuple(
        ComparedFigure(
            value,
            None if value is None or values[0] is None else value - values[0],
            is_best=best is not None and value == best,
        )
        for value in values
    )
    return ComparedRow(row.key, row.unit, row.better, figures, stage)
