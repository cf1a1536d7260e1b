"""Write the deals of a file that the company does not have yet."""

from __future__ import annotations

from datetime import date
from typing import Any

from kvota.actions.apply_import import Import, Rows
from kvota.actions.found_deals import BEFORE_EVERY_DAY, FoundDeal, FoundMove
from kvota.actions.funnel_of_file import FunnelOfFile
from kvota.records.deals import Deal, DealVersion
from kvota.records.money import Contract, Payment
from kvota.records.moves import Move


class DealRows:
    """The rows of deals, their versions, moves and money, gathered until they are written.

    Facts of a deal are added in the order in which they happened: their sequence follows it,
    and moves of one day are read in that order.
    """

    def __init__(self, run: Import, funnel: FunnelOfFile) -> None:
        self._run = run
        self._funnel = funnel
        self._signed = funnel.stages[funnel.ladder.signed][0]
        self.deals = run.new_rows(Deal, funnel_id=funnel.funnel_id)
        recorded = {"recorded_at": run.now}
        self.versions = run.new_rows(DealVersion, **recorded)
        self.moves = run.new_rows(Move, **recorded)
        self.contracts = run.new_rows(Contract, **recorded, assumed=True)
        self.payments = run.new_rows(Payment, **recorded, assumed=True)

    @property
    def things(self) -> tuple[Rows, ...]:
        return (self.deals,)

    @property
    def facts(self) -> tuple[Rows, ...]:
        return self.versions, self.moves, self.contracts, self.payments

    def add_deal(self, found: FoundDeal) -> None:
        """A new deal with all its history."""
        deal = self.deals.add(**found.attributes, external_id=found.external_id, row_hash=found.row_hash)
        for since, attributes in (*found.earlier, (found.since, found.attributes)):
            self.add_version(deal, found, attributes, since=since)
        contract_move = None
        for move in found.moves:
            number = self.add_move(deal, found, move)
            if self.is_signing_stage(move.stage_id):
                contract_move = number
        if found.won_on is not None:
            self.add_contract(deal, found, contract_move)
            if found.attributes["amount_minor"]:
                self.add_payment(deal, found)

    def is_signing_stage(self, stage: int | None) -> bool:
        return stage == self._signed

    def add_version(
        self,
        deal: int,
        found: FoundDeal,
        attributes: dict[str, Any],
        *,
        since: date | None = None,
        known_on: date | None = None,
    ) -> None:
        self.versions.add(
            deal_id=deal,
            **attributes,
            effective_on=since,
            known_on=known_on or since or attributes["created_on"] or BEFORE_EVERY_DAY,
            row_hash=found.row_hash,
            author_id=attributes["owner_id"],
        )

    def add_move(self, deal: int, found: FoundDeal, move: FoundMove) -> int:
        return self.moves.add(
            deal_id=deal,
            kind=move.kind,
            stage_id=move.stage_id,
            action=move.action,
            occurred_on=move.on,
            known_on=move.known_on,
            lost_reason_id=move.reason_id,
            author_id=found.attributes["owner_id"],
        )

    def add_contract(
        self, deal: int, found: FoundDeal, move: int | None, *, replaces: int | None = None
    ) -> None:
        self.contracts.add(**self._money(deal, found), move_id=move, replaces_id=replaces)

    def add_payment(self, deal: int, found: FoundDeal, *, replaces: int | None = None) -> None:
        self.payments.add(**self._money(deal, found), replaces_id=replaces)

    def _money(self, deal: int, found: FoundDeal) -> dict[str, Any]:
        return {
            "deal_id": deal,
            "amount_minor": found.attributes["amount_minor"],
            "currency": found.attributes["currency"],
            "occurred_on": found.won_on,
            "known_on": found.won_on,
            "author_id": found.attributes["owner_id"],
        }
