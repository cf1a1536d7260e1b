"""What happened in the system: one event for every action, in the action's own transaction."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Self

from django.db import models

from kvota.records.row import Row
from kvota.records.write_row import write_row


class Event(Row):
    """Audit, outbox and replay in one: who did what to what. Append-only.

    The hash chain is filled in afterwards, in the order of the sequence: hashing
    inside the request would make every writer wait for the one before.
    """

    sequence = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    seat = models.ForeignKey("records.Seat", null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=80, help_text="kind:uid of what it happened to")
    payload = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "sequence"], name="event_sequence"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The audit is the administrator's and the owner's."""
        events: models.QuerySet[Self] = cls.objects.all()
        return events if seat.role in {"admin", "owner"} else events.none()


def leave_event(
    *,
    organisation: Any,
    sequence: int,
    kind: str,
    seat: Any,
    subject: str,
    recorded_at: datetime,
    payload: dict[str, Any] | None = None,
) -> Event:
    """Write the event of an action, inside its transaction. One INSERT."""
    event = Event(
        organisation=organisation,
        sequence=sequence,
        kind=kind,
        actor_id=seat.person_id if seat else None,
        seat=seat,
        subject=subject,
        payload=payload or {},
        recorded_at=recorded_at,
    )
    write_row(event)
    return event
