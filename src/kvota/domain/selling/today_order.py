"""Whom to work with today: money at stake, how near the day is, and how long the client has waited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import numpy as np

Reason = Literal["promised", "expected", "stuck", "silent", "no_next_step", "large", "quiet"]

#: A promise for today comes before everything of four times its size.
PROMISED, EXPECTED_THIS_WEEK, EXPECTED_THIS_MONTH = 4.0, 3.0, 2.0
#: Nothing to do before the agreed day.
PROMISED_LATER = 0.1
STUCK, NO_NEXT_STEP = 2.0, 1.25
#: These have a list of their own, with one choice for all of them.
HOPELESS, SILENT = 0.2, 0.4

#: The largest tenth of the deals is worth a look without another reason.
LARGE_SHARE = 0.9

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class OpenDeal:
    """What the order reads of a deal in work. Amounts in minor units of one currency; None = unknown."""

    deal: int
    amount: int | None = None
    next_step_on: date | None = None
    expected_on: date | None = None
    parked_until: date | None = None
    days_in_stage: int | None = None
    days_silent: int | None = None
    is_stuck: bool = False
    is_hopeless: bool = False
    is_silent: bool = False


@dataclass(frozen=True)
class Turn:
    """A deal in its place. `days` belongs to the reason: late, to go, in the stage, silent."""

    deal: int
    why: Reason
    days: int | None
    urgency: float


def today_order(deals: Iterable[OpenDeal], *, today: date) -> list[Turn]:
    """Put the deals in work in the order in which to take them up, with the reason for each.

    Returns
    -------
    Most urgent first; equal ones by their number. Parked deals are left out until their day.

    Notes
    -----
    Urgency is money x deadline x waiting. A deal without an amount counts as the median one.
    The factors are our judgement: a promise due today outweighs four times the money; a
    deal past hope weighs a fifth, since a list led by the oldest corpses is no use.

    Source: ux.md S1 ("money at stake x deadline x stuck"); README 15.

    Examples
    --------
    >>> today = date(2026, 11, 18)
    >>> small = OpenDeal(1, amount=100, next_step_on=today)
    >>> large = OpenDeal(2, amount=300, days_silent=3, next_step_on=date(2026, 11, 30))
    >>> [(turn.deal, turn.why) for turn in today_order([large, small], today=today)]
    [(1, 'promised'), (2, 'large')]
    """
    awake = [deal for deal in deals if deal.parked_until is None or deal.parked_until <= today]
    known = [deal.amount for deal in awake if deal.amount is not None]
    usual = float(np.median(known)) if known else 1.0
    large = float(np.quantile(known, LARGE_SHARE)) if known else float("inf")
    turns = [_turn(deal, today=today, usual=usual, large=large) for deal in awake]
    return sorted(turns, key=lambda turn: (-turn.urgency, turn.deal))


def _turn(deal: OpenDeal, *, today: date, usual: float, large: float) -> Turn:
    money = float(usual if deal.amount is None else deal.amount)
    urgency = max(money, 1.0) * _deadline(deal, today) * _waiting(deal)
    why, days = _reason(deal, today=today, large=large)
    return Turn(deal.deal, why, days, urgency)


def _deadline(deal: OpenDeal, today: date) -> float:
    step, expected = deal.next_step_on, deal.expected_on
    if step is not None:
        return PROMISED if step <= today else PROMISED_LATER
    if expected is not None and expected <= today + _WEEK:
        return EXPECTED_THIS_WEEK
    if expected is not None and _same_month(expected, today):
        return EXPECTED_THIS_MONTH
    return NO_NEXT_STEP


def _waiting(deal: OpenDeal) -> float:
    if deal.is_hopeless:
        return HOPELESS
    if deal.is_silent:
        return SILENT
    return STUCK if deal.is_stuck else 1.0


def _reason(deal: OpenDeal, *, today: date, large: float) -> tuple[Reason, int | None]:
    step, expected = deal.next_step_on, deal.expected_on
    if step is not None and step <= today:
        return "promised", (today - step).days
    if expected is not None and (expected <= today + _WEEK or _same_month(expected, today)):
        return "expected", (expected - today).days
    if deal.is_stuck:
        return "stuck", deal.days_in_stage
    if deal.is_silent:
        return "silent", deal.days_silent
    if deal.amount is not None and deal.amount >= large:
        return "large", deal.days_silent
    if step is None:
        return "no_next_step", deal.days_silent
    return "quiet", deal.days_silent


def _same_month(day: date, other: date) -> bool:
    return (day.year, day.month) == (other.year, other.month)
