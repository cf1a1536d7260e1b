"""Leads by channel and week: promised and come, what share of the promise was kept, and the cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.metrics.deals import deals_by_id
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.calendar.rest_of_week import rest_of_week, weekdays
from kvota.domain.importing.text import matching_key
from kvota.records.lead_supply import Channel, SupplyEntry, newest_entries
from kvota.records.organisations import Organisation

_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class SupplyWeek:
    """A channel in a week. Sums are minor units of the company's currency, None where nobody said.

    `actual` is None for a week that has not begun; `is_over` says that its last day has passed.
    """

    week_on: date
    expected: int | None
    actual: int | None
    is_over: bool
    planned_minor: int | None = None
    spent_minor: int | None = None
    promised_by: str = ""
    promised_by_uid: str = ""


@dataclass(frozen=True)
class ChannelSupply:
    """A channel with its weeks. `of` is None for a source that is on deals and in no list yet, or none.

    `key` is the matching key of the name; empty for deals without a source.
    """

    of: Named | None
    key: str
    name: str
    weeks: tuple[SupplyWeek, ...]

    @property
    def expected(self) -> int:
        return sum(week.expected or 0 for week in self.weeks)

    @property
    def actual(self) -> int:
        return sum(week.actual or 0 for week in self.weeks)

    @property
    def planned_minor(self) -> int | None:
        return _known(week.planned_minor for week in self.weeks)

    @property
    def spent_minor(self) -> int | None:
        return _known(week.spent_minor for week in self.weeks)

    @property
    def promised_over(self) -> int:
        """What was promised for the weeks that are over."""
        return sum(week.expected or 0 for week in self.weeks if week.is_over)

    @property
    def came_over(self) -> int:
        """What came in the weeks that are over and were promised for."""
        return sum(week.actual or 0 for week in self.weeks if week.is_over and week.expected is not None)

    @property
    def kept(self) -> Fraction | None:
        """The share of the promise that came, of the weeks that are over; None without a promise."""
        return Fraction(self.came_over, self.promised_over) if self.promised_over else None

    @property
    def cost_per_lead_minor(self) -> Fraction | None:
        """What a lead that came has cost, exact minor units: of the weeks whose cost is known."""
        weeks = [week for week in self.weeks if week.spent_minor is not None]
        came = sum(week.actual or 0 for week in weeks)
        return Fraction(sum(week.spent_minor or 0 for week in weeks), came) if came else None


@dataclass(frozen=True)
class LeadSupply:
    """All channels over the same weeks; `is_recorded` tells whether anybody said anything of them."""

    weeks: tuple[date, ...]
    channels: tuple[ChannelSupply, ...]
    is_recorded: bool

    @property
    def whole(self) -> ChannelSupply:
        """All weeks of all channels as one: its promise kept and its cost count each channel's own weeks."""
        return ChannelSupply(None, "", "", tuple(week for channel in self.channels for week in channel.weeks))

    @property
    def total(self) -> ChannelSupply:
        """The channels summed, week by week: for the last row of a table, and for nothing divided."""
        return ChannelSupply(
            of=None,
            key="",
            name="",
            weeks=tuple(
                SupplyWeek(
                    week_on=parts[0].week_on,
                    expected=_known(part.expected for part in parts),
                    actual=_known(part.actual for part in parts),
                    is_over=parts[0].is_over,
                    planned_minor=_known(part.planned_minor for part in parts),
                    spent_minor=_known(part.spent_minor for part in parts),
                )
                for parts in zip(*(channel.weeks for channel in self.channels), strict=True)
            ),
        )


def lead_supply(
    organisation: Organisation, *, first_week: date, weeks: int, as_of: date, known_on: date | None = None
) -> LeadSupply:
    """Return the supply of the whole company, week by week, as it stood on a day.

    Parameters
    ----------
    first_week
        A Monday.
    weeks
        How many weeks, one or more.
    as_of
        Up to this day deals count as leads.
    known_on
        Promises that were known by then count; by default those known on `as_of`.

    A lead is a deal that began in the week and is not a repeat sale; its source is its channel, by
    the same name however it is spelled. Three queries and one question.
    """
    mondays = tuple(first_week + _WEEK * place for place in range(weeks))
    entries = newest_entries(
        first_week=mondays[0], last_week=mondays[-1], as_of=as_of if known_on is None else known_on
    )
    channels = {row.match_key: row for row in Channel.objects.live().order_by("-pk")}
    came, names = _came(organisation, mondays, as_of)
    keys = sorted(
        {*channels, *(key for key, _week in came)}, key=lambda key: (not key, key not in channels, key)
    )
    found = []
    for key in keys:
        row = channels.get(key)
        of = Named(row.pk, str(row.uid), row.name) if row else None
        cells = tuple(
            _week(monday, entries.get((row.pk, monday)) if row else None, came.get((key, monday), 0), as_of)
            for monday in mondays
        )
        found.append(ChannelSupply(of, key, row.name if row else names.get(key, ""), cells))
    recorded = any(entry.expected is not None for entry in entries.values())
    return LeadSupply(mondays, tuple(found), recorded)


