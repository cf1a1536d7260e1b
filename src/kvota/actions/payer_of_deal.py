"""For which deal a payment was: by the deal's number, else by who paid and how much."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.db.models.functions import Coalesce

from kvota.actions.imported_names import aliases_known
from kvota.domain.importing.mapped_row import PaymentRow
from kvota.domain.importing.text import matching_key
from kvota.records.deals import Deal
from kvota.records.money import Contract, Payment
from kvota.records.moves import Move
from kvota.records.selling import Client


@dataclass
class OwedDeal:
    """A deal and what is still owed for it, in minor units; None when nobody knows its sum."""

    id: int
    client: int
    currency: str
    due: int | None
    is_signed: bool
    is_doubtful: bool


class DealsOfPayers:
    """The deals of the clients who pay, read chunk by chunk and remembered with what is still owed.

    A payment without the number of a deal is matched only where it pays exactly what one deal
    of its payer still owes: of the signed ones, else of the open ones. Two deals that fit are
    a question for a person.
    """

    def __init__(self, *, stored: bool) -> None:
        self._by_id: dict[int, OwedDeal] = {}
        self._by_number: dict[str, int] = {}
        self._by_client: dict[int, list[OwedDeal]] = {}
        self._client_of: dict[str, int] = {}
        self._aliases: dict[str, str] = {}
        self._stored = stored
        if stored:
            clients = Client.objects.live().filter(is_placeholder=False).order_by("-id")
            # A merged client pays for whom he is now.
            known = clients.values_list("match_key", Coalesce("merged_into", "id"))
            self._client_of = dict(known)
            self._aliases = aliases_known().get("client", {})

    def read(self, rows: Iterable[PaymentRow]) -> None:
        """Read the deals that these payments may be for. Five queries."""
        rows = list(rows)
        if not self._stored:
            return
        numbers = [row.deal for row in rows if row.deal and row.deal not in self._by_number]
        clients = {self._client(row.payer) for row in rows if row.payer and not row.deal}
        wanted = [client for client in clients if client is not None and client not in self._by_client]
        deals = Deal.objects.live().select_related("client")
        named = deals.filter(external_id__in=numbers).order_by("-id")
        self._remember(list(named))
        self._by_number |= dict(named.values_list("external_id", "id"))
        theirs = deals.filter(Q(client__in=wanted) | Q(client__merged_into__in=wanted))
        found = self._remember(list(theirs.order_by("id")))
        for client in wanted:
            self._by_client[client] = [deal for deal in found if deal.client == client]

    def _remember(self, deals: list[Deal]) -> list[OwedDeal]:
        numbers = [deal.pk for deal in deals if deal.pk not in self._by_id]
        signed = dict(
            Contract.standing()
            .filter(deal__in=numbers)
            .order_by("sequence")
            .values_list("deal_id", "amount_minor")
        )
        paid: dict[int, int] = {}
        for number, minor in (
            Payment.standing().filter(deal__in=numbers, assumed=False).values_list("deal_id", "amount_minor")
        ):
            paid[number] = paid.get(number, 0) + minor
        lost = Move.objects.live().filter(deal__in=numbers, kind="lost", undone_by=None)
        lost_deals = set(lost.values_list("deal_id", flat=True))
        for deal in deals:
            if deal.pk not in self._by_id:
                due = signed.get(deal.pk, deal.amount_minor)
                self._by_id[deal.pk] = OwedDeal(
                    id=deal.pk,
                    client=deal.client.merged_into_id or deal.client_id,
                    currency=deal.currency,
                    due=None if due is None else due - paid.get(deal.pk, 0),
                    is_signed=deal.pk in signed,
                    is_doubtful=deal.pk not in signed and (deal.amount_assumed or deal.pk in lost_deals),
                )
        return [self._by_id[deal.pk] for deal in deals]

    def _client(self, payer: str) -> int | None:
        key = matching_key(payer)
        return self._client_of.get(matching_key(self._aliases.get(key, key)))

    def deal_of(self, row: PaymentRow) -> OwedDeal | None:
        """The deal of a payment; None lets it wait for a person."""
        if row.deal:
            number = self._by_number.get(row.deal)
            return None if number is None else self._by_id[number]
        client = self._client(row.payer) if row.payer else None
        owed = [
            deal
            for deal in self._by_client.get(client or 0, ())
            if deal.due == row.amount_minor and deal.currency == row.currency and not deal.is_doubtful
        ]
        for some in ([deal for deal in owed if deal.is_signed], owed):
            if some:
                return some[0] if len(some) == 1 else None
        return None

    def pay(self, deal: OwedDeal, amount_minor: int) -> None:
        if deal.due is not None:
            deal.due -= amount_minor
