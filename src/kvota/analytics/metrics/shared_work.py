"""A team's goal shared so that every plan is equally hard, and who starts how many leads for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Literal

import numpy as np

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.forecast import Forecast, forecast_by_person
from kvota.analytics.metrics.hours import team_hours
from kvota.analytics.metrics.needed_work import NeededWork, weeks_left
from kvota.analytics.metrics.plan import plan_cells
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.forecasting.sum_of_deals import MoneyDistribution
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.allocate_goal import allocate_goal
from kvota.domain.planning.allocation import Allocation, Resources
from kvota.domain.planning.equal_difficulty import GoalBeyondReach, equal_difficulty
from kvota.domain.planning.lag_kernel import LAST_CHANCE, arrivals
from kvota.records.organisations import Organisation

#: So many people are shared the work while the page waits; two seconds are enough for them.
MOST_AT_ONCE = 20
SECONDS = 2.0
_THOUSAND = 1_000

Status = Literal["offer", "optimal", "best_so_far", "rounded"]


@dataclass(frozen=True)
class SharedPart:
    """One person: his plan as it is, one as hard as everybody's with its chance, and the leads he starts.

    Minor units; `equal_minor` and `chance` are None where no shares are hard and reachable alike. `leads`
    and `load` (a share of his free hours) only where the work was shared out.
    """

    of: Named
    plan_minor: int | None
    equal_minor: int | None
    chance: float | None
    hours: Fraction
    leads: int | None = None
    load: Fraction | None = None


@dataclass(frozen=True)
class SharedWork:
    """The parts, and where the goal cannot be carried what is short and what would lift it.

    `beyond_minor` is by how much even the least likely plans together stay below the goal. `allocation`
    is the solver's answer, its people in the order of the parts.
    """

    goal_minor: int
    parts: tuple[SharedPart, ...]
    status: Status
    beyond_minor: int = 0
    allocation: Allocation | None = None


def shared_work(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    needed: NeededWork,
    solve: bool = False,
) -> SharedWork | None:
    """Return how a team's goal would be shared; None without a goal, for one person, and for a past period.

    Parameters
    ----------
    needed
        The need of the same goal: its plan, its way and the leads promised are taken from it.
    solve
        Ask the solver who starts how many leads, at most two seconds; for up to twenty people.

    Each one's chances are those of his forecast, by its twenty sums of equal chance. A lead that starts
    today brings the average new deal, as often as it still lands in the period; all of them alike.

    Source: domain.md C6; equal difficulty is the default offer.
    """
    weeks = weeks_left(period, as_of=as_of)
    if needed.plan_minor is None or scope.person is not None or not weeks:
        return None
    with one_moment(organisation):
        team = team_hours(organisation, scope=scope, periods=weeks, as_of=as_of).people
        if len(team) < 2:
            return None
        months = [month.key for month in period.months()]
        cells = plan_cells(organisation, months=months, as_of=as_of)
        plans = {one.person.id: _plan_of(cells, one.person.id, months) for one in team}
        told = forecast_by_person(organisation, plans=dict(plans), period=period, as_of=as_of)
    minor = 10 ** exponent(organisation.currency)
    quantum = max(minor, needed.plan_minor // _THOUSAND // minor * minor)
    beyond, equal, chances = 0, None, None
    try:
        found = equal_difficulty(
            needed.plan_minor, [_sums(told[one.person.id], quantum) for one in team], quantum=quantum
        )
        equal, chances = found.plans, found.chances
    except GoalBeyondReach as refused:
        beyond = refused.amount
    allocation = None
    if solve and len(team) <= MOST_AT_ONCE:
        allocation = allocate_goal(
            needed.plan_minor,
            _resources(needed, [told[one.person.id] for one in team], [one.left for one in team]),
            seconds=SECONDS,
        )
    parts = tuple(
        SharedPart(
            of=one.person,
            plan_minor=plans[one.person.id],
            equal_minor=equal[place] if equal else None,
            chance=chances[place] if chances else None,
            hours=one.left,
            leads=sum(allocation.leads[place]) if allocation else None,
            load=allocation.loads[place] if allocation else None,
        )
        for place, one in enumerate(team)
    )
    return SharedWork(
        needed.plan_minor, parts, allocation.status if allocation else "offer", beyond, allocation
    )


def _plan_of(
    cells: dict[tuple[int | None, int | None, str], int], person: int, months: list[str]
) -> int | None:
    known = [cells[None, person, month] for month in months if (None, person, month) in cells]
    return sum(known) if len(known) == len(months) else None


def _sums(told: Forecast, quantum: int) -> MoneyDistribution:
    """The twenty sums of equal chance of a forecast, on the grid of the plans."""
    first = min(told.dots)
    places = [round((dot - first) / quantum) for dot in told.dots]
    return MoneyDistribution(first, quantum, np.bincount(places) / len(places))


def _resources(needed: NeededWork, told: list[Forecast], hours: list[Fraction]) -> Resources:
    way, deal = needed.facts.ways["new"], needed.facts.deals["new"]
    lands = arrivals(way.kernels[0], start=0, weeks=range(needed.weeks_to_end + 1))
    # What has not even a tenth of its usual chance to come in time brings nothing: time is what is short.
    in_time = lands >= LAST_CHANCE * way.kernels[0].conversion
    brings = lands * (deal.minor or 0) if in_time else Fraction(0)
    work = needed.hours_of_a_lead
    leads = needed.leads_there if needed.leads_there is not None else needed.leads
    return Resources(
        baseline=[each.actual_minor + each.from_open_minor for each in told],
        revenue_per_lead=[[brings] for _ in told],
        hours_per_lead=[[work] for _ in told],
        hours=hours,
        leads=[ceil(leads)],
    )
