"""Say when somebody is away, and say it otherwise later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from kvota.actions.set_deputy import DaysTurnedRound
from kvota.domain.errors import RuleError
from kvota.records.absences import KINDS, Absence, write_absence
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take

MOST_DAYS = 366


class AbsenceTooLong(RuleError):
    """Who is away for longer than a year holds no seat in it: the seat ends and begins again."""

    code = "absence_too_long"
    sentence = "{first} to {last} is more than {days} days"
    first: date
    last: date
    days: int


class AwayAlready(RuleError):
    code = "away_already"
    nature = "conflict"
    sentence = "{person} is away on some of these days already"
    person: str


class AbsenceGone(RuleError):
    code = "absence_gone"
    nature = "conflict"
    sentence = "this absence was taken back or changed already"


class AbsenceKindUnknown(RuleError):
    code = "absence_kind_unknown"
    sentence = "{kind} is no kind of absence; expected one of {possible}"
    kind: str
    possible: str


def record_absence(
    *,
    seat: Seat,
    person: Person,
    kind: str,
    from_on: date,
    last_on: date,
    now: datetime,
) -> Absence:
    """Store that somebody is away, both days included. Past days too: illness is written down afterwards.

    The door has asked whether the person is in sight.
    """
    require(seat, "set_absence")
    if kind not in KINDS:
        raise AbsenceKindUnknown(kind=kind[:20], possible=", ".join(KINDS))
    if last_on < from_on:
        raise DaysTurnedRound(first=from_on, last=last_on)
    if (last_on - from_on).days >= MOST_DAYS:
        raise AbsenceTooLong(first=from_on, last=last_on, days=MOST_DAYS)
    to_on = last_on + timedelta(days=1)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        if Absence.standing().filter(person=person, from_on__lt=to_on, to_on__gt=from_on).exists():
            raise AwayAlready(person=person.name)
        row = write_absence(
            person=person, kind=kind, from_on=from_on, to_on=to_on, author=seat.person_id, now=now
        )
        _leave(seat, row, "absence_recorded", now)
    return row


def end_absence(*, seat: Seat, absence: Absence, now: datetime, today: date) -> Absence:
    """Let it end today, or take it back where it has not begun; a later row says so."""
    require(seat, "set_absence")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        found = Absence.standing().filter(pk=absence.pk).select_related("person").first()
        if found is None or found.to_on <= today:
            raise AbsenceGone()
        row = write_absence(
            person=found.person,
            kind=found.kind,
            from_on=found.from_on,
            to_on=max(today, found.from_on),
            author=seat.person_id,
            now=now,
            replaces=found,
        )
        _leave(seat, row, "absence_ended", now)
    return row


def _leave(seat: Seat, row: Absence, kind: str, now: datetime) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"person:{row.person.uid}",
        recorded_at=now,
        # Why is not in it: the audit is read by others than those who may know of an illness.
        payload={"from_on": row.from_on.isoformat(), "to_on": row.to_on.isoformat()},
    )
