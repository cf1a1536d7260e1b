"""The forecast of a period: what came, what the open deals bring, and what new work adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import numpy as np

from kvota.analytics.metrics.actual import Basis, actual, actual_by
from kvota.analytics.metrics.forecast_deals import DealsOfFunnel, deals_to_forecast
from kvota.analytics.missing_rates import rates_may_be_missing
from kvota.analytics.reading import Reading, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.forecasting.history_label import Label
from kvota.domain.forecasting.period_forecast import PeriodForecast, period_forecast
from kvota.domain.forecasting.sum_of_deals import dots_that_reach
from kvota.records.organisations import Organisation

#: Plans are made equally likely to a hundredth; a picture of twenty dots would be too coarse for that.
SUMS = 100

#: So many deals are named that can close a gap.
CLOSERS = 3

#: Below this chance a deal is a hope, not somebody who can close the gap this period.
LEAST_CHANCE = 0.05


@dataclass(frozen=True)
class Forecast:
    """What a period is likely to bring in the end, in minor units, the actual included.

    `low`, `middle`, `high` are P10, P50, P90. `dots` are 20 sums of equal chance (the 2.5 %,
    7.5 % ... 97.5 % points), `sums` are a hundred of them. `chance_of_plan` is how many dots reach
    the plan: None without a plan, and with the label "not_enough_history". `signed_minor` is what
    signed contracts are expected to bring of what is still to come. `closers` are the few deals
    expected to bring most, each with its chance to do so within the period.
    """

    label: Label
    currency: str
    basis: str
    as_of: date
    actual_minor: int
    low_minor: int
    middle_minor: int
    high_minor: int
    dots: tuple[int, ...]
    sums: tuple[int, ...]
    chance_of_plan: int | None
    from_open_minor: int
    from_new_minor: int
    signed_minor: int
    closers: tuple[tuple[int, float], ...]

    @property
    def is_assumed(self) -> bool:
        """Whether too little was won so far for the range to be more than an assumption, marked ≈."""
        return self.label == "not_enough_history"

    def of_plan(self, plan_minor: int | None) -> Forecast:
        """The same forecast with the chance of a plan."""
        known = plan_minor is not None and self.label == "experimental"
        return replace(self, chance_of_plan=dots_that_reach(self.dots, plan_minor or 0) if known else None)


def forecast(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    plan_minor: int | None = None,
    basis: Basis | None = None,
) -> Forecast:
    """Forecast a period as it could be done on a day, for a company, a unit or a person.

    Parameters
    ----------
    plan_minor
        What `chance_of_plan` is about.
    basis
        Whether money or contracts are forecast; the company's own unless given.

    Returns
    -------
    The past of the whole company teaches the chances, once for all people of a page; whose
    deals and new work count, the scope says. A deal silent beyond the limit of its stage
    counts as lost, in the past and now. Kept until the next fact is stored.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate: it must not count as zero.

    Source: docs/decisions/0008; domain.md D2-D6; never stage weight x amount.
    """
    asked = _Asked(organisation.currency, period, as_of, basis or own_basis(organisation))

    def came() -> int:
        return actual(organisation, scope=scope, period=period, as_of=as_of, basis=asked.basis).minor

    with one_moment(organisation) as reading:
        return _kept(reading, asked, scope.people, came).of_plan(plan_minor)


def forecast_by_person(
    organisation: Organisation,
    *,
    plans: Mapping[int, int | None],
    period: Period,
    as_of: date,
    basis: Basis | None = None,
) -> dict[int, Forecast]:
    """Forecast a period for each of some people: the `forecast` of each alone, to the digit.

    Parameters
    ----------
    plans
        Person id -> what his `chance_of_plan` is about. Their order is kept.

    Two questions to the copy at most, however many people; 5 to 10 ms of work for each of those whose
    forecast is not kept since the last fact, most of it for the distribution of a sum.
    """
    teams = {person: frozenset({person}) for person in plans}
    return forecast_by_team(organisation, teams=teams, plans=plans, period=period, as_of=as_of, basis=basis)


def forecast_by_team(
    organisation: Organisation,
    *,
    teams: Mapping[int, frozenset[int]],
    plans: Mapping[int, int | None],
    period: Period,
    as_of: date,
    basis: Basis | None = None,
) -> dict[int, Forecast]:
    """Forecast a period for each of some teams: the `forecast` of its people as a scope, to the digit.

    Parameters
    ----------
    teams
        Any id, a unit's say -> the people whose deals count.
    plans
        The same id -> what its `chance_of_plan` is about.

    Two questions to the copy at most, however many teams, as in `forecast_by_person`.
    """
    asked = _Asked(organisation.currency, period, as_of, basis or own_basis(organisation))

    @cache  # for those whose forecast is not kept, and not at all where every one is
    def came() -> dict[str, int]:
        everyone = Scope(people=frozenset().union(*teams.values()))
        parts = actual_by(
            organisation, scope=everyone, period=period, as_of=as_of, by="person", basis=asked.basis
        )
        return {part.key: part.minor for part in parts}

    def of(team: frozenset[int]) -> Forecast:
        return _kept(reading, asked, team, lambda: sum(came().get(str(person), 0) for person in team))

    with one_moment(organisation) as reading:
        return {key: of(team).of_plan(plans.get(key)) for key, team in teams.items()}


def chances(
    organisation: Organisation,
    *,
    scope: Scope,
    as_of: date,
    days: int,
    after: int = 0,
    basis: Basis | None = None,
) -> dict[int, float]:
    """Say how likely each open deal of a scope brings its money in the days after + 1 ... days ahead.

    The one door to chances (README 23): a table of stage and age now, a fuller model later.
    """
    basis = basis or own_basis(organisation)
    found: dict[int, float] = {}
    with one_moment(organisation) as reading:
        for deals in deals_to_forecast(reading, people=scope.people, as_of=as_of, basis=basis):
            outlook = deals.learnt.outlook(days)
            likely = outlook.chances(deals.columns.rank, deals.columns.age_days, within=days, after=after)
            found |= dict(zip(deals.ids.tolist(), likely.tolist(), strict=True))
            found |= dict.fromkeys(deals.silent.tolist(), 0.0)
    return found


def own_basis(organisation: Organisation) -> Basis:
    """What the company counts as its actual: money received or contracts signed."""
    return "signed" if organisation.basis == "signed" else "cash"


@dataclass(frozen=True)
class _Asked:
    """What a forecast is asked of, but for whom."""

    currency: str
    period: Period
    as_of: date
    basis: Basis


def _kept(
    reading: Reading, asked: _Asked, people: frozenset[int] | None, came: Callable[[], int]
) -> Forecast:
    """The forecast of some people as it was made from this state of the company, else made now."""
    period, partial = asked.period, rates_may_be_missing()
    key = ("forecast", asked.basis, period.first_day, period.last_day, people, partial)
    found: Forecast = reading.once(key, lambda: _made(reading, asked, people, came()), as_of=asked.as_of)
    return found


def _made(reading: Reading, asked: _Asked, people: frozenset[int] | None, came: int) -> Forecast:
    deals = deals_to_forecast(reading, people=people, as_of=asked.as_of, basis=asked.basis)
    told = period_forecast(
        [(each.learnt, each.columns) for each in deals],
        within=max((asked.period.last_day - asked.as_of).days, 0),
        after=max((asked.period.first_day - asked.as_of).days - 1, 0),
        already=came,
        people=people,
    )
    middle = told.total.quantile(0.5)
    return Forecast(
        label=told.label,
        currency=asked.currency,
        basis=asked.basis,
        as_of=asked.as_of,
        actual_minor=came,
        low_minor=told.total.quantile(0.1),
        middle_minor=middle,
        high_minor=told.total.quantile(0.9),
        dots=told.total.dots(),
        sums=told.total.sums(SUMS),
        chance_of_plan=None,
        from_open_minor=round(told.from_open),
        from_new_minor=round(told.from_new),
        signed_minor=max(0, min(_from_signed(deals, told), middle - came)),
        closers=_closers(deals, told),
    )


def _from_signed(deals: Sequence[DealsOfFunnel], told: PeriodForecast) -> int:
    """Chance times what is unpaid of each signed contract, each rounded by itself."""
    return sum(
        int(np.rint(chance * (each.whole_minor - each.paid_minor))[each.columns.steady].sum())
        for each, chance in zip(deals, told.chances, strict=True)
    )


def _closers(deals: Sequence[DealsOfFunnel], told: PeriodForecast) -> tuple[tuple[int, float], ...]:
    """The few deals most likely to bring most, with their chances; equal ones by their number."""
    ids = np.concatenate([np.zeros(0, np.int64), *(each.ids for each in deals)])
    chance = np.concatenate([np.zeros(0), *told.chances])
    whole = np.concatenate([np.zeros(0, np.int64), *(each.whole_minor for each in deals)])
    likely = np.flatnonzero((chance >= LEAST_CHANCE) & (whole != 0))
    order = likely[np.lexsort((ids[likely], -chance[likely] * whole[likely]))][:CLOSERS]
    return tuple(zip(ids[order].tolist(), chance[order].tolist(), strict=True))
