"""The technology of a stage: what a rep does there, says there, and by what he knows it is done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.domain.selling.playbook_text import PlaybookText
from kvota.records.funnels import Stage
from kvota.records.row import Row


class PlaybookVersion(Row):
    """One state of a stage's playbook. Append-only: an edit is the next number.

    On any day the newest version that has begun is followed.
    """

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="playbooks")
    number = models.PositiveIntegerField(help_text="1 is the first of the stage")
    from_on = models.DateField(help_text="the first day it is followed")
    steps = models.TextField(blank=True, help_text="one a line, in their order")
    script = models.TextField(blank=True)
    criteria = models.TextField(blank=True, help_text="one a line")
    assumed = models.CharField(
        max_length=90, blank=True, help_text="the conversion counted on, exact, such as 31/100"
    )
    reason = models.CharField(max_length=200, blank=True)
    sequence = models.BigIntegerField()
    known_on = models.DateField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["stage", "number"], name="playbook_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="playbook_number_from_one"),
        ]
        indexes = [models.Index(fields=["organisation", "sequence"], name="playbook_sequence")]
        ordering = ["stage_id", "number"]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Everybody of the company may read how it sells."""
        versions: models.QuerySet[Self] = cls.objects.all()
        return versions

    @property
    def text(self) -> PlaybookText:
        return PlaybookText(tuple(self.steps.splitlines()), self.script, tuple(self.criteria.splitlines()))

    @property
    def assumed_share(self) -> Fraction | None:
        """The conversion its author counts on, above 0 and at most 1."""
        return Fraction(self.assumed) if self.assumed else None


def versions_of(stages: Iterable[int], *, known_on: date | None = None) -> dict[int, list[PlaybookVersion]]:
    """Every version of each of these stages, the oldest first; with `known_on`, as known on that day.

    Stages without any are left out. One query.
    """
    versions = PlaybookVersion.objects.filter(stage__in=list(stages)).select_related("author")
    if known_on is not None:
        versions = versions.filter(known_on__lte=known_on)
    found: dict[int, list[PlaybookVersion]] = {}
    for version in versions.order_by("number"):
        found.setdefault(version.stage_id, []).append(version)
    return found


def playbooks_in_force(stages: Iterable[int], *, on: date) -> dict[int, PlaybookVersion]:
    """The version that each of these stages follows on a day; stages without one are left out. One query."""
    begun = PlaybookVersion.objects.filter(stage__in=list(stages), from_on__lte=on).order_by("number")
    return {version.stage_id: version for version in begun}
