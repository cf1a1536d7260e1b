"""The way of a client to the money, as data: stages in order, and reasons for losing."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.domain.selling.usual_funnel import FUNNEL
from kvota.records.asked_often import AskedOften
from kvota.records.row import ImportedRow, Row

MOST_RANK = 32_767  # what the column holds
ACTIONS = ("call", "visit", "meeting", "message", "demonstration", "offer", "bid", "other")


class WorkedName(models.Model):
    """A name in the four languages; an empty one falls back to English, then to any."""

    name_en = models.CharField(max_length=120, blank=True)
    name_ru = models.CharField(max_length=120, blank=True)
    name_zh = models.CharField(max_length=120, blank=True)
    name_bg = models.CharField(max_length=120, blank=True)

    class Meta:
        abstract = True

    def name_in(self, language: str) -> str:
        """The name for a language code such as `ru` or `zh-hans`."""
        own = getattr(self, f"name_{language[:2]}", "")
        return own or self.name_en or self.name_ru or self.name_zh or self.name_bg


class Funnel(ImportedRow, WorkedName):
    """A sequence of stages. A company has one, which needs no name, until it needs another."""

    removed_on = models.DateField(null=True, blank=True, help_text="kept for the history, offered no more")

    class Meta(ImportedRow.Meta):
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name_in("en")

    def name_in(self, language: str) -> str:
        return super().name_in(language) or FUNNEL.get(language[:2], FUNNEL["en"])

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Those in use and those retired. One whose stages a file has replaced is no more."""
        stages = Stage.objects.live().filter(removed_on=None)
        funnels: models.QuerySet[Self] = cls.objects.live()
        return funnels.filter(pk__in=stages.values("funnel_id"))

    @classmethod
    def offered(cls) -> models.QuerySet[Self]:
        """Those in which a deal can begin, the oldest first."""
        stages = Stage.objects.live().filter(removed_on=None)
        funnels: models.QuerySet[Self] = cls.objects.live()
        return funnels.filter(pk__in=stages.values("funnel_id"), removed_on=None)


class Stage(ImportedRow, WorkedName):
    """A step of the funnel. `signed` is the contract; `paid` is the finish and comes from payments."""

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="stages")
    rank = models.PositiveSmallIntegerField(help_text="1 is the first; order, not identity")
    kind = models.CharField(max_length=6, choices=[(kind, kind) for kind in ("open", "signed", "paid")])
    usual_action = models.CharField(
        max_length=14, choices=[(action, action) for action in ACTIONS], default="other"
    )
    match_key = models.CharField(max_length=120, blank=True)
    removed_on = models.DateField(null=True, blank=True, help_text="kept for the history, offered no more")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(rank__gte=1), name="stage_rank_from_one"),
        ]
        ordering = ["funnel_id", "rank", "id"]

    def __str__(self) -> str:
        return self.name_in("en")

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        stages: models.QuerySet[Self] = cls.objects.live()
        return stages

    @classmethod
    def at(cls, funnel: int, rank: int) -> Self | None:
        """The stage of a funnel at this rank, or None."""
        found: Self | None = _stage_at.row(funnel=funnel, rank=rank) if 0 < rank <= MOST_RANK else None
        return found

    @classmethod
    def finish_of(cls, funnel: int) -> Self | None:
        """The stage of a funnel that money alone reaches, or None."""
        found: Self | None = _finish_of.row(funnel=funnel)
        return found


_finish_of = AskedOften(lambda funnel: Stage.objects.filter(funnel_id=funnel, kind="paid").order_by("rank"))
_stage_at = AskedOften(lambda funnel, rank: Stage.objects.live().filter(funnel_id=funnel, rank=rank))


class LostReason(ImportedRow, WorkedName):
    """Why a deal was lost, to be picked with one tap and never required."""

    rank = models.PositiveSmallIntegerField(default=1)
    match_key = models.CharField(max_length=120, blank=True)
    removed_on = models.DateField(null=True, blank=True)
    to_competitor = models.BooleanField(
        default=False, help_text="what is lost for it went to a competitor, whether or not he was named"
    )

    class Meta(Row.Meta):
        ordering = ["rank", "id"]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        reasons: models.QuerySet[Self] = cls.objects.live()
        return reasons
