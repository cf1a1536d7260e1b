"""The open deals that forecasts add up: read once for a company, then taken apart by owner."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.actual import Basis
from kvota.analytics.metrics.forecast_lessons import Columns, learnt_funnels, where, whole
from kvota.analytics.missing_rates import rates_may_be_missing
from kvota.analytics.reading import Reading
from kvota.domain.forecasting.period_forecast import LearntFunnel, OpenDeals

#: Stands for an amount nobody knows; what is still to come is never below zero.
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class DealsOfFunnel:
    """The open deals of one funnel that count in a forecast.

    Attributes
    ----------
    learnt
        What the funnel's past teaches.
    ids, columns
        Shape (deals,): the deals and what the forecast reads of each.
    whole_minor, paid_minor
        Shape (deals,): the amount as a person sees it (0 where nobody knows it), and what of it
        has come.
    is_repeat, product
        Shape (deals,): whether a client buys again, and the id of the product, 0 without one.
    silent
        Ids of those silent for so long that they count as lost.
    """

    learnt: LearntFunnel
    ids: NDArray[np.int64]
    columns: OpenDeals
    whole_minor: NDArray[np.int64]
    paid_minor: NDArray[np.int64]
    is_repeat: NDArray[np.bool_]
    product: NDArray[np.int64]
    silent: NDArray[np.int64]


def deals_to_forecast(
    reading: Reading, *, people: Collection[int] | None, as_of: date, basis: Basis
) -> list[DealsOfFunnel]:
    """Return the open deals of some people, or of everybody, beside what each funnel has learnt.

    The company's deals are read once for a state of it and a day, whoever is asked for next.

    Raises
    ------
    MissingRate
        One of these deals is in a foreign currency without a rate on that day.
    """
    learnt = learnt_funnels(reading, as_of=as_of, basis=basis)
    everybody: _ByOwner = reading.once(
        ("open deals", basis),
        lambda: _by_owner(
            reading.columns("metrics/forecast_open.sql", as_of=as_of, signed=basis == "signed")
        ),
        as_of=as_of,
    )
    columns = everybody.of(people)
    if columns["lacks_rate"].any() and not rates_may_be_missing():
        missing = min(columns["without_rate"][columns["lacks_rate"]])
        raise MissingRate(currency=str(missing), day=as_of)
    if columns["lacks_rate"].any():
        columns = where(columns, np.flatnonzero(~columns["lacks_rate"]))
    return [_of_funnel(columns, number, funnel) for number, funnel in learnt.items()]


@dataclass(frozen=True, eq=False)
class _ByOwner:
    """The company's open deals, and where those of each owner lie."""

    columns: Columns
    places: Mapping[int, NDArray[np.int64]]

    def of(self, people: Collection[int] | None) -> Columns:
        """The deals of some people in the order of all."""
        if people is None:
            return self.columns
        own = [self.places[person] for person in people if person in self.places]
        return where(self.columns, np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *own])))


def _by_owner(columns: Columns) -> _ByOwner:
    """Plain columns, with -1 for an amount nobody knows, and the places of each owner's deals."""
    codes = np.ma.filled(columns["without_rate"], "")
    plain = {
        name: whole(np.ma.filled(values, UNKNOWN)) if name == "minor" else np.asarray(values)
        for name, values in columns.items()
        if name != "without_rate"
    }
    plain |= {"without_rate": codes, "lacks_rate": np.asarray(codes != "", dtype=np.bool_)}
    order = np.argsort(plain["person"], kind="stable")
    people, first = np.unique(plain["person"][order], return_index=True)
    places = np.split(order, first[1:]) if people.size else []
    return _ByOwner(plain, dict(zip(people.tolist(), places, strict=True)))


def _of_funnel(columns: Columns, number: int, learnt: LearntFunnel) -> DealsOfFunnel:
    is_silent = np.asarray(columns["is_silent"], dtype=np.bool_)
    here = (columns["funnel"] == number) & (columns["rank"] < learnt.outcome.target)
    alive = where(columns, np.flatnonzero(here & ~is_silent))
    usual = round(learnt.mean_win)
    return DealsOfFunnel(
        learnt=learnt,
        ids=whole(alive["deal"]),
        columns=OpenDeals(
            rank=whole(alive["rank"]),
            age_days=whole(alive["age"]),
            # A deal of unknown amount is worth the usual win.
            amount=np.where(alive["minor"] == UNKNOWN, usual, alive["minor"]),
            steady=np.asarray(alive["steady"], dtype=np.bool_),
        ),
        whole_minor=whole(alive["whole_minor"]),
        paid_minor=whole(alive["paid_minor"]),
        is_repeat=np.asarray(alive["is_repeat"], dtype=np.bool_),
        product=whole(alive["product"]),
        silent=whole(columns["deal"][here & is_silent]),
    )
