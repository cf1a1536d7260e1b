"""Deals: who sells what to whom for how much. Where a deal stands is read from its moves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from kvota.records.asked_often import AskedOften
from kvota.records.rights import owned_by, people_in_sight
from kvota.records.row import Fact, ImportedRow, Row

if TYPE_CHECKING:
    from kvota.records.selling import Client

ROLES_ON_A_DEAL = ("lead", "technical", "commercial", "price")
MOST_MINOR = 10**17  # 10^15 of a currency with two decimals; beyond it a cell is surely wrong


class DealAttributes(models.Model):
    """What a deal is, as far as people say it and may correct it."""

    owner = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(
        "records.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    industry = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=120, blank=True)
    source = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=6, blank=True, choices=[("new", "new"), ("repeat", "repeat")])
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    amount_assumed = models.BooleanField(default=False)
    created_on = models.DateField(null=True, blank=True)
    date_unknown = models.BooleanField(
        default=False, help_text="open on every day asked, outside all durations"
    )
    next_step_on = models.DateField(null=True, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    expected_on = models.DateField(null=True, blank=True)
    tags = models.TextField(
        blank=True,
        default="",
        help_text="what a file says beyond our fields: `domain/selling/tags.py`",
    )

    class Meta:
        abstract = True

    def attributes(self) -> dict[str, Any]:
        """These columns by name, ready for another row of the same shape."""
        return {name: getattr(self, name) for name in ATTRIBUTES}


ATTRIBUTES: tuple[str, ...] = (*(field.attname for field in DealAttributes._meta.local_fields), "client_id")


class Deal(ImportedRow, DealAttributes):
    """A deal with its present attributes; their history is DealVersion.

    It has no stage column on purpose: an import may hold moves of next week, and a
    stored stage would be wrong every midnight. `analytics` derives it as of any day.
    """

    client = models.ForeignKey("records.Client", on_delete=models.PROTECT, related_name="deals")
    funnel = models.ForeignKey("records.Funnel", on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=120, blank=True)
    row_hash = models.CharField(
        max_length=64, blank=True, help_text="the last imported row, to know a changed one"
    )

    class Meta(ImportedRow.Meta):
        indexes = [
            models.Index(fields=["organisation", "owner"], name="deal_owner"),
            models.Index(fields=["organisation", "external_id"], name="deal_external_id"),
        ]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_minor=None) | Q(amount_minor__range=(0, MOST_MINOR)),
                name="deal_amount_in_range",
            ),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Own deals, those of the people in sight, and those on which the person has a role or a share."""
        return cls.open_to(seat.person_id, people_in_sight(seat, on=on))

    @classmethod
    def open_to(cls, person: int, sight: Collection[int] | None) -> models.QuerySet[Self]:
        """What a person sees who has these people in sight; None is the whole company."""
        deals: models.QuerySet[Self] = cls.objects.live()
        has_role = Exists(DealRole.objects.filter(deal_id=OuterRef("pk"), person_id=person, ended=False))
        has_share = Exists(DealShare.objects.filter(deal_id=OuterRef("pk"), person_id=person, to_on=None))
        return deals.filter(owned_by(sight) | Q(has_role) | Q(has_share))

    @classmethod
    def one_visible_to(cls, seat: Any, uid: UUID, *, on: date) -> Self | None:
        """The deal with this id among those the seat may read, or None."""
        sight = people_in_sight(seat, on=on)
        people = None if sight is None else tuple(sorted(sight))
        found: Self | None = _one_open_to.row(person=seat.person_id, sight=people, uid=uid)
        return found

    @property
    def whose(self) -> Client:
        """The client as he is known today: the one that was merged with his own, where somebody did."""
        client: Client = self.client
        return client.stands_as

    def locked(self) -> Deal:
        """The deal as it is now, held until the end of the transaction."""
        found: Deal | None = _locked.row(number=self.pk)
        if found is None:
            raise Deal.DoesNotExist
        return found


class DealVersion(Fact, DealAttributes):
    """The attributes of a deal from a day on. The newest version that is in force on a day counts.

    `effective_on` is the day from which it holds; empty means from the beginning, as
    a correction does.
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="versions")
    client = models.ForeignKey("records.Client", on_delete=models.PROTECT, related_name="+")
    effective_on = models.DateField(null=True, blank=True)
    row_hash = models.CharField(
        max_length=64, blank=True, help_text="the imported row that said so; the deal's own goes back with it"
    )
    occurred_on = None  # type: ignore[assignment]


class DealRole(ImportedRow):
    """Who leads a deal, who answers technical and commercial questions, who decides on price."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="roles")
    person = models.ForeignKey("records.Person", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=[(role, role) for role in ROLES_ON_A_DEAL])
    ended = models.BooleanField(default=False)

    class Meta(ImportedRow.Meta):
        indexes = [models.Index(fields=["deal", "person"], name="deal_role_person")]


class DealShare(Row):
    """What part of a deal is a person's, in hundredths of a percent, from a day on.

    The standing shares of a deal sum to 100 % or there are none. New ones end the old. What is signed and
    received while they hold counts for each with his part (analytics/states/credited_fact.sql).
    """

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="shares")
    person = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    hundredths = models.PositiveSmallIntegerField(help_text="of a percent: 10000 is the whole deal")
    from_on = models.DateField()
    to_on = models.DateField(null=True, help_text="the first day it holds no more")
    sequence = models.BigIntegerField(help_text="of the event that said so")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(hundredths__range=(1, 10_000)), name="deal_share_possible"),
            models.UniqueConstraint(
                fields=["deal", "person"], condition=Q(to_on=None), name="deal_share_once"
            ),
        ]


_one_open_to = AskedOften(lambda person, sight, uid: Deal.open_to(person, sight).filter(uid=uid))
_locked = AskedOften(lambda number: Deal.objects.select_for_update().filter(pk=number))
