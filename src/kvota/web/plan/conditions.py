"""`/plan/conditions`: what a sub-goal takes, the difficulties, and who removes each by when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.set_condition import SaidMeanwhile, add_condition, revise_condition
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.client_map import client_map
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.planning.period_of_need import PERIODS_OF_NEED
from kvota.language.formats import Formats, formats_for
from kvota.language.names import CONDITION_KINDS, CONDITION_STATES
from kvota.records.conditions import DIFFICULTY, KINDS, Condition, due_soon
from kvota.records.people import Person, Seat
from kvota.records.planned_nodes import of_node, writes_for
from kvota.records.rights import own_people_in_sight
from kvota.records.units import in_force
from kvota.web.deals.move import read_day
from kvota.web.plan.views import plan_views
from kvota.web.read_uid import row_of
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

METRIC = "revenue"
#: A line stands on its owner's Today from a week before its day.
DUE_SOON_DAYS = 7
HISTORY = 20


@dataclass(frozen=True)
class Line:
    """One condition as the page prints it."""

    row: Condition
    state: str
    is_late: bool
    before: list[Condition]


@dataclass(frozen=True)
class Section:
    """One of the six kinds, or the difficulties, with its lines; `typed` is what was refused here."""

    kind: str
    title: str
    hint: str
    lines: list[Line]
    typed: dict[str, str]


@require_GET
def conditions(request: Asked) -> HttpResponse:
    """Six short sections and the difficulties of one node and period."""
    return show(request)


def show(
    request: Asked,
    *,
    refusal: str = "",
    typed: dict[str, str] | None = None,
    when: str = "",
    who: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with a refusal and what was typed where one is. The questions do not grow with the deals."""
    refuse_who_plans_nothing(request)
    if who is not None:
        request.GET = request.GET.copy()  # type: ignore[assignment]
        request.GET["who"] = who  # type: ignore[index]
    metric = asked_metric(request)
    page = read_scope(request, views=plan_views(request.seat), when=when, parts=_parts(metric))
    lines = _lines(request, page, metric)
    typed = typed or {}
    now = client_map(request.organisation, scope=page.scope, as_of=page.as_of).clients
    context: dict[str, Any] = {
        "scope": page,
        "metric": metric,
        "sections": [_section(kind, lines, typed) for kind in KINDS],
        "difficulties": _section(DIFFICULTY, lines, typed),
        "count": sum(line.row.is_open for line in lines),
        "clients_now": sum(one.age == "present" for one in now),
        "takes": _takes(request, page, metric),
        "clients_url": f"{reverse('map-clients')}{page.query or '?'}&age=present".replace("?&", "?"),
        "may_write": writes_for(
            request.seat, unit=page.scope.unit, person=page.scope.person, on=request.today
        ),
        "has_plan": page.scope.has_plan,
        "me": request.seat.person_id,
        "people": who_may_remove(request),
        "refusal": refusal,
        "typed": typed,
        "today_iso": request.today.isoformat(),
    }
    return render(request, "plan/conditions.html", context, status=status)


@dataclass(frozen=True)
class Takes:
    """The deals a goal takes, from how many new clients, and how many present ones to offer to."""

    deals: int
    new_clients: int
    present_clients: int
    is_rest: bool
    url: str


def _takes(request: Asked, page: PageScope, metric: str) -> Takes | None:
    """What the funnel read backwards says of the same goal; None where it has nothing to say."""
    if metric != METRIC or not page.scope.has_plan or page.period.kind not in PERIODS_OF_NEED:
        return None
    asked = {"scope": page.scope, "period": page.period, "as_of": request.today}
    try:
        found: NeededWork = needed_work(request.organisation, **asked)
    except MissingRate:  # the page of the funnel names it
        return None
    if not found.segments or any(one.need is None for one in found.segments):
        return None
    by_sale = {one.sale: one for one in found.segments}
    new, repeat = by_sale.get("new"), by_sale.get("repeat")
    return Takes(
        deals=found.deals,
        new_clients=new.need.deals if new and new.need else 0,
        present_clients=repeat.first if repeat else 0,
        is_rest=found.reading == "rest",
        url=f"{reverse('needed')}{page.query}",
    )


