"""The chain of events: each one's hash covers the one before, so that a changed or missing row shows."""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from kvota.records.events import Event


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
    """SHA-256 over the canonical JSON (RFC 8785) of the event."""
    return hashlib.sha256(rfc8785.dumps(content_of(event))).hexdigest()


def broken_links() -> list[str]:
    """The events of the company in scope whose hash or whose link to the one before is wrong."""
    faults, previous = [], ""
    for event in Event.objects.exclude(hash="").order_by("sequence").iterator(chunk_size=2_000):
        if event.previous_hash != previous:
            faults.append(f"event {event.sequence} does not follow the one before it")
        elif hash_of_event(event) != event.hash:
            faults.append(f"event {event.sequence} was changed after it was written")
        previous = event.hash
    return faults
