"""For whom the worker works: the seat that asked, in its company, in its language, by its clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django_scopes import scope

from kvota import clock
from kvota.records.organisations import Organisation
from kvota.records.people import Seat


@dataclass(frozen=True)
class Acting:
    seat: Seat
    now: datetime
    today: date


@contextmanager
def acting_as(organisation: int, seat: int, *, language: str) -> Iterator[Acting]:
    """Act as the seat that asked for a task. Whether it still may, the action asks."""
    company = Organisation.objects.get(pk=organisation)
    with scope(organisation=company), translation.override(language):
        held: Seat = Seat.objects.live().select_related("person", "unit", "organisation").get(pk=seat)
        yield Acting(held, clock.now(), clock.today(company))
