"""The open deals that forecasts add up: read once for a company, then taken apart by owner."""

from __future__ import annotations

from collections.abc import Collection
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
    silent
        Ids of those silent for so long that they count as lost.
    """

    learnt: LearntFunnel
    ids: NDArray[np.int64]
    columns: OpenDeals
    whole_minor: NDArray[np.int64]
    paid_minor: NDArray[np.int64]
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
    columns: Columns = reading.once(
        ("open deals", basis),
        lambda: reading.columns("metrics/forecast_open.sql", as_of=as_of, signed=basis == "signed"),
        as_of=as_of,
    )
    if people is not None:
        columns = where(columns, np.flatnonzero(np.isin(columns["person"], sorted(people))))
    without_rate = [code for code in np.ma.filled(columns["without_rate"], "") if code]
    if without_rate and rates_may_be_missing():
        columns = where(columns, np.flatnonzero(np.ma.filled(columns["without_rate"], "") == ""))
    elif without_rate:
        raise MissingRate(currency=min(without_rate), day=as_of)
    return [_of_funnel(columns, number, funnel) for number, funnel in learnt.items()]


def _of_funnel(columns: Columns, number: int, learnt: LearntFunnel) -> DealsOfFunnel:
    is_silent = np.asarray(columns["is_silent"], dtype=np.bool_)
    here = (columns["funnel"] == number) & (columns["rank"] < learnt.outcome.target)
    alive = where(columns, np.flatnonzero(here & ~is_silent))
    wins = learnt.recent_wins
    usual = round(float(wins.mean())) if wins.size else 0
    return DealsOfFunnel(
        learnt=learnt,
        ids=whole(alive["deal"]),
        columns=OpenDeals(
            rank=whole(alive["rank"]),
            age_days=whole(alive["age"]),
            # A deal of unknown amount is worth the usual win.
            amount=whole(np.ma.filled(alive["minor"], usual)),
            steady=np.asarray(alive["steady"], dtype=np.bool_),
        ),
        whole_minor=whole(alive["whole_minor"]),
        paid_minor=whole(alive["paid_minor"]),
        silent=whole(columns["deal"][here & is_silent]),
    )
