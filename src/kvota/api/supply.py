"""`/api/supply`: leads by channel and week, promised and come, and their cost; the same as the page."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from kvota.actions.record_supply import Said, monday, record_supply
from kvota.analytics.metrics.lead_supply import SupplyWeek, lead_supply
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text, minor_units
from kvota.records.people import Person
from kvota.records.rights import may

router = Router(tags=["supply"])
MOST_WEEKS = 105
MOST_ENTRIES = 500
_WEEK = timedelta(days=7)


class WeekOut(Schema):
    week_on: date = Field(description="the Monday")
    expected: int | None
    actual: int | None = Field(description="leads that came; none for a week that has not begun")
    promised_by: UUID | None
    planned: str | None
    spent: str | None


class ChannelOut(Schema):
    """A channel with its weeks; `id` is none for a source that stands on deals only."""

    id: UUID | None
    channel: str
    weeks: list[WeekOut]


class SupplyOut(Schema):
    currency: str
    channels: list[ChannelOut]


class EntryIn(Schema, extra="forbid"):
    """What is said of a channel in the week of a day. What is left out stays; null takes it back."""

    channel: str = Field(max_length=120, description="its name; a new one is added to the list")
    week_on: date
    expected: int | None = None
    promised_by: UUID | None = Field(None, description="uid of a person")
    planned: str | None = Field(None, description="in the company's currency, such as 1500.00")
    spent: str | None = None


class SupplyIn(Schema, extra="forbid"):
    entries: list[EntryIn] = Field(min_length=1, max_length=MOST_ENTRIES)


class RecordedOut(Schema):
    recorded: int = Field(description="how many weeks changed; the same again changes none")


@router.get("", response=SupplyOut)
def supply(
    request: Any,
    since: date | None = None,
    weeks: int = Query(13, ge=1, le=MOST_WEEKS),
    channel: str = Query("", max_length=120, description="only the channel of this name"),
) -> dict[str, Any]:
    """The supply of the whole company week by week, for who reads it; 404 for the others.

    From the week of the day `since`, four weeks ago unless given.
    """
    if not may(request.seat, "see_supply"):
        raise Http404
    begin = monday(since) if since else monday(request.today) - 4 * _WEEK
    found = lead_supply(request.organisation, first_week=begin, weeks=weeks, as_of=request.today)
    currency = request.organisation.currency
    return {
        "currency": currency,
        "channels": [
            {
                "id": one.of.uid if one.of else None,
                "channel": one.name,
                "weeks": [_week(week, currency) for week in one.weeks],
            }
            for one in found.channels
            if not channel or one.key == matching_key(channel)
        ],
    }


def _week(week: SupplyWeek, currency: str) -> dict[str, Any]:
    def sum_of(minor: int | None) -> str | None:
        return None if minor is None else decimal_text(minor, currency)

    return {
        "week_on": week.week_on,
        "expected": week.expected,
        "actual": week.actual,
        "promised_by": week.promised_by_uid or None,
        "planned": sum_of(week.planned_minor),
        "spent": sum_of(week.spent_minor),
    }


@router.post("", response=RecordedOut)
def record(request: Any, said: SupplyIn) -> dict[str, Any]:
    """Say what is expected, promised and spent: all of it or nothing; 403 for who reads it only."""
    if not may(request.seat, "see_supply"):
        raise Http404
    rows = record_supply(
        seat=request.seat,
        said=[Said(one.channel, one.week_on, _values(request, one)) for one in said.entries],
        now=request.now,
        today=request.today,
    )
    return {"recorded": len(rows)}


def _values(request: Any, said: EntryIn) -> dict[str, Any]:
    """The columns that were sent."""
    currency, sent = request.organisation.currency, said.model_fields_set
    values: dict[str, Any] = {"expected": said.expected} if "expected" in sent else {}
    if "promised_by" in sent:
        by = said.promised_by
        values["promised_by_id"] = None if by is None else get_object_or_404(Person.objects.live(), uid=by).pk
    for name in ("planned", "spent"):
        if name in sent:
            text = getattr(said, name)
            values[f"{name}_minor"] = None if text is None else minor_units(text, currency)
    return values
