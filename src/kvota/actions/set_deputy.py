"""Say who stands in for somebody from a day to a day, and say it otherwise later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from kvota.actions.add_deal import require_seller
from kvota.actions.plain_values import coming_day
from kvota.domain.errors import RuleError
from kvota.records.deputies import Deputy, write_deputy
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take

MOST_DAYS = 366


class OwnDeputy(RuleError):
    code = "own_deputy"
    sentence = "{person} cannot stand in for himself"
    person: str


class DaysTurnedRound(RuleError):
    code = "days_turned_round"
    sentence = "the last day {last} is before the first, {first}"
    first: date
    last: date


class StandInTooLong(RuleError):
    """Who stands in for a year has taken over: then the clients are handed over."""

    code = "stand_in_too_long"
    sentence = "{first} to {last} is more than {days} days"
    first: date
    last: date
    days: int


class StandsInAlready(RuleError):
    code = "stands_in_already"
    nature = "conflict"
    sentence = "{person} stands in on some of these days already"
    person: str


class StandInOver(RuleError):
    code = "stand_in_over"
    nature = "conflict"
    sentence = "this was ended already"


def set_deputy(
    *,
    seat: Seat,
    person: Person,
    stands_in: Person,
    from_on: date,
    last_on: date,
    now: datetime,
    today: date,
) -> Deputy:
    """Let one person read and move the deals of another, both days included. It ends by itself.

    With a head who is away those of his team come along. Both sell, so that what is done is done
    by somebody whose work it is; it is recorded under the deputy's own name.
    """
    require(seat, "people")
    coming_day(from_on, today=today)
    if last_on < from_on:
        raise DaysTurnedRound(first=from_on, last=last_on)
    if (last_on - from_on).days > MOST_DAYS or (from_on - today).days > MOST_DAYS:
        raise StandInTooLong(first=today, last=last_on, days=MOST_DAYS)
    if person.pk == stands_in.pk:
        raise OwnDeputy(person=person.name)
    require_seller(person, on=from_on)
    require_seller(stands_in, on=from_on)
    to_on = last_on + timedelta(days=1)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        same = Deputy.standing().filter(person=person, stands_in=stands_in)
        if same.filter(from_on__lt=to_on, to_on__gt=from_on).exists():
            raise StandsInAlready(person=stands_in.name)
        row = write_deputy(
            person=person, stands_in=stands_in, from_on=from_on, to_on=to_on, author=seat.person_id, now=now
        )
        _leave(seat, row, "deputy_set", now)
    return row


def end_deputy(*, seat: Seat, deputy: Deputy, now: datetime, today: date) -> Deputy:
    """Let it end today, before its day: a later row says so, and yesterday stays as it was."""
    require(seat, "people")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        standing = Deputy.standing().filter(pk=deputy.pk, to_on__gt=today)
        found = standing.select_related("person", "stands_in").first()
        if found is None:
            raise StandInOver()
        row = write_deputy(
            person=found.person,
            stands_in=found.stands_in,
            from_on=found.from_on,
            to_on=max(today, found.from_on),
            author=seat.person_id,
            now=now,
            replaces=found,
        )
        _leave(seat, row, "deputy_ended", now)
    return row


def _leave(seat: Seat, row: Deputy, kind: str, now: datetime) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"person:{row.person.uid}",
        recorded_at=now,
        payload={
            "stands_in": str(row.stands_in.uid),
            "from_on": row.from_on.isoformat(),
            "to_on": row.to_on.isoformat(),
        },
    )
