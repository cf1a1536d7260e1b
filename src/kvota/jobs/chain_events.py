"""Fill in the chain of events, in the order of the sequence, outside every request."""

from __future__ import annotations

from django.db import transaction
from django_scopes import scope

from kvota.records.event_chain import hash_of_event
from kvota.records.events import Event
from kvota.records.organisations import Organisation

AT_ONCE = 500


def chain_events() -> int:
    """Fill in the missing hashes of every company; return how many.

    At most 500 of a company at a time, each batch its own short transaction: nobody's
    move waits for a long history to be hashed.
    """
    done = 0
    for organisation in Organisation.objects.all():
        with scope(organisation=organisation):
            done += _chain_one()
    return done


def _chain_one() -> int:
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
