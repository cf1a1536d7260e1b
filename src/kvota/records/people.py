"""People and the seats they hold."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db import models

from kvota.records.asked_often import AskedOften
from kvota.records.row import ImportedRow
from kvota.records.units import Unit, in_force

ROLES = ("rep", "head", "owner", "finance", "analyst", "admin", "colleague")


class Person(ImportedRow):
    """Somebody of the company. The name stands here and nowhere else, so that it can be erased."""

    account = models.ForeignKey(
        "records.Account", null=True, blank=True, on_delete=models.SET_NULL, related_name="people"
    )
    name = models.CharField(max_length=150)
    external_id = models.CharField(max_length=120, blank=True)
    stands_in_until = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="from this day on he stands in for nobody; derived from Deputy",
    )

    class Meta(ImportedRow.Meta):
        indexes = [models.Index(fields=["organisation", "name"], name="person_name")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """The people whose work this seat may read."""
        from kvota.records.rights import people_in_sight

        people: models.QuerySet[Self] = cls.objects.live()
        sight = people_in_sight(seat, on=on)
        return people if sight is None else people.filter(id__in=sight)


class Seat(ImportedRow):
    """A role of a person in a unit, from a day to a day. One person may hold several."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="seats")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=10, choices=[(role, role) for role in ROLES])
    duties = models.TextField(blank=True, help_text="what this seat answers for, in words")
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    class Meta(ImportedRow.Meta):
        indexes = [models.Index(fields=["organisation", "person"], name="seat_person")]

    def __str__(self) -> str:
        return f"{self.person} ({self.role}, {self.unit})"

    @property
    def last_on(self) -> date | None:
        """The last day of it, when it ends."""
        return self.to_on and self.to_on - timedelta(days=1)

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """Who holds which seat is no secret inside a company."""
        seats: models.QuerySet[Self] = cls.objects.live()
        return seats

    @classmethod
    def held_by(cls, account: Any, *, on: date) -> models.QuerySet[Self]:
        """The seats this account may act from on that day, in the company in scope."""
        seats: models.QuerySet[Self] = (
            cls.objects.live()
            .filter(in_force(on), person__account=account)
            .select_related("person", "unit", "organisation")
            .order_by("id")
        )
        return seats


seated_in = AskedOften(
    lambda on, units: (
        Seat.objects.live().filter(in_force(on), unit_id__in=units).values_list("person_id", flat=True)
    )
)
