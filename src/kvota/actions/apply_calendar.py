"""Bring the days off and the working days in line with what a text says."""

from __future__ import annotations

from collections import Counter

from kvota.actions.set_calendar_day import set_calendar_day
from kvota.actions.settings_part import By, Change, Part, SettingsNamedTwice, plain
from kvota.domain.settings.company_settings import DaySaid
from kvota.records.calendars import CalendarException


def calendar_part(said: tuple[DaySaid, ...], by: By) -> Part:
    wanted = {day.on: (day.working, day.note) for day in said}
    twice = next((day for day, count in Counter(day.on for day in said).items() if count > 1), None)
    if twice is not None:
        raise SettingsNamedTwice(key="calendar.day", value=twice.isoformat())
    known = {day.on_day: (day.working, day.note) for day in CalendarException.objects.all()}
    different = [day for day in sorted({*wanted, *known}) if wanted.get(day) != known.get(day)]

    def told(day: tuple[bool, str] | None) -> str:
        return "" if day is None else f"working: {plain(day[0])} {day[1]}".strip()

    def make() -> None:
        for on in different:
            working, note = wanted.get(on, (None, ""))
            set_calendar_day(seat=by.seat, on=on, working=working, note=note, now=by.now)

    changes = [
        Change(f"calendar.{on.isoformat()}", told(known.get(on)), told(wanted.get(on))) for on in different
    ]
    return Part(changes, make)
