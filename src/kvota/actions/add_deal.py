"""Add a deal: the name of the client is enough."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import free_text, past_day, short_text, sum_of_money
from kvota.actions.record_move import PaidComesFromMoney, UnknownStage
from kvota.actions.sign_contract import AmountNeeded, sign_contract
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.money.currencies import exponent
from kvota.records.deals import Deal, DealVersion
from kvota.records.events import leave_event
from kvota.records.funnels import Stage
from kvota.records.money import Contract
from kvota.records.moves import Move
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.selling import Alias, Client, Product
from kvota.records.sequence import take
from kvota.records.units import in_force
from kvota.records.usual_amount import assumed_amount


class ClientNeeded(RuleError):
    code = "client_needed"
    sentence = "a deal needs the name of its client"


class NobodyToSell(RuleError):
    """A deal belongs to somebody who sells: a rep or a head, today."""

    code = "nobody_to_sell"
    sentence = "{person} holds no seat from which one sells today"
    person: str


class SameIdOtherDeal(RuleError):
    """The id of a stored deal came back for another client. The first one stays."""

    code = "same_id_other_deal"
    sentence = "a deal with this id is stored already, for another client"


@dataclass(frozen=True)
class Added:
    """The deal, its first move, and whether it was stored just now."""

    deal: Deal
    move: Move
    first: bool


def require_seller(person: Person, *, on: date) -> None:
    """Refuse an owner who does not sell on that day."""
    selling = Seat.objects.live().filter(in_force(on), person=person, role__in=["rep", "head"])
    if not selling.exists():
        raise NobodyToSell(person=person.name)


def add_deal(
    *,
    seat: Seat,
    client: Client | str,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    stage: Stage | None = None,
    action: str = "",
    occurred_on: date | None = None,
    owner: Person | None = None,
    product: Product | None = None,
    amount_minor: int | None = None,
    currency: str = "",
    name: str = "",
    industry: str = "",
    region: str = "",
    source: str = "",
    kind: str = "",
    expected_on: date | None = None,
    note: str = "",
) -> Added:
    """Store a deal with its entry to a stage (the first, unless said); the same id twice is one deal.

    A client is found by name, whatever its case and spaces, or made. Without an amount the
    price of the product stands in, else the usual deal, marked assumed. A client who has
    signed before is a repeat one.
    """
    require(seat, "add_deal")
    day = past_day(occurred_on, today=today)
    currency = currency or seat.organisation.currency
    exponent(currency)  # refuses what is not a currency
    if amount_minor is not None:
        sum_of_money(amount_minor, currency, least=0)
    owner = owner or seat.person
    if owner != seat.person:
        require(seat, "reassign")
    with transaction.atomic():
        # The counter is taken first here: it is the only lock there is, and behind it no
        # second sender of this id can slip in, nor a second client of the same name.
        sequence = take(seat.organisation, 2)
        stored = Deal.objects.filter(uid=uid).first() if uid else None
        if stored is not None:
            return _already_stored(stored, client)
        require_seller(owner, on=today)
        stage = _open_stage(stage)
        found = client.stands_as if isinstance(client, Client) else _client_named(client, seat)
        deal = Deal(
            uid=uid or new_uid(),
            organisation=seat.organisation,
            client=found,
            owner=owner,
            product=product,
            name=short_text(name),
            industry=short_text(industry, most=120) or found.industry,
            region=short_text(region, most=120) or found.region,
            source=short_text(source, most=120),
            kind=kind or _kind_of(found),
            amount_minor=amount_minor,
            currency=currency,
            created_on=day,
            expected_on=expected_on,
            funnel_id=stage.funnel_id,
        )
        if amount_minor is None:
            deal.amount_minor = assumed_amount(product, currency=currency, on=day)
            deal.amount_assumed = deal.amount_minor is not None
        if stage.kind == "signed" and deal.amount_minor is None:
            raise AmountNeeded()
        deal.save(force_insert=True)
        recorded = {
            "organisation": seat.organisation,
            "deal": deal,
            "known_on": today,
            "recorded_at": now,
            "author": seat.person,
        }
        DealVersion.objects.create(sequence=sequence, **recorded, **deal.attributes())
        move = Move.objects.create(
            sequence=sequence + 1,
            kind="stage",
            stage=stage,
            action=action or stage.usual_action,
            occurred_on=day,
            note=free_text(note),
            **recorded,
        )
        if stage.kind == "signed":
            sign_contract(move, deal)
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="deal_added",
            seat=seat,
            subject=f"deal:{deal.uid}",
            recorded_at=now,
            payload={"client": str(found.uid), "rank": stage.rank, "amount_minor": deal.amount_minor},
        )
    return Added(deal=deal, move=move, first=True)


def _already_stored(deal: Deal, client: Client | str) -> Added:
    meant = client if isinstance(client, Client) else named_client(client)
    if meant is None or meant.stands_as != deal.whose:
        raise SameIdOtherDeal()
    return Added(deal=deal, move=deal.moves.order_by("sequence")[0], first=False)


def _open_stage(stage: Stage | None) -> Stage:
    if stage is None:
        offered = Stage.objects.live().filter(removed_on=None, funnel__removed_on=None)
        stage = offered.order_by("funnel_id", "rank").first()
    if stage is None or stage.removed_on is not None or stage.funnel.removed_on is not None:
        raise UnknownStage(stage=str(stage or ""))
    if stage.kind == "paid":
        raise PaidComesFromMoney()
    return stage


def _names_of(name: str) -> set[str]:
    """The keys under which a client of this name is stored: its own, or the one it is an alias of."""
    key = matching_key(name)
    meant = Alias.objects.live().filter(kind="client", match_key=key).values_list("means", flat=True)
    return {key, *(matching_key(other) for other in meant)}


def named_client(name: str) -> Client | None:
    """The client stored under this name or an alias of it, whatever its case and spaces."""
    named = Client.objects.live().filter(match_key__in=_names_of(name))
    found: Client | None = named.select_related("merged_into").order_by("id").first()
    return found


def _client_named(name: str, seat: Seat) -> Client:
    """The client of this name, made when nobody knew it. Whose client it is does not show."""
    name = short_text(name)
    if not name:
        raise ClientNeeded()
    known = named_client(name)
    if known is not None:
        return known.stands_as
    made: Client = Client.objects.create(
        organisation=seat.organisation, name=name, match_key=matching_key(name)
    )
    return made


def _kind_of(client: Client) -> str:
    return (
        "repeat"
        if Contract.standing().filter(deal__in=Deal.objects.filter(Client.same_as(client))).exists()
        else "new"
    )
