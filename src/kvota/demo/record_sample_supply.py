"""Keep the lead supply of the sample company: each Monday what a week cost, and what is to come."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from kvota.actions.record_supply import COLUMNS, channels_by_key
from kvota.demo.cast import Cast
from kvota.demo.days_of_planning import PlanningDays, morning_of
from kvota.demo.sample_uids import uid_of
from kvota.domain.importing.text import matching_key
from kvota.records.events import leave_event
from kvota.records.lead_supply import Channel, SupplyEntry, newest_entries
from kvota.records.sequence import take

WEEKS_AHEAD = 13
WEEK = timedelta(days=7)
#: Number of the source → who promises its leads, and what one is to cost in steps of an amount.
CHANNELS = {0: ("analyst", 2), 1: ("owner", 5), 2: ("head", 1), 4: ("head", 3)}
LEADS_A_WEEK = (1, 2, 2, 2, 3)


def record_sample_supply(days: PlanningDays) -> None:
    """Write what the head said on each Monday of these days. A week a user has spoken of is left to him.

    Written here and not by `record_supply`, which is asked once for each time something is said.
    Eight statements, whatever the number of Mondays.
    """
    cast, mondays = days.cast, list(days.mondays())
    if not mondays:
        return
    channels = _channels(cast)
    last = mondays[-1] + WEEKS_AHEAD * WEEK
    counting = newest_entries(first_week=mondays[0] - WEEK, last_week=last)
    known = {place: {name: getattr(row, name) for name in COLUMNS} for place, row in counting.items()}
    rows: list[SupplyEntry] = []
    for place, monday in enumerate(mondays):
        head = cast.seat("head", on=monday)
        if head is None:
            continue
        begins = place == 0 and days.since is None
        ahead = [monday + step * WEEK for step in range(0 if begins else WEEKS_AHEAD, WEEKS_AHEAD + 1)]
        for number, channel in channels.items():
            said = {week: _expected(cast, number, week) for week in ahead if (channel.pk, week) not in known}
            if (channel.pk, monday - WEEK) in known:
                said[monday - WEEK] = {"spent_minor": _spent(cast, number, monday - WEEK)}
            for week, values in said.items():
                before = known.get((channel.pk, week), dict.fromkeys(COLUMNS))
                known[channel.pk, week] = before | values
                rows.append(_entry(channel, week, before | values, author=head.person_id, on=monday))
    _write(cast, rows)


def _channels(cast: Cast) -> dict[int, Channel]:
    """Number of the source → its channel, made where there is none."""
    found = channels_by_key()
    for number in CHANNELS:
        name = cast.words.sources[number]
        key = matching_key(name)
        if key not in found:
            uid = uid_of(cast.world.seed, "channel", number)
            found[key] = Channel.objects.create(
                uid=uid, organisation=cast.organisation, name=name, match_key=key
            )
    return {number: found[matching_key(cast.words.sources[number])] for number in CHANNELS}


def _entry(channel: Channel, week: date, values: dict[str, Any], *, author: int, on: date) -> SupplyEntry:
    return SupplyEntry(
        organisation_id=channel.organisation_id,
        channel=channel,
        week_on=week,
        occurred_on=on,
        known_on=on,
        recorded_at=morning_of(on),
        author_id=author,
        **values,
    )


def _write(cast: Cast, rows: list[SupplyEntry]) -> None:
    """All entries, and one event of the last Monday that says so."""
    if not rows:
        return
    first = take(cast.organisation, len(rows) + 1)
    for place, row in enumerate(rows):
        row.sequence = first + place
    SupplyEntry.objects.bulk_create(rows)
    last = rows[-1]
    leave_event(
        organisation=cast.organisation,
        sequence=first + len(rows),
        kind="supply_recorded",
        seat=cast.seat("head", on=last.known_on),
        subject=f"channel:{last.channel.uid}",
        recorded_at=last.recorded_at,
        payload={"count": len(rows)},
    )


def _expected(cast: Cast, number: int, week: date) -> dict[str, Any]:
    role, steps = CHANNELS[number]
    leads = _leads(cast, number, week)
    planned = leads * steps * cast.world.step
    return {"expected": leads, "promised_by_id": cast.person(role).pk, "planned_minor": planned}


def _spent(cast: Cast, number: int, week: date) -> int:
    """About what was planned, in tenths of a step."""
    percent = Random(f"{cast.world.seed}:spent:{number}:{week}").randint(80, 120)
    tenths = _leads(cast, number, week) * CHANNELS[number][1] * 10
    return round(tenths * percent / 100) * (cast.world.step // 10)


def _leads(cast: Cast, number: int, week: date) -> int:
    return Random(f"{cast.world.seed}:leads:{number}:{week}").choice(LEADS_A_WEEK)