@require_GET
def mine(request: Asked) -> HttpResponse:
    """Every open line that is mine to remove, the earliest day first, those without a day last."""
    rows = Condition.visible_to(request.seat, on=request.today)
    rows = rows.filter(owner_id=request.seat.person_id, state="open").select_related("unit", "person")
    found = sorted(rows, key=lambda row: (row.due_on is None, row.due_on or request.today, row.sequence))
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context: dict[str, Any] = {
        "rows": [
            (row, _of_what(request, row, formats), row.due_on is not None and row.due_on < request.today)
            for row in found
        ],
        "back": request.path,
    }
    return render(request, "plan/my_conditions.html", context)


@require_POST
def add(request: Asked) -> HttpResponse:
    """302 to the page; 422 with the sentence, what was typed kept."""
    post = request.POST
    refuse_who_plans_nothing(request)
    request.GET = post  # type: ignore[assignment]  # who and when stand in the form
    metric = asked_metric(request)
    page = read_scope(request)
    try:
        add_condition(
            seat=request.seat,
            scope=page.scope,
            period=page.period,
            metric=metric,
            kind=post.get("kind", ""),
            words=post.get("words", ""),
            support=post.get("support", ""),
            owner=row_of(who_may_remove(request), post.get("owner", "")),
            due_on=read_day(post.get("due_on", "")),
            today=request.today,
            now=request.now,
        )
    except RuleError as refused:
        return show(
            request,
            refusal=sentence_of(request, refused),
            typed=post.dict(),
            when=page.when,
            status=STATUS[refused.nature],
        )
    messages.success(request, _("Saved."))
    return redirect(address_of(page, metric))


@require_POST
def change(request: Asked, uid: UUID) -> HttpResponse:
    """Say a line otherwise, or what became of it; back to where it was said."""
    row = _the_line(request, uid)
    post = request.POST
    changes: dict[str, Any] = {name: post[name] for name in ("words", "support", "state") if name in post}
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    try:
        if "owner" in post:
            changes["owner"] = row_of(who_may_remove(request), post["owner"])
        if "due_on" in post:
            changes["due_on"] = read_day(post["due_on"])
        revise_condition(seat=request.seat, condition=row, today=request.today, now=request.now, **changes)
    except SaidMeanwhile:
        raise
    except RuleError as refused:
        if refused.nature != "refused" or post.get("back"):
            raise
        return show(
            request,
            refusal=sentence_of(request, refused),
            typed={**post.dict(), "uid": str(row.line)},
            when=row.period,
            who=_who(row),
            status=STATUS[refused.nature],
        )
    messages.success(request, _("Saved."))
    back = post.get("back", "")
    return redirect(back if back == reverse("my-conditions") else _of_what(request, row, formats)[1])


def refuse_who_plans_nothing(request: Asked) -> None:
    """404 for who reads nobody's plan, as for a page that does not exist."""
    if own_people_in_sight(request.seat, on=request.today) == set():
        raise Http404


def asked_metric(request: Asked) -> str:
    """The key of the metric in the address; revenue unless it names another."""
    asked = request.GET.get("metric", "")
    return asked if re.fullmatch(r"[a-z0-9_.-]{1,40}", asked) else METRIC


def who_may_remove(request: Asked) -> QuerySet[Person]:
    """Whoever works here: a difficulty is often removed by somebody who does not sell."""
    people: QuerySet[Person] = Person.objects.live()
    seats = Seat.objects.live()
    return people.filter(pk__in=seats.filter(in_force(request.today)).values("person_id")).order_by("name")