def _week(monday: date, entry: SupplyEntry | None, came: int, as_of: date) -> SupplyWeek:
    return SupplyWeek(
        week_on=monday,
        expected=entry.expected if entry else None,
        actual=came if monday <= as_of else None,
        is_over=monday + _WEEK <= as_of,
        planned_minor=entry.planned_minor if entry else None,
        spent_minor=entry.spent_minor if entry else None,
        promised_by=entry.promised_by.name if entry and entry.promised_by else "",
        promised_by_uid=str(entry.promised_by.uid) if entry and entry.promised_by else "",
    )


def _came(
    organisation: Organisation, mondays: tuple[date, ...], as_of: date
) -> tuple[dict[tuple[str, date], int], dict[str, str]]:
    """(matching key of the source, Monday) → leads, and how each source is spelled on deals."""
    last = min(as_of, mondays[-1] + _WEEK - timedelta(days=1))
    with one_moment(organisation) as reading:
        rows = reading.ask("metrics/leads_by_week.sql", as_of=as_of, first_day=mondays[0], last_day=last)
    came: dict[tuple[str, date], int] = {}
    names: dict[str, str] = {}
    for row in rows:
        key = matching_key(row["source"])
        names.setdefault(key, row["source"].strip())
        came[key, row["week_on"]] = came.get((key, row["week_on"]), 0) + row["leads"]
    return came, names


def leads_of(
    organisation: Organisation,
    *,
    key: str | None,
    first_day: date,
    last_day: date,
    as_of: date,
    scope: Scope,
) -> list[DealRow]:
    """List the deals behind a count of leads: of the channel with that matching key, or of all (None).

    Only those of the scope; `lead_supply` counts the whole company.
    """
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/leads.sql", as_of=as_of, scope=scope, first_day=first_day, last_day=min(as_of, last_day)
        )
    ids = [row["deal"] for row in rows if key is None or matching_key(row["source"]) == key]
    return deals_by_id(organisation, ids, as_of=as_of)


def leads_promised(
    organisation: Organisation, *, first_week: date, weeks: int, as_of: date
) -> dict[str, int] | None:
    """Week key (`2026-W49`) → leads expected of all channels, for `resource_check.leads_lamp`.

    None where nobody recorded any supply of these weeks: that is unknown, and not zero.
    """
    mondays = [first_week + _WEEK * place for place in range(weeks)]
    entries = newest_entries(first_week=mondays[0], last_week=mondays[-1], as_of=as_of)
    said = [entry for entry in entries.values() if entry.expected is not None]
    if not said:
        return None
    found = {period_of(monday, "week").key: 0 for monday in mondays}
    for entry in said:
        found[period_of(entry.week_on, "week").key] += entry.expected or 0
    return found


def leads_to_come(
    organisation: Organisation, *, weeks: Sequence[Period], as_of: date
) -> dict[str, Fraction] | None:
    """Week key → leads of all channels that may still come of what was promised; None where nobody promised.

    Parameters
    ----------
    weeks
        One or more, in their order, none over; each may be cut to some of its days.

    Of the week that runs what came already is taken off: those leads are deals by now. What is left of it
    comes on its weekdays alike, so a week that is cut gets its part. One query; one question more for
    the week that runs.
    """
    mondays = [week.first_day - timedelta(days=week.first_day.weekday()) for week in weeks]
    span = (mondays[-1] - mondays[0]).days // 7 + 1
    promised = leads_promised(organisation, first_week=mondays[0], weeks=span, as_of=as_of)
    if promised is None:
        return None
    found = {week.key: Fraction(promised.get(week.key, 0)) for week in weeks}
    running = period_of(as_of, "week")
    if mondays[0] == running.first_day:
        came = sum(_came(organisation, (mondays[0],), as_of)[0].values())
        left = rest_of_week(running, as_of=as_of)
        days, of_days = weekdays(rest_of_week(weeks[0], as_of=as_of)), weekdays(left)
        part = Fraction(days, of_days) if of_days else Fraction(1)
        found[running.key] = max(found[running.key] - came, Fraction(0)) * part
    return found


def _known(values: Iterable[int | None]) -> int | None:
    """The sum of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return sum(known) if known else None
