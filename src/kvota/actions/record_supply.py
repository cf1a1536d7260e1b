"""Say how many leads a channel will bring in a week, who promises them, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kvota.actions.plain_values import short_text, sum_of_money
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.records.events import leave_event
from kvota.records.lead_supply import Channel, SupplyEntry
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

MOST_LEADS = 1_000_000
#: What an entry says; what a person does not mention stays as it was.
COLUMNS = ("expected", "promised_by_id", "planned_minor", "spent_minor")


class ChannelNameNeeded(RuleError):
    code = "channel_name_needed"
    sentence = "a channel needs a name"


class LeadsOutOfRange(RuleError):
    """Fewer than no leads, or more than anybody could call."""

    code = "leads_out_of_range"
    sentence = "{count} leads are not possible; expected 0 to {most}"
    count: int
    most: int


@dataclass(frozen=True)
class Said:
    """What is said of a channel, by its name, in the week of a day: columns of `COLUMNS` to their values."""

    channel: str
    week_on: date
    values: Mapping[str, Any]


def monday(day: date) -> date:
    """The first day of its ISO week."""
    return day - timedelta(days=day.weekday())


def record_supply(*, seat: Seat, said: Sequence[Said], now: datetime, today: date) -> list[SupplyEntry]:
    """Store what changes, each as a new entry with one event for all; saying what is so writes nothing.

    A channel nobody has named before is added to the list.
    """
    require(seat, "plan_supply")
    with transaction.atomic():
        return write_supply(seat=seat, said=said, now=now, today=today)


def write_supply(*, seat: Seat, said: Sequence[Said], now: datetime, today: date) -> list[SupplyEntry]:
    """The same for who may not type it but answers for it, inside the caller's transaction."""
    for one in said:
        _check(one, seat.organisation.currency)
    Organisation.objects.select_for_update().get(pk=seat.organisation_id)
    channels = channels_by_key()
    merged: dict[tuple[str, date], dict[str, Any]] = {}
    named: dict[str, str] = {}
    for one in said:
        key = matching_key(one.channel)
        named.setdefault(key, short_text(one.channel, most=120))
        merged.setdefault((key, monday(one.week_on)), {}).update(one.values)
    known = _newest(channels, merged)
    wanted: dict[tuple[str, date], dict[str, Any]] = {}
    for place, values in merged.items():
        before = known.get(place, dict.fromkeys(COLUMNS))
        if before | values != before:
            wanted[place] = before | values
    if not wanted:
        return []
    for key in dict.fromkeys(key for key, _week in wanted if key not in channels):
        channels[key] = Channel.objects.create(organisation=seat.organisation, name=named[key], match_key=key)
    sequence = take(seat.organisation, len(wanted) + 1)
    rows = [
        SupplyEntry.objects.create(
            organisation=seat.organisation,
            channel=channels[key],
            week_on=week_on,
            sequence=sequence + place,
            occurred_on=today,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            **values,
        )
        for place, ((key, week_on), values) in enumerate(wanted.items(), start=1)
    ]
    first = rows[0]
    leave_event(
        organisation=seat.organisation,
        sequence=sequence,
        kind="supply_recorded",
        seat=seat,
        subject=f"channel:{first.channel.uid}",
        recorded_at=now,
        payload={"count": len(rows), "entries": [_told(row) for row in rows[:20]]},
    )
    return rows


def channels_by_key() -> dict[str, Channel]:
    """The channels of the company in scope; of two with one name the older."""
    return {channel.match_key: channel for channel in Channel.objects.live().order_by("-pk")}


def _newest(channels: Mapping[str, Channel], places: Mapping[tuple[str, date], Any]) -> dict[Any, Any]:
    """What counts now of each asked place. One query."""
    keys = {channel.pk: key for key, channel in channels.items()}
    rows = SupplyEntry.objects.live().filter(week_on__in={week for _key, week in places})
    rows = rows.filter(channel__in=keys).order_by("sequence").values("channel_id", "week_on", *COLUMNS)
    return {
        (keys[row["channel_id"]], row["week_on"]): {column: row[column] for column in COLUMNS} for row in rows
    }


def _check(one: Said, currency: str) -> None:
    if not short_text(one.channel, most=120):
        raise ChannelNameNeeded()
    count = one.values.get("expected")
    if count is not None and not 0 <= count <= MOST_LEADS:
        raise LeadsOutOfRange(count=count, most=MOST_LEADS)
    for column in ("planned_minor", "spent_minor"):
        if one.values.get(column) is not None:
            sum_of_money(one.values[column], currency, least=0)


def _told(row: SupplyEntry) -> dict[str, Any]:
    return {"channel": row.channel.name, "week": row.week_on.isoformat()} | {
        column: getattr(row, column) for column in ("expected", "planned_minor", "spent_minor")
    }
