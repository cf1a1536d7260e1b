"""What every stored row has: an inner number, an outer id, a company, and who may see it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import uuid_utils
from django.db import models
from django.db.models import Q
from django_scopes import ScopedManager

if TYPE_CHECKING:
    from kvota.records.people import Seat


def where_given(field: str) -> models.Index:
    """The index of a link that most rows leave empty; those are not written into it.

    An import writes half a million rows, and each index of a row costs as much as a third of it.
    """
    return models.Index(fields=[field], condition=Q(**{f"{field}__isnull": False}), name=f"%(class)s_{field}")


def new_uid() -> uuid.UUID:
    """A time-ordered id (UUIDv7), so that rows made together lie together in the index."""
    return uuid.UUID(int=uuid_utils.uuid7().int)


class Row(models.Model):
    """A row of one company.

    `id` joins tables and never leaves the house; `uid` stands in addresses and the
    API. A uid is unique within its company only: another company that sends the same
    one learns nothing and is not disturbed.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(default=new_uid, editable=False)
    # No index of its own: each that begins with the company, as that of the uid, finds its rows.
    organisation = models.ForeignKey(
        "records.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False
    )

    objects = ScopedManager(organisation="organisation")

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["organisation", "uid"], name="%(class)s_uid")]

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """The rows this seat may read on that day. Nothing, unless a record says otherwise."""
        none: models.QuerySet[Self] = cls.objects.none()
        return none


class LiveQuerySet(models.QuerySet[Any]):
    """Rows that an import may have made."""

    def live(self) -> Self:
        """Without the rows of an import that is still running or was undone."""
        return self.filter(Q(batch=None) | Q(batch__state="applied"))


def live_by_key(model: type[models.Model]) -> LiveQuerySet:
    """Live rows to be asked by a key that only rows of this company have, such as a deal's id.

    The company is left out of the question: SQLite, when it has not learnt the sizes of its
    tables yet, may take the company's index for the sharper one and walk through all of it.
    """
    return LiveQuerySet(model).live()


class ImportedRow(Row):
    """A row a person or an import made. It lives while its import does."""

    batch = models.ForeignKey(
        "records.ImportBatch",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )

    objects = ScopedManager(
        organisation="organisation", _manager_class=models.Manager.from_queryset(LiveQuerySet)
    )

    class Meta(Row.Meta):
        abstract = True


class Fact(ImportedRow):
    """Something that happened. Never updated, never deleted; a correction is a new row.

    Two clocks: `occurred_on` is the business day, `known_on` the day the company knew
    it (the day of recording; for imported history its business day, an assumption).
    `sequence` is the order of commits within the company.
    """

    sequence = models.BigIntegerField()
    occurred_on = models.DateField(null=True, blank=True)
    known_on = models.DateField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey(
        "records.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta(ImportedRow.Meta):
        abstract = True
        indexes = [
            models.Index(fields=["organisation", "sequence"], name="%(class)s_sequence"),
            where_given("author"),
        ]
