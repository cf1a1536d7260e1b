"""What time it is. Only doors ask; rules, queries and actions are told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from django.conf import settings


class HasTimeZone(Protocol):
    time_zone: str


def now() -> datetime:
    """The present moment in UTC, or the fixed one of KVOTA_NOW (never in production)."""
    fixed: datetime | None = settings.KVOTA.fixed_now
    if fixed is None:
        return datetime.now(UTC)
    return fixed.replace(tzinfo=UTC) if fixed.tzinfo is None else fixed.astimezone(UTC)


def local_now(organisation: HasTimeZone) -> datetime:
    """The present moment on the company's wall clock.

    A KVOTA_NOW without an offset means that wall clock, wherever the company is.
    """
    zone = ZoneInfo(organisation.time_zone)
    fixed: datetime | None = settings.KVOTA.fixed_now
    if fixed is not None and fixed.tzinfo is None:
        return fixed.replace(tzinfo=zone)
    return now().astimezone(zone)


def today(organisation: HasTimeZone) -> date:
    """The company's business day: it ends at midnight in the company's own time zone."""
    return local_now(organisation).date()
