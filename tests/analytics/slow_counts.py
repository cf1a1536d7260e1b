"""What pages say of the deals in work, the slow way: counts and sums by stage and person, and first rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable
from datetime import date
from typing import Any

from tests.analytics.slow_twin import Known

#: A deal in work with its flags (slow_watch.py).
Flagged = tuple[Known, dict[str, Any]]


def groups(deals: list[Flagged], key: Callable[[Known], Hashable]) -> dict[Any, dict[str, int]]:
    """The counts of each group."""
    found: dict[Any, list[Flagged]] = defaultdict(list)
    for deal in deals:
        found[key(deal[0])].append(deal)
    return {group: counts(members) for group, members in found.items()}


def counts(deals: list[Flagged]) -> dict[str, int]:
    flags = [flag for _, flag in deals]
    stuck = [deal for deal in deals if deal[1]["is_stuck"]]
    return {
        "count": len(deals),
        "minor": sum(known.version.amount_minor or 0 for known, _ in deals),
        "silent": sum(flag["is_silent"] for flag in flags),
        "stuck": len(stuck),
        "stuck_minor": sum(known.version.amount_minor or 0 for known, _ in stuck),
        "hopeless": sum(flag["is_hopeless"] for flag in flags),
        "hopeless_minor": sum(
            known.version.amount_minor or 0 for known, flag in deals if flag["is_hopeless"]
        ),
        "loss_minor": sum(flag["loss_minor"] or 0 for _, flag in stuck if not flag["is_hopeless"]),
        "no_next_step": sum(not flag["has_next_step"] for flag in flags),
    }


def stage_of(known: Known) -> tuple[int, int | None]:
    return known.progress.rank, known.last_stage.pk if known.last_stage else None


def funnel_of(known: Known) -> int:
    return int(known.last_stage.funnel_id if known.last_stage else known.deal.funnel_id)


def most_stuck(deals: list[Flagged]) -> list[int]:
    """The stuck, with hope first, by the money that waiting has cost; where nobody knows it, behind."""
    chosen = [(known, flag) for known, flag in deals if flag["is_stuck"]]
    return [known.deal.pk for known, _ in sorted(chosen, key=lambda deal: _order(*deal))]


def _order(known: Known, flag: dict[str, Any]) -> tuple[bool, int, int, int]:
    loss, amount = flag["loss_minor"], known.version.amount_minor
    return (
        flag["is_hopeless"],
        -(-1 if loss is None else loss),
        -(-1 if amount is None else amount),
        known.deal.pk,
    )


def largest_without_next_step(deals: list[Flagged]) -> list[int]:
    """What is worth something, not stuck, and without an agreed day: the largest first."""
    chosen = [
        (-(known.version.amount_minor or 0), known.deal.pk)
        for known, flag in deals
        if known.version.amount_minor and not flag["has_next_step"] and not flag["is_stuck"]
    ]
    return [deal for _, deal in sorted(chosen)]


def ninth_of_ten(deals: list[Flagged]) -> int | None:
    """The amount of a large deal."""
    amounts = sorted(known.version.amount_minor for known, _ in deals if known.version.amount_minor)
    return amounts[int(len(amounts) * 0.9)] if amounts else None


def became_paid(deals: list[Known], first_day: date, last_day: date) -> int:
    """How many stand where the money came, since a day between two."""
    return sum(
        known.last_stage is not None
        and known.last_stage.kind == "paid"
        and not known.progress.is_lost
        and known.progress.since_on is not None
        and first_day <= known.progress.since_on <= last_day
        for known in deals
    )
