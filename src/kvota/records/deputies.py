"""Who stands in for whom, from a day to a day: on leave, when ill. It ends by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import F, Q

from kvota.records.asked_often import AskedOften
from kvota.records.people import Person, Seat
from kvota.records.row import Row, where_given
from kvota.records.units import in_force


class Deputy(Row):
    """`stands_in` reads and moves the deals of `person` on the days [from_on, to_on). Append-only.

    Other days are said by a later row that replaces this one; an empty span is "after all not".
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputies")
    stands_in = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stands_in_for")
    from_on = models.DateField()
    to_on = models.DateField()
    replaces = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="replaced_by", db_index=False
    )
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    class Meta(Row.Meta):
        indexes = [where_given("author")]
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="deputy_span"),
            models.CheckConstraint(condition=~Q(person=F("stands_in")), name="deputy_is_another"),
        ]

    @property
    def last_on(self) -> date:
        """The last day of it."""
        return self.to_on - timedelta(days=1)

    @classmethod
    def visible_to(cls, seat: Seat, *, on: date) -> models.QuerySet[Self]:
        """Who stands in for whom is no secret inside a company."""
        return cls.standing()

    @classmethod
    def standing(cls) -> models.QuerySet[Self]:
        """What was said last, past and coming days included; what was taken back is not there."""
        rows: models.QuerySet[Self] = cls.objects.filter(replaced_by=None)
        return rows.exclude(to_on=F("from_on"))


class Absent(NamedTuple):
    """A seat of somebody another stands in for."""

    person: int
    uid: Any
    name: str
    role: str
    unit: int


def absent_of(seat: Seat, *, on: date) -> list[Absent]:
    """The seats of those for whom this seat's person stands in that day. One short query, or none.

    None for who stands in for nobody: his own row says so, and it came with the seat. That
    day is a bound and no right; the rights are these rows.
    """
    until = seat.person.stands_in_until
    if until is None or until <= on:
        return []
    return [Absent(*row) for row in _absent.rows(stands_in=seat.person_id, on=on)]


_absent = AskedOften(
    lambda stands_in, on: (
        Seat.objects.live()
        .filter(
            in_force(on),
            role__in=["rep", "head"],
            person__deputies__stands_in_id=stands_in,
            person__deputies__replaced_by=None,
            person__deputies__from_on__lte=on,
            person__deputies__to_on__gt=on,
        )
        .order_by("person__name", "id")
        .values_list("person_id", "person__uid", "person__name", "role", "unit_id")
    )
)


def write_deputy(
    *,
    person: Person,
    stands_in: Person,
    from_on: date,
    to_on: date,
    author: int | None,
    now: datetime,
    replaces: Deputy | None = None,
) -> Deputy:
    """Store a span, and on the deputy's row the day until which anything may be asked of it."""
    row: Deputy = Deputy.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        stands_in=stands_in,
        from_on=from_on,
        to_on=to_on,
        replaces=replaces,
        author_id=author,
        recorded_at=now,
    )
    spans = Deputy.standing().filter(stands_in=stands_in)
    until = spans.aggregate(last=models.Max("to_on"))["last"]
    Person.objects.filter(pk=stands_in.pk).update(stands_in_until=until)
    stands_in.stands_in_until = until
    return row
