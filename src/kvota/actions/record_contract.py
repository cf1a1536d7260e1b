"""Record the contract of a deal as it was signed, with its instalments when there are any."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import past_day, short_text, sum_of_money
from kvota.actions.record_move import UnknownStage
from kvota.actions.settle_deal import move_by_money, settle_deal, stage_of_kind
from kvota.domain.calendar.month_step import months_later
from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.selling.client_progress import progress
from kvota.records.deal_history import keep_version
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.money import Contract, Instalment
from kvota.records.moves import Move, moves_that_count, present_funnel
from kvota.records.people import Seat
from kvota.records.rights import require_on
from kvota.records.row import new_uid
from kvota.records.sequence import take

MOST_INSTALMENTS = 120

Due = tuple[date, int]


class InstalmentsDiffer(RuleError):
    """The parts of a contract must add up to it."""

    code = "instalments_differ"
    sentence = "the instalments are {difference_minor} minor units of {currency} off the contract"
    difference_minor: int
    currency: str


class TooManyInstalments(RuleError):
    code = "too_many_instalments"
    sentence = "{parts} instalments; expected from 1 to {most}"
    parts: int
    most: int


class SameIdOtherContract(RuleError):
    code = "same_id_other_contract"
    sentence = "a contract with this id is stored already and says something else"


@dataclass(frozen=True)
class ContractStored:
    contract: Contract
    moves: list[Move]
    first: bool = True


def equal_instalments(amount_minor: int, *, parts: int, first_due_on: date) -> list[Due]:
    """A sum in so many monthly parts that add up to it; the odd units go to the first ones.

    >>> parts = equal_instalments(100_000, parts=3, first_due_on=date(2026, 11, 30))
    >>> [(str(due_on), part) for due_on, part in parts]
    [('2026-11-30', 33334), ('2026-12-30', 33333), ('2027-01-30', 33333)]
    """
    if not 1 <= parts <= MOST_INSTALMENTS:
        raise TooManyInstalments(parts=parts, most=MOST_INSTALMENTS)
    shares = split_without_loss(amount_minor, [1] * parts)
    return [(months_later(first_due_on, step), share) for step, share in enumerate(shares)]


def record_contract(
    *,
    seat: Seat,
    deal: Deal,
    amount_minor: int,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    signed_on: date | None = None,
    number: str = "",
    external_id: str = "",
    instalments: Sequence[Due] = (),
) -> ContractStored:
    """Store the contract of a deal the seat may see; the same id twice is one.

    It stands in the place of the contract the deal had. The deal takes the sum of its
    contract, and moves to the signed stage unless it stands there or further.
    `equal_instalments` makes monthly parts.
    """
    require_on(seat, "record_money", deal.owner_id, on=today)
    day = past_day(signed_on, today=today)
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        sum_of_money(amount_minor, deal.currency)
        stored = Contract.objects.filter(uid=uid).first() if uid else None
        if stored is not None:
            if (stored.deal_id, stored.amount_minor) != (deal.pk, amount_minor):
                raise SameIdOtherContract()
            return ContractStored(stored, [], first=False)
        _refuse_parts(instalments, amount_minor, deal.currency)
        before = Contract.of(deal)
        signing, moves = _signing(deal, before, day=day, seat=seat, today=today, now=now)
        contract = Contract.objects.create(
            uid=uid or new_uid(),
            organisation_id=deal.organisation_id,
            deal=deal,
            sequence=take(seat.organisation),
            amount_minor=amount_minor,
            currency=deal.currency,
            occurred_on=day,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            number=short_text(number, most=60),
            external_id=short_text(external_id, most=120),
            move=signing,
            replaces=before,
        )
        Instalment.objects.bulk_create(
            Instalment(
                organisation_id=deal.organisation_id, contract=contract, due_on=due_on, amount_minor=part
            )
            for due_on, part in instalments
        )
        if (deal.amount_minor, deal.amount_assumed) != (amount_minor, False):
            said = {"amount_minor": amount_minor, "amount_assumed": False}
            keep_version(deal, said, seat=seat, today=today, now=now, from_today=True)
        moves += settle_deal(deal, seat=seat, today=today, now=now)
        leave_event(
            organisation=seat.organisation,
            sequence=contract.sequence,
            kind="contract_recorded",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={
                "contract": str(contract.uid),
                "replaces": str(before.uid) if before else None,
                "amount_minor": amount_minor,
                "instalments": len(instalments),
                "moves": [str(move.uid) for move in moves],
            },
        )
    return ContractStored(contract, moves)


def _signing(
    deal: Deal, before: Contract | None, *, day: date, seat: Seat, today: date, now: datetime
) -> tuple[Move | None, list[Move]]:
    """The move that signs: the old contract's, or a new one when the deal has not come so far."""
    state = progress(moves_that_count(deal, on=today))
    stage = stage_of_kind(present_funnel(deal, state), "signed")
    if stage is None:
        raise UnknownStage(stage="")
    if state.rank >= stage.rank and not state.is_lost:
        return before.move if before else None, []
    move = move_by_money(stage, deal, day=day, seat=seat, today=today, now=now)
    return move, [move]


def _refuse_parts(instalments: Sequence[Due], amount_minor: int, currency: str) -> None:
    if len(instalments) > MOST_INSTALMENTS:
        raise TooManyInstalments(parts=len(instalments), most=MOST_INSTALMENTS)
    for _, part in instalments:
        sum_of_money(part, currency)
    difference = sum(part for _, part in instalments) - amount_minor
    if instalments and difference:
        raise InstalmentsDiffer(difference_minor=difference, currency=currency)
