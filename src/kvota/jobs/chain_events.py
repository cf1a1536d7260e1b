"""Chain the events: each one's hash covers the one before, so that a changed or missing row shows."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785
from django.db import transaction
from django_scopes import scope

from kvota.records.events import Event
from kvota.records.organisations import Organisation

AT_ONCE = 500


def content_of(event: Event) -> dict[str, Any]:
    """What the hash covers, in a form that reads the same on every machine and database."""
    return {
        "sequence": event.sequence,
        "kind": event.kind,
        "actor": event.actor_id,
        "seat": event.seat_id,
        "subject": event.subject,
        "payload": event.payload,
        "recorded_at": event.recorded_at.isoformat(),
        "previous_hash": event.previous_hash,
    }


def hash_of_event(event: Event) -> str:
    return hashlib.sha256(rfc8785.dumps(content_of(event))).hexdigest()


def chain_events() -> int:
    """Fill in the missing hashes of every company in the order of the sequence; return how many.

    At most 500 of a company at a time, each batch its own short transaction: nobody's
    move waits for a long history to be hashed.
    """
    done = 0
    for organisation in Organisation.objects.all():
        with scope(organisation=organisation):
            done += _chain_one(organisation)
    return done


def _chain_one(organisation: Organisation) -> int:
    if not Event.objects.filter(hash="").exists():
        return 0
    with transaction.atomic():
        waiting = list(Event.objects.select_for_update().filter(hash="").order_by("sequence")[:AT_ONCE])
        if not waiting:
            return 0
        before = Event.objects.exclude(hash="").order_by("-sequence").first()
        previous = before.hash if before else ""
        for event in waiting:
            event.previous_hash = previous
            event.hash = previous = hash_of_event(event)
        Event.objects.bulk_update(waiting, ["previous_hash", "hash"], batch_size=100)
    return len(waiting)
