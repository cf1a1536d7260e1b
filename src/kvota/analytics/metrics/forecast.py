"""The forecast of a period: what came, what the open deals bring, and what new work adds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.actual import Basis, actual
from kvota.analytics.reading import Reading, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.forecasting.history_label import Label
from kvota.domain.forecasting.period_forecast import (
    LearntFunnel,
    OpenDeals,
    PastDeals,
    learn,
    period_forecast,
)
from kvota.domain.forecasting.stays import StayTable
from kvota.records.organisations import Organisation

Columns = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class Forecast:
    """What a period is likely to bring in the end, in minor units, the actual included.

    `low`, `middle`, `high` are P10, P50, P90. `dots` are 20 sums of equal chance (the 2.5 %,
    7.5 % ... 97.5 % points). `chance_of_plan` is how many of them reach the plan: None without a
    plan, and with the label "not_enough_history". `chances` holds the chance of each open deal
    to bring its money within the period.
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
    chance_of_plan: int | None
    from_open_minor: int
    from_new_minor: int
    chances: dict[int, float]


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
    counts as lost, in the past and now.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate: it must not count as zero.

    Source: docs/decisions/0008; domain.md D2-D6; never stage weight x amount.
    """
    basis = basis or ("signed" if organisation.basis == "signed" else "cash")
    with one_moment(organisation) as reading:
        came = actual(organisation, scope=scope, period=period, as_of=as_of, basis=basis)
        learnt = _learnt(reading, as_of=as_of, basis=basis)
        deals = _open_deals(reading, learnt, scope=scope, as_of=as_of, basis=basis)
    told = period_forecast(
        [(funnel, deals[number].columns) for number, funnel in learnt.items()],
        within=max((period.last_day - as_of).days, 0),
        after=max((period.first_day - as_of).days - 1, 0),
        already=came.minor,
        people=scope.people,
    )
    total, label = told.total, told.label
    reaches = None if plan_minor is None or label != "experimental" else total.of_twenty(plan_minor)
    return Forecast(
        label=label,
        currency=organisation.currency,
        basis=basis,
        as_of=as_of,
        actual_minor=came.minor,
        low_minor=total.quantile(0.1),
        middle_minor=total.quantile(0.5),
        high_minor=total.quantile(0.9),
        dots=total.dots(),
        chance_of_plan=reaches,
        from_open_minor=round(told.from_open),
        from_new_minor=round(told.from_new),
        chances=_by_deal(deals.values(), told.chances),
    )


def chances(
    organisation: Organisation, *, scope: Scope, as_of: date, days: int, basis: Basis | None = None
) -> dict[int, float]:
    """Say how likely each open deal of a scope brings its money within some days.

    The one door to chances (README 23): a table of stage and age now, a fuller model later.
    """
    basis = basis or ("signed" if organisation.basis == "signed" else "cash")
    with one_moment(organisation) as reading:
        learnt = _learnt(reading, as_of=as_of, basis=basis)
        deals = _open_deals(reading, learnt, scope=scope, as_of=as_of, basis=basis)
    found = [
        funnel.outlook(days).chances(deals[number].columns.rank, deals[number].columns.age_days, within=days)
        for number, funnel in learnt.items()
    ]
    return _by_deal(deals.values(), found)


@dataclass(frozen=True, eq=False)
class _Open:
    """The open deals of one funnel: their ids beside their columns, and those counted as lost."""

    ids: NDArray[np.int64]
    columns: OpenDeals
    silent: NDArray[np.int64]


def _by_deal(deals: Iterable[_Open], found: Iterable[NDArray[np.float64]]) -> dict[int, float]:
    chances_of: dict[int, float] = {}
    for of_funnel, values in zip(deals, found, strict=True):
        chances_of |= dict(zip(of_funnel.ids.tolist(), values.tolist(), strict=True))
        chances_of |= dict.fromkeys(of_funnel.silent.tolist(), 0.0)
    return chances_of


def _learnt(reading: Reading, *, as_of: date, basis: Basis) -> dict[int, LearntFunnel]:
    """What each funnel's past teaches; worked out once for a state of the company and a day."""

    def learn_all() -> dict[int, LearntFunnel]:
        signed = basis == "signed"
        columns = reading.columns("metrics/forecast_past.sql", as_of=as_of, signed=signed)
        funnels = reading.ask("metrics/forecast_funnels.sql", as_of=as_of, signed=signed)
        found = {}
        for row in funnels:
            path, target = _where(columns, columns["funnel"] == row["funnel"]), row["target"]
            found[row["funnel"]] = learn(
                _stays(path), _past(path, target=target), target=target, payment=row["payment"]
            )
        return found

    learnt: dict[int, LearntFunnel] = reading.once(f"forecast of {basis}", learn_all, as_of=as_of)
    return learnt


def _stays(path: Columns) -> StayTable:
    """Every evening step as a stay in its stage; the evenings have joined those of one day."""
    stays = _where(path, path["rank"] > 0)
    return StayTable(
        rank=_whole(stays["rank"]),
        age_days=_whole(stays["age"]),
        how=_whole(stays["how"]),
        from_age_days=_whole(stays["from_age"]),
        next_rank=_whole(stays["next_rank"]),
        ended_days_ago=_whole(stays["ended_days_ago"]),
        undated=np.zeros(stays["rank"].size, dtype=np.bool_),
    )


def _past(path: Columns, *, target: int) -> PastDeals:
    """What began and what was won in a funnel."""
    begun = _where(path, path["begins"])
    won = _where(path, (path["rank"] >= target) & (path["before"] < target))
    return PastDeals(
        begun_days_ago=_whole(begun["days_ago"]),
        begun_rank=_whole(begun["rank"]),
        begun_by=_whole(begun["person"]),
        won_days_ago=_whole(won["days_ago"]),
        won_after_days=_whole(won["since_begun"]),
        won_amount=_whole(won["minor"]),
        won_by=_whole(won["person"]),
    )


def _open_deals(
    reading: Reading, learnt: Mapping[int, LearntFunnel], *, scope: Scope, as_of: date, basis: Basis
) -> dict[int, _Open]:
    columns = reading.columns("metrics/forecast_open.sql", as_of=as_of, scope=scope, signed=basis == "signed")
    without_rate = [code for code in np.ma.filled(columns["without_rate"], "") if code]
    if without_rate:
        raise MissingRate(currency=min(without_rate), day=as_of)
    return {number: _of_funnel(columns, number, funnel) for number, funnel in learnt.items()}


def _of_funnel(columns: Columns, number: int, funnel: LearntFunnel) -> _Open:
    here = _where(columns, (columns["funnel"] == number) & (columns["rank"] < funnel.outcome.target))
    alive = _where(here, ~here["is_silent"])
    wins = funnel.recent_wins
    usual = round(float(wins.mean())) if wins.size else 0
    return _Open(
        ids=_whole(alive["deal"]),
        columns=OpenDeals(
            rank=_whole(alive["rank"]),
            age_days=_whole(alive["age"]),
            # A deal of unknown amount is worth the usual win.
            amount=_whole(np.ma.filled(alive["minor"], usual)),
            steady=np.asarray(alive["steady"], dtype=np.bool_),
        ),
        silent=_whole(_where(here, here["is_silent"])["deal"]),
    )


def _where(columns: Columns, chosen: NDArray[np.bool_]) -> Columns:
    plain = np.asarray(chosen, dtype=np.bool_)
    return {name: values[plain] for name, values in columns.items()}


def _whole(values: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(values, dtype=np.int64)
