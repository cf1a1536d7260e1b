"""Who comes, leaves, moves or is long away within a goal: what its numbers do not know yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, Self

from django.db import models
from django.db.models import Q

from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.records.absences import Absence, Span, absent_spans
from kvota.records.calendars import company_calendar
from kvota.records.deputies import Deputy
from kvota.records.goal_nodes import SELLS
from kvota.records.goals import REVENUE, GoalCell, GoalVersion
from kvota.records.people import Person, Seat
from kvota.records.rights import own_people_in_sight, units_in_sight
from kvota.records.row import Row

Kind = Literal["comes", "leaves", "moves", "away"]
DECISIONS = ("drafted", "published", "set_aside")
#: Who is away for fewer working days makes up for it; a plan is not changed for a week of leave. No
#: setting: it only says when a change is proposed, a person decides each proposal, and a number can
#: be typed for a shorter leave at any time.
LONG_AWAY_DAYS = 10
#: A goal is of a year at most, and set a year and a half ahead.
LOOK_BACK_DAYS, LOOK_AHEAD_DAYS = 366, 550


class SeatChangeDecision(Row):
    """What was decided about a goal when somebody came, left, moved or was long away. Append-only."""

    period = models.CharField(max_length=7, help_text="the goal's period")
    counts = models.CharField(max_length=40, default=REVENUE)
    kind = models.CharField(max_length=6)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    first_on = models.DateField(help_text="the first day that is otherwise")
    decision = models.CharField(max_length=9, choices=[(word, word) for word in DECISIONS])
    made = models.ForeignKey(GoalVersion, null=True, on_delete=models.CASCADE, related_name="+")
    sequence = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        indexes = [models.Index(fields=["organisation", "period"], name="seat_change_decision_period")]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Those of the people whose plans he reads."""
        rows: models.QuerySet[Self] = cls.objects.all()
        sight = own_people_in_sight(seat, on=on)
        return rows if sight is None else rows.filter(person_id__in=sight)


@dataclass(frozen=True)
class SeatChange:
    """One change. `first` is the first day that is otherwise, `last` the last day away of who comes back.

    `unit` is where he sells from then on, or sold before he left.
    """

    kind: Kind
    person: int
    uid: str
    name: str
    first: date
    unit: int
    last: date | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.person}:{self.first.isoformat()}"


def seat_changes(version: GoalVersion, *, today: date) -> list[SeatChange]:
    """The changes a goal has no decision about, from the month of today on, in order of time. Eight queries.

    A leaver or a mover without a number in it changes nothing, nor does who came and has one already.
    """
    period = parse_period(version.period, fiscal_start=version.organisation.fiscal)
    present = period_of(today, "month", fiscal_start=version.organisation.fiscal)
    numbers = _numbers(version, since=present.key)
    found = [*_of_seats(period, numbers, version), *_of_leave(period, numbers, version, today)]
    decided = _decided(version)
    open_ = [each for each in found if (each[0], each[1], each[2]) not in decided]
    people = Person.objects.live().in_bulk([each[1] for each in open_])
    return [
        SeatChange(kind, person, str(people[person].uid), people[person].name, first, unit, last)
        for kind, person, first, unit, last in sorted(open_, key=lambda each: (each[2], each[1]))
        if person in people
    ]


def is_decided(version: GoalVersion, change: SeatChange) -> bool:
    """Whether somebody decided about this change of a goal, and the decision stands. Two queries."""
    return (change.kind, change.person, change.first) in _decided(version)


def _decided(version: GoalVersion) -> set[tuple[str, int, date]]:
    """Kind, person and first day of what was set aside, or is part of the goal or of its open draft.

    What a draft took up is asked about again when the draft is set aside, and what was published when
    it is undone: the terms of a version tell what its numbers know. Two queries.
    """
    aside = SeatChangeDecision.objects.filter(
        period=version.period, counts=version.counts, decision="set_aside"
    )
    draft = GoalVersion.open_draft(version.period, version.counts)
    told = [
        (each["kind"], each["person"], date.fromisoformat(each["first_on"]))
        for goal in (version, draft)
        if goal is not None
        for each in goal.terms.get("seat_changes", [])
    ]
    return {*aside.values_list("kind", "person_id", "first_on"), *told}


