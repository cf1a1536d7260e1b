"""The rows that a page of events speaks of, each kind looked up once, whatever the number of events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kvota.records.deals import Deal
from kvota.records.events import Event
from kvota.records.exit_questions import ExitQuestion
from kvota.records.funnels import Funnel, Stage
from kvota.records.imports import ImportBatch
from kvota.records.lead_supply import Channel
from kvota.records.money import Contract, Payment
from kvota.records.moves import Move
from kvota.records.people import Person, Seat
from kvota.records.selling import Client, Product
from kvota.records.units import Unit
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked

IN_PAYLOAD = {"unit": "unit", "parent": "unit", "person": "person", "move": "move", "to": "stage"}
"""The parts of a payload that hold the uid of a row, and of which kind it is."""


def _rows() -> dict[str, QuerySet[Any]]:
    return {
        "client": Client.objects.all(),
        "deal": Deal.objects.select_related("client__merged_into"),
        "person": Person.objects.all(),
        "unit": Unit.objects.all(),
        "stage": Stage.objects.all(),
        "funnel": Funnel.objects.all(),
        "question": ExitQuestion.objects.select_related("stage"),
        "move": Move.objects.select_related("stage"),
        "seat": Seat.objects.select_related("person"),
        "import": ImportBatch.objects.only("uid", "number", "file_name"),
        "payment": Payment.objects.all(),
        "contract": Contract.objects.all(),
        "product": Product.objects.all(),
        "channel": Channel.objects.all(),
    }


class NamesOfEvents:
    """Rows by kind and uid; a row that is stored no more is None. At most fifteen queries."""

    def __init__(self, events: Sequence[Event], request: Asked) -> None:
        wanted: dict[str, set[UUID]] = defaultdict(set)
        for event in events:
            for kind, uid in spoken_of(event):
                wanted[kind].add(uid)
        rows = _rows()
        self._found = {
            (kind, row.uid): row for kind, uids in wanted.items() for row in rows[kind].filter(uid__in=uids)
        }
        in_sight = Deal.visible_to(request.seat, on=request.today).filter(uid__in=wanted["deal"])
        self._may_open = set(in_sight.values_list("uid", flat=True))

    def row(self, kind: str, uid: object) -> Any:
        """The row of that kind and uid, None when there is none or no uid at all."""
        return self._found.get((kind, as_uid(uid)))

    def may_open(self, deal: Deal) -> bool:
        return deal.uid in self._may_open


def subject_of(event: Event) -> tuple[str, str]:
    """What the event happened to: its kind, and its uid or key."""
    kind, _, key = event.subject.partition(":")
    return kind, key


def spoken_of(event: Event) -> Iterator[tuple[str, UUID]]:
    """Every row an event names, as kind and uid."""
    payload = event.payload
    named = [subject_of(event)]
    named += [(kind, payload[part]) for part, kind in IN_PAYLOAD.items() if payload.get(part)]
    if event.kind == "payment_corrected":
        named.append(("payment", payload.get("replaces")))
    if event.kind == "contract_recorded":
        named.append(("contract", payload.get("replaces")))
    if event.kind == "deal_role_set":
        named += [("person", uid) for uid in payload.get("before", ())]
    named += [("person", uid) for uid in payload.get("heirs", ())]
    named += [("person", payload[part]) for part in ("for", "stands_in") if part in payload]
    if event.kind in {"deals_reassigned", "clients_handed_over"}:
        pairs = payload.get("deals", ())[:20]
        named += [(kind, uid) for pair in pairs for kind, uid in zip(("deal", "person"), pair, strict=True)]
    if event.kind in {"clients_merged", "clients_separated"}:
        named.append(("client", payload["client"]))
    if event.kind == "deal_split":
        named += [("person", uid) for uid, _part in payload.get("shares", ())]
    named += [("question", uid) for uid, _answer in payload.get("answers", ())]
    if event.kind == "deal_edited":
        named += [("product", uid) for uid in payload.get("changed", {}).get("product", ())]
    known = _rows()
    for kind, text in named:
        uid = as_uid(text)
        if kind in known and uid is not None:
            yield kind, uid
