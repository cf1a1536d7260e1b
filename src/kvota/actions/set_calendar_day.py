"""Say that the company works, or does not work, on a day, whatever its country does."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from kvota.actions.plain_values import short_text
from kvota.records.calendars import CalendarException
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


def set_calendar_day(*, seat: Seat, on: date, working: bool | None, now: datetime, note: str = "") -> None:
    """Store the exception; None takes it away and the country's calendar counts again."""
    require(seat, "setup")
    with transaction.atomic():
        days = CalendarException.objects.filter(on_day=on)
        if working is None:
            days.delete()
        elif days.update(working=working, note=short_text(note, most=120)) == 0:
            CalendarException.objects.create(
                organisation=seat.organisation, on_day=on, working=working, note=short_text(note, most=120)
            )
        sequence = take(seat.organisation)
        Organisation.objects.filter(pk=seat.organisation_id).update(epoch=F("epoch") + 1)
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="calendar_changed",
            seat=seat,
            subject=f"day:{on.isoformat()}",
            recorded_at=now,
            payload={"working": working},
        )
