"""What of a period came and is in hand already, by kind of sale and by product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.metrics.conversion import Sale
from kvota.analytics.metrics.forecast import own_basis
from kvota.analytics.metrics.forecast_deals import deals_to_forecast
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class FoundAlready:
    """Minor units by kind of sale and by product; None is the key of what has no product.

    `came` are exact parts of the actual, `in_hand` what open deals are expected to bring, each part
    rounded by itself: they may miss the whole by a unit. A kind nobody said is new business.
    """

    came: Mapping[Sale, int]
    in_hand: Mapping[Sale, int]
    came_of_product: Mapping[int | None, int]
    in_hand_of_product: Mapping[int | None, int]


#: Nothing came, as of a plan read whole.
NOTHING = FoundAlready({}, {}, {}, {})


def found_already(organisation: Organisation, *, scope: Scope, period: Period, as_of: date) -> FoundAlready:
    """Return what of a period is found already. Asks what the actual and the forecast have asked.

    Raises
    ------
    MissingRate
        A sum in a foreign currency has no rate.
    """
    with one_moment(organisation):
        asked = {"scope": scope, "period": period, "as_of": as_of}
        came: dict[Sale, int] = {}
        for part in actual_by(organisation, by="kind", **asked):  # type: ignore[arg-type]
            sale: Sale = "repeat" if part.key == "repeat" else "new"
            came[sale] = came.get(sale, 0) + part.minor
        products = {
            part.of.id if part.of else None: part.minor
            for part in actual_by(organisation, by="product", **asked)  # type: ignore[arg-type]
        }
        kinds, of_products = _expected(organisation, scope, period, as_of)
    return FoundAlready(came, kinds, products, of_products)


def _expected(
    organisation: Organisation, scope: Scope, period: Period, as_of: date
) -> tuple[dict[Sale, int], dict[int | None, int]]:
    """The chance of each open deal times what is to come of it, summed by kind and by product."""
    within = max((period.last_day - as_of).days, 0)
    after = max((period.first_day - as_of).days - 1, 0)
    kinds: dict[Sale, float] = {}
    products: dict[int | None, float] = {}
    with one_moment(organisation) as reading:
        for deals in deals_to_forecast(
            reading, people=scope.people, as_of=as_of, basis=own_basis(organisation)
        ):
            columns = deals.columns
            chances = deals.learnt.outlook(within).chances(
                columns.rank, columns.age_days, within=within, after=after
            )
            brings = chances * columns.amount
            for sale, those in (("repeat", deals.is_repeat), ("new", ~deals.is_repeat)):
                kinds[sale] = kinds.get(sale, 0.0) + float(brings[those].sum())  # type: ignore[index, call-overload]
            for product in np.unique(deals.product).tolist():
                sum_ = float(brings[deals.product == product].sum())
                products[product or None] = products.get(product or None, 0.0) + sum_
    return (
        {sale: round(minor) for sale, minor in kinds.items()},
        {product: round(minor) for product, minor in products.items()},
    )
