"""Who leaves, who takes over his clients, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.row import Row

STATES = ("planned", "done", "taken_back")


class HandOver(Row):
    """One departure: `from_on` is the first day without him, and from it his open deals are the heirs'.

    The decision is never changed; only its state is, and what the carrying out brought is written
    down with it, so that one action can take all of it back. People, clients and deals are uids.
    """

    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField(help_text="the first day he is gone")
    heirs = models.JSONField(default=list, help_text="people; several share the clients evenly")
    choices = models.JSONField(default=dict, help_text="client → person, where somebody chose")
    receivables_go = models.BooleanField(default=True, help_text="what is signed and unpaid goes along")
    ended = models.JSONField(default=list, help_text="[seat, the day it was to end before] each")
    handed = models.JSONField(default=list, help_text="[deal, person, number of its version] each")
    state = models.CharField(max_length=10, choices=[(state, state) for state in STATES], default="planned")
    decided_by = models.ForeignKey("records.Seat", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(Row.Meta):
        indexes = [
            models.Index(
                fields=["organisation", "from_on"], condition=Q(state="planned"), name="hand_over_to_do"
            )
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Whoever manages people reads who leaves."""
        from kvota.records.rights import may

        found: models.QuerySet[Self] = cls.objects.all()
        return found if may(seat, "people") else found.none()

    @property
    def last_on(self) -> date:
        """The last day he works here."""
        return self.from_on - timedelta(days=1)

    @classmethod
    def standing(cls, person: Any) -> Self | None:
        """The departure of this person that was not taken back, the newest; None without one."""
        found: Self | None = (
            cls.objects.filter(person=person).exclude(state="taken_back").order_by("-pk").first()
        )
        return found


def due(on: date) -> models.QuerySet[HandOver]:
    """The departures whose day has come, in the company in scope."""
    waiting: models.QuerySet[HandOver] = HandOver.objects.filter(state="planned", from_on__lte=on)
    return waiting.select_related("person", "decided_by__organisation", "decided_by__person").order_by("pk")
