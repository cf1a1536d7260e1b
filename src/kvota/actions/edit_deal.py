"""Change what a deal is: its amount, product, words and expected day. The old values stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.db import transaction

from kvota.actions.plain_values import short_text, sum_of_money
from kvota.domain.errors import RuleError
from kvota.records.deal_history import keep_version
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.money import Contract
from kvota.records.people import Seat
from kvota.records.rights import acting_for, require
from kvota.records.selling import Product

MOST_CHARACTERS = {"name": 200, "industry": 120, "region": 120, "source": 120}


class DealChanges(TypedDict, total=False):
    """What may be said anew about a deal; what is not named stays. The owner changes by `reassign_deals`."""

    amount_minor: int | None
    product: Product | None
    name: str
    industry: str
    region: str
    source: str
    kind: str
    expected_on: date | None


class NotAFieldOfADeal(RuleError):
    code = "not_a_field_of_a_deal"
    sentence = "{field} of a deal cannot be changed here"
    field: str


class SignedSumStands(RuleError):
    """After the signature the contract says the sum, and whoever keeps the money corrects it."""

    code = "signed_sum_stands"
    sentence = "a contract over {amount_minor} minor units of {currency} is signed; correct the contract"
    amount_minor: int
    currency: str


class UnknownKind(RuleError):
    code = "unknown_kind"
    sentence = "a deal is with a new or a repeat client, not {kind}"
    kind: str


@dataclass(frozen=True)
class Edited:
    """The deal and what changed, as name → (before, after). Empty when all was so already."""

    deal: Deal
    changed: dict[str, tuple[Any, Any]]


def edit_deal(
    *,
    seat: Seat,
    deal: Deal,
    changes: DealChanges,
    now: datetime,
    today: date,
    from_today: bool = False,
) -> Edited:
    """Say anew what a deal is, as a correction of its whole life or from today on.

    A correction puts right what was always so: yesterday's figures change with it. From
    today on keeps yesterday as it was. Saying what is so already writes nothing.
    """
    require(seat, "edit_deal")
    with transaction.atomic():
        deal = Deal.objects.select_for_update().get(pk=deal.pk)
        columns = _columns(deal, changes)
        changed = {
            name: (getattr(deal, name), value)
            for name, value in columns.items()
            if getattr(deal, name) != value
        }
        if "amount_minor" in changed:
            contract = Contract.of(deal)
            if contract is not None:
                raise SignedSumStands(amount_minor=contract.amount_minor, currency=contract.currency)
        if changed:
            was = {name: _plain(getattr(deal, name)) for name in changes}
            sequence = keep_version(deal, columns, seat=seat, today=today, now=now, from_today=from_today)
            leave_event(
                organisation=seat.organisation,
                sequence=sequence,
                kind="deal_edited",
                seat=seat,
                subject=f"deal:{deal.uid}",
                recorded_at=now,
                payload={
                    "changed": {
                        name: [before, _plain(getattr(deal, name))]
                        for name, before in was.items()
                        if before != _plain(getattr(deal, name))
                    },
                    "from_today": from_today,
                }
                | acting_for(seat, deal.owner_id, on=today),
            )
    return Edited(deal=deal, changed=changed)


def _columns(deal: Deal, changes: DealChanges) -> dict[str, Any]:
    """The changes as columns of the deal, checked."""
    columns: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in DealChanges.__annotations__:
            raise NotAFieldOfADeal(field=name)
        if isinstance(value, str) and name in MOST_CHARACTERS:
            value = short_text(value, most=MOST_CHARACTERS[name])
        if name == "kind" and value not in {"", "new", "repeat"}:
            raise UnknownKind(kind=str(value)[:40])
        if isinstance(value, Product):
            columns["product_id"] = value.pk
        elif name == "product":
            columns["product_id"] = None
        else:
            columns[name] = value
    amount = columns.get("amount_minor")
    if amount is not None:
        sum_of_money(amount, deal.currency, least=0)
    if "amount_minor" in columns:  # said by a person, even when he says the same
        columns["amount_assumed"] = False
    return columns


def _plain(value: object) -> object:
    """A value as an event keeps it: rows by uid, days as text, never a name of a person."""
    uid = getattr(value, "uid", None)
    if uid is not None:
        return str(uid)
    return value.isoformat() if isinstance(value, date) else value