@dataclass(frozen=True)
class Due:
    """The line of Today: how many of mine are due, and the first of them."""

    count: int
    words: str
    url: str
    is_late: bool


def due_line(request: Asked) -> Due | None:
    """What is mine to remove within a week or is late; None where nothing is. One query."""
    until = request.today + timedelta(days=DUE_SOON_DAYS)
    rows = list(due_soon(request.seat.person_id, until=until)[:HISTORY])
    if not rows:
        return None
    first = rows[0]
    return Due(len(rows), first.words, reverse("my-conditions"), first.due_on < request.today)


def address_of(page: PageScope, metric: str) -> str:
    parts = {"who": page.scope.who, "when": page.when} | _parts(metric)
    return f"{reverse('conditions')}?{urlencode({name: value for name, value in parts.items() if value})}"


def _parts(metric: str) -> dict[str, str]:
    return {} if metric == METRIC else {"metric": metric}


def _lines(request: Asked, page: PageScope, metric: str) -> list[Line]:
    """The lines of the node, what was removed or given up last. Two queries."""
    if not page.scope.has_plan:
        return []
    every = Condition.objects.filter(
        of_node(unit=page.scope.unit, person=page.scope.person), period=page.when, metric=metric
    )
    said: dict[UUID, list[Condition]] = {}
    for row in every.select_related("owner", "author", "unit", "person").order_by("sequence"):
        said.setdefault(row.line, []).append(row)
    lines = [
        Line(
            row=rows[-1],
            state=_state_words(rows[-1]),
            is_late=rows[-1].is_open and rows[-1].due_on is not None and rows[-1].due_on < request.today,
            before=list(reversed(rows))[:HISTORY],
        )
        for rows in said.values()
    ]
    return sorted(lines, key=lambda line: not line.row.is_open)


def _state_words(row: Condition) -> str:
    """A difficulty is removed, a condition in place."""
    if row.state == "removed" and row.kind != DIFFICULTY:
        return _("In place")
    return str(CONDITION_STATES[row.state])


def _section(kind: str, lines: list[Line], typed: dict[str, str]) -> Section:
    hints = {
        "traits": _("Who buys: size, trade, who decides."),
        "needed": _("How many clients carry the goal, and which."),
        "now": _("Whom we have, and what they can bring."),
        "cooperation": _("Where we can do something together."),
        "mix": _("Which products make the sum."),
        "habits": _("How and when they order, and pay."),
        DIFFICULTY: _("What stands in the way, and who removes it by when."),
    }
    title = _("Difficulties") if kind == DIFFICULTY else str(CONDITION_KINDS[kind])
    return Section(
        kind,
        title,
        hints[kind],
        [line for line in lines if line.row.kind == kind],
        typed if typed.get("kind") == kind and "uid" not in typed else {},
    )


def _the_line(request: Asked, uid: UUID) -> Condition:
    rows = Condition.visible_to(request.seat, on=request.today)
    row = rows.filter(uid=uid).select_related("unit", "person", "owner", "author").first()
    if row is not None:
        found: Condition = row
        return found
    # Somebody was quicker: the revision the page showed is replaced, and the line is in sight.
    old = Condition.objects.filter(uid=uid).select_related("unit", "person", "owner", "author").first()
    if old is None or not rows.filter(line=old.line).exists():
        raise Http404
    return old


def _who(row: Condition) -> str:
    node = row.person or row.unit
    return str(node.uid) if node else ""


def _of_what(request: Asked, row: Condition, formats: Formats) -> tuple[str, str]:
    """Whose plan of which period a line belongs to, in words, and the address of its page."""
    period = parse_period(row.period, fiscal_start=request.organisation.fiscal)
    node = row.person or row.unit
    query = urlencode({"who": _who(row), "when": row.period} | _parts(row.metric))
    return f"{node} · {formats.period(period)}", f"{reverse('conditions')}?{query}"
