"""`/plan/supply`: leads by channel and week, promised and come; typed in place, pasted, asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kvota.actions.record_supply import Said, monday, record_supply
from kvota.analytics.metrics.lead_supply import ChannelSupply, SupplyWeek, lead_supply, leads_of
from kvota.analytics.scope import Scope, scope_of, whole_company
from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.records.lead_requests import LeadRequest
from kvota.records.lead_supply import Channel, SupplyEntry
from kvota.records.people import Person, Seat
from kvota.records.rights import may, require
from kvota.records.units import in_force
from kvota.web.pages import Pages
from kvota.web.plan.supply_block import SHOWN, said_by_block, typed_cell
from kvota.web.plan.views import plan_views
from kvota.web.read_uid import row_of
from kvota.web.scope_bar import PageScope, View
from kvota.web.seat_in_force import Asked

WEEKS = 13
WEEKS_BEFORE = 4
_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Cell:
    """A week of a channel: what the field holds, under which name, and the list of what came.

    `held` is what was stored when the page was made: what equals it nobody has touched.
    """

    week: SupplyWeek
    field: str
    typed: str
    leads_url: str
    is_now: bool
    held: str = ""
    was: str = ""


@dataclass(frozen=True)
class Row:
    """A channel with its cells. `index` names its fields; a row that is new has an empty name."""

    index: str
    channel: ChannelSupply | None
    cells: list[Cell]
    leads_url: str = ""

    @property
    def is_listed(self) -> bool:
        return self.channel is not None and self.channel.of is not None


@dataclass(frozen=True)
class Tried:
    """What somebody sent and was refused: it stands in the fields again."""

    sent: dict[str, str]
    refusal: str


def supply(request: Asked) -> HttpResponse:
    """The grid of thirteen weeks for who reads the supply; for whom leads were asked of, his requests.

    404 for who has neither. Six queries and one question.
    """
    return show(request)


def show(request: Asked, tried: Tried | None = None) -> HttpResponse:
    """The page; 422 with what was typed where it was refused."""
    reads = may(request.seat, "see_supply")
    asked = list(LeadRequest.visible_to(request.seat, on=request.today))
    if not reads and not any(one.asked_of_id == request.seat.person_id for one in asked):
        raise Http404
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context: dict[str, Any] = {
        "reads": reads,
        "requests": [(one, _period_of(request, one.period, formats)) for one in asked],
        "me": request.seat.person_id,
        "channels": list(Channel.visible_to(request.seat, on=request.today).order_by("name")),
        "may_plan": may(request.seat, "plan_supply"),
        "refusal": tried.refusal if tried else "",
        "tried": tried.sent if tried else {},
        "scope": _bar(request, reads),
        "f": formats,
    }
    if reads:
        context |= _grid(request, tried, formats)
    if context["may_plan"]:
        context |= _asking(request, tried)
    return render(request, "plan/supply.html", context, status=422 if tried else 200)


def _bar(request: Asked, reads: bool) -> PageScope | None:
    """The bar of a page about the whole company: which weeks, and the views of Plan."""
    if not reads:
        return None
    first, shown, address = first_week(request), shown_column(request), reverse("lead-supply")
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    last = first + WEEKS * _WEEK - timedelta(days=1)
    return PageScope(
        scope=Scope(people=None),
        period=period_of(first, "week"),
        as_of=request.today,
        when="",
        who_label="",
        when_label="",
        who_choices=[],
        when_choices=[],
        previous_url=f"{address}?{urlencode({'from': first - WEEKS * _WEEK, 'show': shown})}",
        next_url=f"{address}?{urlencode({'from': first + WEEKS * _WEEK, 'show': shown})}",
        note=f"{formats.day_month(first)}–{formats.day_month(last)}",
        views=[View(url, words, url == request.path) for url, words in plan_views(request.seat)],
    )


def _grid(request: Asked, tried: Tried | None, formats: Formats) -> dict[str, Any]:
    first = first_week(request)
    shown = shown_column(request)
    found = lead_supply(request.organisation, first_week=first, weeks=WEEKS, as_of=request.today)
    sent = tried.sent if tried else {}
    rows = [_row(request, str(place), one, shown, sent) for place, one in enumerate(found.channels)]
    blank = [
        Cell(SupplyWeek(week, None, None, False), f"w-new-{week}", sent.get(f"w-new-{week}", ""), "", False)
        for week in found.weeks
    ]
    address = reverse("lead-supply")
    return {
        "rows": rows,
        "new_row": Row("new", None, blank),
        "total": found.whole if found.channels else None,
        "total_cells": [
            (week, _leads_url(None, week.week_on, week.week_on))
            for week in (found.total.weeks if rows else ())
        ],
        "total_url": _leads_url(None, first, found.weeks[-1]),
        "is_recorded": found.is_recorded,
        "weeks": [
            (period_of(week, "week"), week, week == monday(request.today), int(week.isocalendar()[1]))
            for week in found.weeks
        ],
        "first_week": first,
        "span": (found.weeks[0], found.weeks[-1] + _WEEK - timedelta(days=1)),
        "shown": shown,
        "shows": [
            (key, words, f"{address}?{urlencode({'from': first, 'show': key})}")
            for key, words in (
                ("leads", _("Leads expected")),
                ("planned", _("Cost planned")),
                ("spent", _("Cost spent")),
            )
        ],
        "people": _people(request),
    }


def _row(request: Asked, index: str, one: ChannelSupply, shown: str, sent: dict[str, str]) -> Row:
    cells = []
    for week in one.weeks:
        name = f"w-{index}-{week.week_on}"
        value = getattr(week, SHOWN[shown])
        held = "" if value is None else _written(request, value, shown)
        url = _leads_url(one, week.week_on, week.week_on)
        is_now = week.week_on == monday(request.today)
        was = f"was-{index}-{week.week_on}"
        cells.append(Cell(week, name, sent.get(name, held), url, is_now, sent.get(was, held), was))
    return Row(index, one, cells, _leads_url(one, one.weeks[0].week_on, one.weeks[-1].week_on))


def _written(request: Asked, value: int, shown: str) -> str:
    """A stored value as the field takes it back: no sign and no grouping."""
    if shown == "leads":
        return str(value)
    text = decimal_text(value, request.organisation.currency)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text if request.LANGUAGE_CODE in {"en", "zh-hans"} else text.replace(".", ",")


def _leads_url(one: ChannelSupply | None, first: date, last: date) -> str:
    parts = {"from": first.isoformat(), "to": (last + _WEEK - timedelta(days=1)).isoformat()}
    if one is not None:
        parts["source"] = one.name
    return f"{reverse('leads')}?{urlencode(parts)}"


def _people(request: Asked) -> list[Person]:
    """Who could promise leads: everybody who holds a seat today."""
    seats = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today))
    found: list[Person] = list(
        Person.objects.live().filter(pk__in=seats.values("person_id")).order_by("name")
    )
    return found


def _asking(request: Asked, tried: Tried | None) -> dict[str, Any]:
    """What the form that asks for leads offers; another page may bring its numbers along."""
    month = period_of(request.today, "month", fiscal_start=request.organisation.fiscal)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    periods: list[Period] = [month, month.next(), month.next().next()]
    week = period_of(request.today, "week")
    periods += [week.next(), week.next().next()]
    wanted = request.GET.get("when", "")
    if wanted and wanted not in {period.key for period in periods}:
        periods.append(parse_period(wanted, fiscal_start=request.organisation.fiscal))
    held = {"count": request.GET.get("ask", "")[:9], "period": wanted or month.next().key}
    held["due_on"] = (request.today + timedelta(days=3)).isoformat()
    if tried:
        held |= tried.sent
    return {
        "ask_periods": [(period.key, formats.period(period)) for period in periods],
        "ask": held,
        "ask_open": bool(request.GET.get("ask")) or (tried is not None and "asked_of" in tried.sent),
    }


def _period_of(request: Asked, key: str, formats: Formats) -> str:
    return formats.period(parse_period(key, fiscal_start=request.organisation.fiscal))


def first_week(request: Asked) -> date:
    """The Monday of `?from=`, or the one four weeks ago."""
    text = request.GET.get("from", "") or request.POST.get("from", "")
    if not text:
        return monday(request.today) - WEEKS_BEFORE * _WEEK
    return monday(parse_period(text).first_day)


def shown_column(request: Asked) -> str:
    asked = request.GET.get("show", "") or request.POST.get("show", "")
    return asked if asked in SHOWN else "leads"


@require_POST
def type_supply(request: Asked) -> HttpResponse:
    """Store what the fields say otherwise than before, or the pasted block; 422 with all of it kept."""
    if not may(request.seat, "see_supply"):
        raise Http404
    require(request.seat, "plan_supply")
    post, shown, first = request.POST, shown_column(request), first_week(request)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    try:
        if "block" in post:
            weeks = tuple(first + _WEEK * place for place in range(WEEKS))
            said = said_by_block(post["block"][:200_000], weeks=weeks, shown=shown, formats=formats)
        else:
            said = _said_by_fields(request, first, shown, formats)
        rows = record_supply(seat=request.seat, said=said, now=request.now, today=request.today)
    except RuleError as refused:
        words = worded(refused, currency=request.organisation.currency)
        return show(request, Tried({name: str(value) for name, value in post.items()}, words))
    words = ngettext("%(count)s week recorded.", "%(count)s weeks recorded.", len(rows))
    messages.success(request, words % {"count": formats.number(len(rows))})
    return redirect(f"{reverse('lead-supply')}?{urlencode({'from': first, 'show': shown})}")


def _said_by_fields(request: Asked, first: date, shown: str, formats: Formats) -> list[Said]:
    """What differs from what the page held: a field nobody touched says nothing, however old the page is."""
    post = request.POST
    by = row_of(Person.objects.live(), post.get("by-all", ""))
    found = []
    for name in post:
        if not name.startswith("w-"):
            continue
        _w, index, week = name.split("-", 2)
        before = post.get(f"was-{index}-{week}", "")
        if post[name].strip() == before.strip():
            continue
        channel = post.get(f"name-{index}", "")
        values: dict[str, Any] = {SHOWN[shown]: typed_cell(post[name], shown, formats)}
        if by is not None:
            values["promised_by_id"] = by.pk
        found.append(Said(channel, parse_period(week).first_day, values))
    return found


def leads(request: Asked) -> HttpResponse:
    """`/plan/leads`: the deals behind a count of leads. Those of others are counted, and not shown."""
    if not may(request.seat, "see_supply"):
        raise Http404
    first = parse_period(request.GET.get("from", "") or request.today.isoformat()).first_day
    last = parse_period(request.GET.get("to", "") or request.today.isoformat()).last_day
    key = matching_key(request.GET["source"]) if "source" in request.GET else None
    span: dict[str, Any] = {"key": key, "first_day": first, "last_day": last, "as_of": request.today}
    everybody = scope_of(request.seat, on=request.today)
    rows = leads_of(request.organisation, scope=everybody, **span)
    count = len(rows)
    if everybody.people is not None:
        count = len(leads_of(request.organisation, scope=whole_company(on=request.today), **span))
    pages = Pages(request, len(rows))
    context: dict[str, Any] = {
        "rows": pages.cut(rows),
        "pages": pages,
        "count": count,
        "of_others": count - len(rows),
        "source": request.GET.get("source"),
        "first_day": first,
        "last_day": last,
    }
    return render(request, "plan/leads.html", context)


def channel(request: Asked, uid: UUID) -> HttpResponse:
    """What was said of a channel, newest first: the week, the number, by whom and when."""
    found = Channel.visible_to(request.seat, on=request.today).filter(uid=uid).first()
    if found is None or not may(request.seat, "see_supply"):
        raise Http404
    entries = SupplyEntry.visible_to(request.seat, on=request.today).filter(channel=found)
    pages = Pages(request, entries.count())
    entries = entries.select_related("author", "promised_by").order_by("-sequence")
    rows = [(row, period_of(row.week_on, "week")) for row in pages.cut(entries)]
    return render(request, "plan/channel.html", {"channel": found, "rows": rows, "pages": pages})
