"""What a goal cut by product needs of each: its part, what one deal of it is worth, how many deals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.funnel_facts import KnownDeal
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.left_of_parts import what_is_left
from kvota.domain.planning.need_of_goal import SegmentGoal, SegmentNeed, need_of_goal
from kvota.domain.planning.scenario import Levers


@dataclass(frozen=True)
class NeededProduct:
    """One product of a goal, or what the goal gives to none.

    Attributes
    ----------
    product
        None for the part that is given to no product: nobody can say what its deals are.
    goal_minor
        Minor units.
    deal
        What one deal of it is worth, new and repeat together; its `minor` is None where it never sold.
    need
        Whole deals; None where the deal is not known.
    below_one_deal
        The part is less than one deal: it takes one all the same.
    """

    product: Named | None
    goal_minor: int
    deal: KnownDeal | None = None
    need: SegmentNeed | None = None
    below_one_deal: bool = False

    @property
    def never_sold(self) -> bool:
        return self.deal is not None and self.deal.minor is None

    @property
    def deals(self) -> int | None:
        return self.need.deals if self.need else None


def needed_products(
    parts: Mapping[Named, int],
    *,
    planned: int,
    to_find: int,
    deals: Mapping[int, KnownDeal],
    levers: Levers,
    found: Mapping[int | None, int] | None = None,
) -> tuple[NeededProduct, ...]:
    """Return what is to be found by product; together exactly `to_find`.

    Parameters
    ----------
    parts
        Product → its part of the plan, minor units; empty for a goal that is not cut by product.
    planned, to_find
        The whole plan, and what of it is to be found: shared in the proportion of what each part has
        left, as new and repeat business are. What the plan gives to no product is a part of its own.
    deals
        Product id → what is known of its deals; of one that is not there nothing is.
    levers
        A typed deal of a product stands in the place of what was seen; the price is held to all.
    found
        Product id → what of its part came or is in hand, minor units; None, and every product that has
        no part, is of the part given to none. Nothing by default.

    Examples
    --------
    >>> from datetime import date
    >>> year = {"first_day": date(2025, 12, 1), "last_day": date(2026, 11, 30), "usual_minor": None}
    >>> seen = KnownDeal(200_000, 200_000, 200_000, deals=12, label="own", **year)
    >>> never = KnownDeal(None, None, None, deals=0, label="assumed", **year)
    >>> gtx, vega = Named(1, "gtx", "GTX"), Named(2, "vega", "Vega")
    >>> found = needed_products(
    ...     {gtx: 600_000, vega: 300_000},
    ...     planned=1_000_000,
    ...     to_find=500_000,
    ...     deals={1: seen, 2: never},
    ...     levers=Levers(),
    ... )
    >>> [(one.product and one.product.name, one.goal_minor, one.deals) for one in found]
    [('GTX', 300000, 2), ('Vega', 150000, None), (None, 50000, None)]

    Six tenths of the plan came, all of the first: nothing more of it is asked.

    >>> [
    ...     (one.product and one.product.name, one.goal_minor)
    ...     for one in needed_products(
    ...         {gtx: 600_000, vega: 300_000},
    ...         planned=1_000_000,
    ...         to_find=400_000,
    ...         deals={1: seen, 2: never},
    ...         levers=Levers(),
    ...         found={1: 600_000},
    ...     )
    ... ]
    [('GTX', 0), ('Vega', 300000), (None, 100000)]
    """
    shares = [max(minor, 0) for minor in parts.values()]
    shares.append(max(planned - sum(parts.values()), 0))
    if not parts or not sum(shares):
        return ()
    ids = [product.id for product in parts]
    known = found or {}
    of_none = sum(minor for product, minor in known.items() if product not in ids)
    left = what_is_left(shares, [*(known.get(each, 0) for each in ids), of_none])
    *goals, rest = split_without_loss(to_find, left)
    needed = [_needed(product, goal, deals, levers) for product, goal in zip(parts, goals, strict=True)]
    return (*needed, *([NeededProduct(None, rest)] if rest else []))


def _needed(product: Named, goal: int, deals: Mapping[int, KnownDeal], levers: Levers) -> NeededProduct:
    deal = _changed(deals[product.id], levers.products.get(product.id), levers)
    if deal.minor is None:
        return NeededProduct(product, goal, deal)
    below = 0 < goal < deal.minor
    wanted = SegmentGoal(key=product.uid, goal=max(goal, deal.minor) if below else goal, average=deal.minor)
    (need,) = need_of_goal([wanted]).segments
    return NeededProduct(product, goal, deal, need, below_one_deal=below)


def _changed(deal: KnownDeal, typed: int | None, levers: Levers) -> KnownDeal:
    if typed:
        deal = replace(deal, minor=typed, label="typed")
    if deal.minor is None or not levers.price:
        return deal
    return replace(deal, minor=max(int(deal.minor * (1 + levers.price)), 1))
