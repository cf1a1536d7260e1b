"""Files attached to a deal: the row says what it is, the file itself lies in the data folder."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from kvota.records.deals import Deal
from kvota.records.row import Row

PIECE = 1024 * 1024


class AttachedFile(Row):
    """A file somebody attached to a deal. Never changed; taken away, it stays with a mark and opens no more.

    On disk it has an id that we made: the name it came with may say `../../secret.key`, and the uid comes
    from a device, which may send that of another company's file.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    kept_as = models.UUIDField(unique=True, help_text="its name in the data folder")
    sha256 = models.CharField(max_length=64)
    sequence = models.BigIntegerField(help_text="of the event that attached it")
    author = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(size__gt=0), name="attached_file_not_empty"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The files of the deals the seat may read, without those taken away."""
        files: models.QuerySet[Self] = cls.objects.filter(removed_at=None)
        return files.filter(deal__in=Deal.visible_to(seat, on=on))

    @property
    def path(self) -> Path:
        return folder() / self.kept_as.hex

    def is_whole(self) -> bool:
        """Whether the file on disk is the one that was attached. Reads it."""
        return self.path.is_file() and hash_of(self.path) == self.sha256


def folder() -> Path:
    """Where attached files lie. A backup takes them along."""
    found: Path = settings.KVOTA.data / "files"
    return found


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()
