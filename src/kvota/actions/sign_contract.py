"""Write the contract that a move to the contract stage signs."""

from __future__ import annotations

from datetime import date

from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.money import Contract
from kvota.records.moves import Move


class AmountNeeded(RuleError):
    """A contract is signed for a sum."""

    code = "amount_needed"
    sentence = "the deal has no amount; a contract is signed for a sum"


def sign_contract(move: Move, deal: Deal, *, signed_on: date | None = None) -> Contract:
    """The contract of a deal, written with this move unless it has one. Inside the move's transaction.

    It falls with the move: an undone signing leaves no contract behind.
    """
    standing = Contract.of(deal)
    if standing is not None:
        return standing
    if deal.amount_minor is None:
        raise AmountNeeded()
    return Contract.objects.create(
        organisation_id=deal.organisation_id,
        deal=deal,
        sequence=move.sequence,
        amount_minor=deal.amount_minor,
        currency=deal.currency,
        occurred_on=signed_on or move.occurred_on,
        known_on=move.known_on,
        recorded_at=move.recorded_at,
        author_id=move.author_id,
        move=move,
    )
