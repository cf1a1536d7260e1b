"""A team's goal shared so that every plan is equally hard by each one's own forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kvota.analytics.metrics.forecast import Forecast
from kvota.analytics.metrics.work_to_share import Party, WorkToShare
from kvota.domain.forecasting.sum_of_deals import MoneyDistribution
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.equal_difficulty import GoalBeyondReach, equal_difficulty
from kvota.records.organisations import Organisation

_THOUSAND = 1_000


@dataclass(frozen=True)
class SharedPart:
    """A person or a unit: its plan as it is, and one as hard as everybody's with its chance.

    Minor units; `equal_minor` and `chance` are None where no shares are hard and reachable alike.
    """

    party: Party
    equal_minor: int | None
    chance: float | None


@dataclass(frozen=True)
class SharedWork:
    """The offer. `beyond_minor` is by how much even the least likely plans together stay below the goal."""

    work: WorkToShare
    parts: tuple[SharedPart, ...]
    beyond_minor: int = 0


def shared_work(organisation: Organisation, work: WorkToShare) -> SharedWork:
    """Return how a goal would be shared at once: about 2 ms a person.

    Each one's chances are those of his forecast, by its hundred sums of equal chance.

    Source: domain.md C6; equal difficulty is the default offer.
    """
    minor = 10 ** exponent(organisation.currency)
    quantum = max(minor, work.goal_minor // _THOUSAND // minor * minor)
    try:
        found = equal_difficulty(
            work.goal_minor, [_sums(one.told, quantum) for one in work.parties], quantum=quantum
        )
    except GoalBeyondReach as refused:
        parts = tuple(SharedPart(party, None, None) for party in work.parties)
        return SharedWork(work, parts, beyond_minor=refused.amount)
    return SharedWork(
        work,
        tuple(
            SharedPart(party, plan, chance)
            for party, plan, chance in zip(work.parties, found.plans, found.chances, strict=True)
        ),
    )


def _sums(told: Forecast, quantum: int) -> MoneyDistribution:
    """The hundred sums of equal chance of a forecast, on the grid of the plans."""
    first = min(told.sums)
    places = [round((each - first) / quantum) for each in told.sums]
    return MoneyDistribution(first, quantum, np.bincount(places) / len(places))
