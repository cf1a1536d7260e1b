"""Imports: what came from which file, so that it can be taken out again."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models

from kvota.records.organisations import Organisation
from kvota.records.row import Row

STATES = ("checking", "applying", "applied", "undone", "failed")


class ImportBatch(Row):
    """One import. Its rows count only while its state is `applied`.

    Rows are written in short transactions while the state is `applying`; one small
    UPDATE then makes them all count at once, and another takes them all out. So no
    writer waits, and a process killed halfway leaves nothing visible behind.
    """

    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=[(state, state) for state in STATES], default="checking")
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    faults = models.JSONField(
        default=list, help_text="the refused rows with their reasons, the first thousand"
    )
    before = models.JSONField(
        default=dict, help_text="what the rows it changed said before: record, id, column, value"
    )
    stored_file = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    heartbeat_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "number"], name="import_batch_number"),
            # One import writes at a time in a company: the second is told so.
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(state="applying"), name="import_one_at_a_time"
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The imports of the people in sight, for those who may import; all of them for who sets up.

        A file holds clients of everybody it names, so a head does not open that of another unit.
        """
        from kvota.records.rights import may, owned_in_own_sight

        batches: models.QuerySet[Self] = cls.objects.all()
        if not may(seat, "import"):
            return batches.none()
        if may(seat, "setup"):
            return batches
        return batches.filter(owned_in_own_sight(seat, on=on, owner="author_id"))


def next_number(organisation_id: int) -> int:
    """The number of an import that the same transaction then stores. Two short queries.

    The company's row is locked until the commit: a draft and a command may begin at one moment,
    and would both read the same last number. On SQLite there is no such lock and no need of
    it: a transaction takes the write lock when it begins (`database.sqlite_settings`).
    """
    Organisation.objects.select_for_update().get(pk=organisation_id)
    last = ImportBatch.objects.aggregate(models.Max("number"))["number__max"]
    return int(last or 0) + 1
