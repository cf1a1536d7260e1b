"""The one thing a rep records: what he did with a client, and the stage it reached."""

from __future__ import annotations

from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from kvota.domain.selling.client_progress import MoveSeen, Progress
from kvota.records.asked_often import AskedOften
from kvota.records.deals import Deal
from kvota.records.funnels import ACTIONS
from kvota.records.rights import owned_in_sight
from kvota.records.row import Fact, Row, where_given

MOVE_KINDS = ("stage", "touch", "park", "lost", "reopen", "undo")


class Move(Fact):
    """An action with a client. Append-only: an undo is a later move that points at this one.

    The uid is made by the device that records the move, so that the same move sent
    twice is stored once. An empty `occurred_on` is "date unknown": an imported open
    deal without any date.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="moves")
    kind = models.CharField(max_length=6, choices=[(kind, kind) for kind in MOVE_KINDS])
    action = models.CharField(max_length=14, choices=[(action, action) for action in ACTIONS])
    # Found by deal, never by stage; a stage that has moves is closed, not deleted.
    stage = models.ForeignKey(
        "records.Stage", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    undoes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="undone_by")
    park_until = models.DateField(null=True, blank=True)
    lost_reason = models.ForeignKey(
        "records.LostReason", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    note = models.TextField(blank=True)

    class Meta(Fact.Meta):
        indexes = [*Fact.Meta.indexes, where_given("lost_reason")]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="stage") | Q(stage__isnull=False), name="move_to_a_stage"
            ),
            models.CheckConstraint(
                condition=~Q(kind="park") | Q(park_until__isnull=False), name="move_park_until"
            ),
            models.CheckConstraint(condition=~Q(kind="undo") | Q(undoes__isnull=False), name="move_undo_of"),
        ]

    def seen(self) -> MoveSeen:
        """What the state of its deal is read from."""
        stage = self.stage
        rank, funnel = (stage.rank, stage.funnel_id) if stage else (None, None)
        return MoveSeen(self.sequence, self.kind, rank, self.occurred_on, self.park_until, funnel)

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The moves of the deals the seat may read."""
        moves: models.QuerySet[Self] = cls.objects.live()
        return moves.filter(deal__in=Deal.visible_to(seat, on=on))


class Attempt(Fact):
    """Tries that reached nobody: a count per person, day and action, without a client."""

    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=14, choices=[(action, action) for action in ACTIONS])
    count = models.SmallIntegerField(default=1, help_text="a negative one takes back")

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        attempts: models.QuerySet[Self] = cls.objects.live()
        return attempts.filter(owned_in_sight(seat, on=on, owner="person_id"))


def moves_that_count(deal: Deal, *, on: date) -> list[MoveSeen]:
    """The moves of one deal that count on a day: live, not undone, not in the future. One query."""
    return [MoveSeen(*row) for row in _that_count.rows(deal=deal.pk, on=on)]


def present_funnel(deal: Deal, state: Progress) -> int:
    """The funnel in which a deal stands: that of its stage, before any move the one it entered."""
    return state.funnel or deal.funnel_id


_that_count = AskedOften(
    lambda deal, on: (
        Move.objects.live()
        .filter(Q(occurred_on=None) | Q(occurred_on__lte=on), deal_id=deal)
        .exclude(kind="undo")
        .filter(undone_by=None)
        .values_list("sequence", "kind", "stage__rank", "occurred_on", "park_until", "stage__funnel_id")
    )
)


def stored_move(uid: UUID) -> Move | None:
    """The move with this id, whatever became of it, with its stage. One query."""
    found: Move | None = _stored.row(uid=uid)
    return found


_stored = AskedOften(lambda uid: Move.objects.filter(uid=uid).select_related("stage"))
