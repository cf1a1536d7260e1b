"""When somebody is away: on leave, ill. With the days another stands in, the one definition of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from kvota.domain.calendar.period import Period
from kvota.records.deputies import Deputy
from kvota.records.people import Person
from kvota.records.rights import may, owned_in_own_sight
from kvota.records.row import Row, where_given

KINDS = ("leave", "illness", "other")
Span = tuple[date, date]


class Absence(Row):
    """`person` is away on the days [from_on, to_on). Append-only.

    Other days are said by a later row that replaces this one; an empty span is "after all not".
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=7, choices=[(kind, kind) for kind in KINDS])
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
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="absence_span"),
        ]

    @property
    def last_on(self) -> date:
        """The last day of it."""
        return self.to_on - timedelta(days=1)

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Why somebody is away is his own business and that of who leads him."""
        if not may(seat, "set_absence"):
            return cls.objects.none()
        return cls.standing().filter(owned_in_own_sight(seat, on=on, owner="person_id"))

    @classmethod
    def standing(cls) -> models.QuerySet[Self]:
        """What was said last, past and coming days included; what was taken back is not there."""
        rows: models.QuerySet[Self] = cls.objects.filter(replaced_by=None)
        return rows.exclude(to_on=F("from_on"))


def write_absence(
    *,
    person: Person,
    kind: str,
    from_on: date,
    to_on: date,
    author: int | None,
    now: datetime,
    replaces: Absence | None = None,
) -> Absence:
    """Store a span; the second day excluded."""
    row: Absence = Absence.objects.create(
        organisation_id=person.organisation_id,
        person=person,
        kind=kind,
        from_on=from_on,
        to_on=to_on,
        replaces=replaces,
        author_id=author,
        recorded_at=now,
    )
    return row


def absent_spans(people: Iterable[int]) -> dict[int, tuple[Span, ...]]:
    """Person id → the spans [from, to) in which he is away, in their order. Two queries.

    Said as an absence, or as somebody else standing in: both mean that nothing is expected of him.
    """
    wanted = list(people)
    found: dict[int, list[Span]] = {}
    for record in (Absence, Deputy):
        rows = record.standing().filter(person__in=wanted)
        for person, first, after in rows.values_list("person_id", "from_on", "to_on"):
            found.setdefault(person, []).append((first, after))
    return {person: tuple(sorted(spans)) for person, spans in found.items()}


def absent_days(person: int, period: Period) -> frozenset[date]:
    """The days of a period on which somebody is away, days off included. Two queries."""
    return days_of_spans(absent_spans([person]).get(person, ()), period)


def days_of_spans(spans: Iterable[Span], period: Period) -> frozenset[date]:
    """The days of a period that lie in one of the spans."""
    last = period.last_day
    return frozenset(
        day
        for first, after in spans
        for day in _days(max(first, period.first_day), min(after - timedelta(days=1), last))
    )


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
