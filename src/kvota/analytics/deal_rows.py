"""What a list of deals shows of each: where it stands, since when, for how much, and who has it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Named:
    """A client, person, unit or product as a page links to it."""

    id: int
    uid: str
    name: str


@dataclass(frozen=True)
class DealRow:
    """One deal as of a day.

    `rank` is 0 before the first move; `stage_kind` is "open", "signed" or "paid". Sums are
    minor units of the company's currency; `given_minor` and `given_currency` are as typed.
    `amount_minor` is None where nobody knows the amount. Ages are calendar days and None
    for an undated deal. `norm_days` is the t.90 of the stage (or 4 x the usual time).
    """

    id: int
    uid: str
    name: str
    client: Named
    owner: Named | None
    product: Named | None
    funnel: int
    stage: int | None
    rank: int
    stage_kind: str
    since_on: date | None
    age_days: int | None
    last_on: date | None
    silent_days: int | None
    cycle: int
    furthest: int
    undated: bool
    amount_minor: int | None
    amount_assumed: bool
    given_minor: int | None
    given_currency: str
    signed_minor: int
    paid_minor: int
    signed_on: date | None
    paid_on: date | None
    parked_until: date | None
    next_step_on: date | None
    next_step: str
    expected_on: date | None
    is_lost: bool
    lost_on: date | None
    lost_reason: int | None
    moved_today: bool
    is_stuck: bool
    is_hopeless: bool
    is_silent: bool
    is_suspended: bool
    has_next_step: bool
    norm_days: int | None
    loss_minor: int | None
    is_overdue: bool = False
