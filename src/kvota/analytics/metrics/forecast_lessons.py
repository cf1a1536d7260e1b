"""What the past of a company teaches its forecasts, funnel by funnel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kvota.analytics.assumed_funnel import assumed_funnel
from kvota.analytics.metrics.actual import Basis
from kvota.analytics.reading import Reading
from kvota.domain.forecasting.period_forecast import LearntFunnel, PastDeals, learn
from kvota.domain.forecasting.stays import StayTable

Columns = Mapping[str, NDArray[Any]]


def learnt_funnels(reading: Reading, *, as_of: date, basis: Basis) -> dict[int, LearntFunnel]:
    """What each funnel's past teaches, by the id of the funnel.

    Worked out once for a state of the company and a day: 25,000 deals take an eighth of a second.
    """

    def learn_all() -> dict[int, LearntFunnel]:
        signed = basis == "signed"
        columns = reading.columns("metrics/forecast_past.sql", as_of=as_of, signed=signed)
        funnels = reading.ask("metrics/forecast_funnels.sql", as_of=as_of, signed=signed)
        conversions, weeks = assumed_funnel(reading.organisation, as_of=as_of).steps()
        assumed = [float(share) for share in conversions], [float(mean) for mean in weeks]
        found = {}
        for row in funnels:
            path, target = where(columns, columns["funnel"] == row["funnel"]), row["target"]
            found[row["funnel"]] = learn(
                _stays(path),
                _past(path, target=target),
                target=target,
                payment=row["payment"],
                assumed=assumed,
            )
        return found

    learnt: dict[int, LearntFunnel] = reading.once(("lessons", basis), learn_all, as_of=as_of)
    return learnt


def _stays(path: Columns) -> StayTable:
    """Every evening step as a stay in its stage; the evenings have joined those of one day."""
    stays = where(path, path["rank"] > 0)
    return StayTable(
        rank=whole(stays["rank"]),
        age_days=whole(stays["age"]),
        how=whole(stays["how"]),
        from_age_days=whole(stays["from_age"]),
        next_rank=whole(stays["next_rank"]),
        ended_days_ago=whole(stays["ended_days_ago"]),
        undated=np.zeros(stays["rank"].size, dtype=np.bool_),
    )


def _past(path: Columns, *, target: int) -> PastDeals:
    """What began and what was won in a funnel."""
    begun = where(path, path["begins"])
    won = where(path, (path["rank"] >= target) & (path["before"] < target))
    return PastDeals(
        begun_days_ago=whole(begun["days_ago"]),
        begun_rank=whole(begun["rank"]),
        begun_by=whole(begun["person"]),
        won_days_ago=whole(won["days_ago"]),
        won_after_days=whole(won["since_begun"]),
        won_amount=whole(won["minor"]),
        won_by=whole(won["person"]),
    )


def where(columns: Columns, chosen: NDArray[Any]) -> Columns:
    """The rows of columns at some places, or where a column of truth says so."""
    return {name: values[chosen] for name, values in columns.items()}


def whole(values: NDArray[Any]) -> NDArray[np.int64]:
    """A column of whole numbers in which nothing is missing."""
    return np.asarray(values, dtype=np.int64)