def somebody_changes(*, today: date) -> bool:
    """Whether any seat that sells begins or ends, or anybody is away, near enough to matter. One query."""
    since, until = today - timedelta(days=LOOK_BACK_DAYS), today + timedelta(days=LOOK_AHEAD_DAYS)
    edges = Q(from_on__gt=since, from_on__lte=until) | Q(to_on__gt=since, to_on__lte=until)
    seats = Seat.objects.live().filter(edges, role=SELLS).values_list("pk")
    away = [
        record.objects.filter(to_on__gt=today, from_on__lte=until).values_list("pk")
        for record in (Absence, Deputy)
    ]
    return bool(seats.order_by().union(*(rows.order_by() for rows in away))[:1])


def seat_changes_in_sight(version: GoalVersion, seat: Seat, *, today: date) -> list[SeatChange]:
    """The same, of those the seat leads: a newcomer by the unit he comes to."""
    people, units = own_people_in_sight(seat, on=today), units_in_sight(seat, on=today)
    return [
        change
        for change in seat_changes(version, today=today)
        if people is None or change.person in people or change.unit in units
    ]


_Found = tuple[Kind, int, date, int, date | None]


def _numbers(version: GoalVersion, *, since: str) -> dict[int, set[str]]:
    """Person id → the months from one on in which the goal has a number of his."""
    rows = GoalCell.objects.filter(
        version_id__in=version.contents, segment=None, person__isnull=False, month__gte=since
    ).order_by("version__sequence")
    values = {
        (person, month): value
        for person, month, value in rows.values_list("person_id", "month", "value_minor")
    }
    found: dict[int, set[str]] = {}
    for (person, month), value in values.items():
        if value:
            found.setdefault(person, set()).add(month)
    return found


def _of_seats(period: Period, numbers: dict[int, set[str]], version: GoalVersion) -> Iterable[_Found]:
    rows = (
        Seat.objects.live()
        .filter(Q(from_on=None) | Q(from_on__lte=period.last_day), role=SELLS)
        .filter(Q(to_on=None) | Q(to_on__gt=period.first_day))
        .order_by("unit_id", "id")
        .values_list("person_id", "unit_id", "from_on", "to_on")
    )
    of_person: dict[int, list[tuple[int, date | None, date | None]]] = {}
    for person, unit, since, until in rows:
        of_person.setdefault(person, []).append((unit, since, until))
    homes, fiscal = version.terms.get("homes", {}), version.organisation.fiscal
    for person, held in of_person.items():
        edges = {day for _unit, *span in held for day in span if day}
        for day in sorted(edges):
            if not period.first_day < day <= period.last_day:
                continue
            before, now = _home(held, day - timedelta(days=1)), _home(held, day)
            months = {
                month
                for month in numbers.get(person, set())
                if month >= period_of(day, "month", fiscal_start=fiscal).key
            }
            if before is not None and now is None and months:
                yield "leaves", person, day, before, None
            elif before is None and now is not None and not months:
                yield "comes", person, day, now, None
            elif None not in (before, now) and before != now and months and f"p{person}" not in homes:
                yield "moves", person, day, now or 0, None


def _home(held: list[tuple[int, date | None, date | None]], day: date) -> int | None:
    """Where somebody sells on a day: the first of his units, as in the tree of a goal."""
    for unit, since, until in held:
        if (since is None or since <= day) and (until is None or until > day):
            return unit
    return None


def _of_leave(
    period: Period, numbers: dict[int, set[str]], version: GoalVersion, today: date
) -> Iterable[_Found]:
    calendar = company_calendar(version.organisation)
    homes = dict(
        Seat.objects.live().filter(role=SELLS, person_id__in=numbers).values_list("person_id", "unit_id")
    )
    for person, spans in absent_spans(homes).items():
        for from_on, to_on in _joined(spans):
            last_on = to_on - timedelta(days=1)
            first, last = max(from_on, period.first_day), min(last_on, period.last_day)
            if last < max(first, today) or len(calendar.working_days(first, last)) < LONG_AWAY_DAYS:
                continue
            yield "away", person, from_on, homes[person], last_on


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Spans in order as few as they are: away and stood in for on the same days is one absence."""
    found: list[Span] = []
    for first, after in spans:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], after))
        else:
            found.append((first, after))
    return found
