"""`/plan/map`: the map of clients by industry and region, what nobody holds, and scatter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.set_cells_per_rep import set_cells_per_rep
from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.client_map import CellOfMap, ClientMap, ClientOnMap, client_map
from kvota.analytics.metrics.clients_in_work import known_sum
from kvota.domain.errors import RuleError
from kvota.domain.planning.client_age import ClientAge
from kvota.domain.planning.scatter import MOST_CELLS, USUAL_CELLS, CellsOutOfRange, Spread
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import listed
from kvota.language.names import CLIENT_AGES
from kvota.records.rights import may, require
from kvota.web.pages import Pages
from kvota.web.plan.conditions import refuse_who_plans_nothing
from kvota.web.plan.views import plan_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

MOST_INDUSTRIES = 20
MOST_REGIONS = 8
#: The key of the industries, or regions, that have no line of their own.
REST = " "  # no key of a name: they are cut at their ends
OWNERS_NAMED = 2
MOST_CELLS_NAMED = 8
AGES: tuple[ClientAge, ...] = ("past", "present", "future")


@dataclass(frozen=True)
class Count:
    """So many clients of one age, and the list of them."""

    age: str
    words: str
    count: int
    url: str


@dataclass(frozen=True)
class Box:
    """One cell as the page prints it; several cells of the map where they have no line of their own."""

    region: str
    counts: list[Count]
    owners: str
    plan_minor: int | None
    is_held: bool

    @property
    def clients(self) -> int:
        return sum(one.count for one in self.counts)


@dataclass(frozen=True)
class Row:
    industry: str
    boxes: list[Box]
    total: list[Count]


@require_GET
def page(request: Asked) -> HttpResponse:
    """The map. One question to the copy, kept until anything is stored."""
    return show(request)


def show(request: Asked, *, refusal: str = "", typed: str = "", status: int = 200) -> HttpResponse:
    refuse_who_plans_nothing(request)
    scope = read_scope(request, views=plan_views(request.seat))
    found = client_map(request.organisation, scope=scope.scope, as_of=scope.as_of)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    industries, regions = _axis(found, 0, MOST_INDUSTRIES), _axis(found, 1, MOST_REGIONS)
    rows = [_row(scope, found, (industry, industries), regions) for industry in industries]
    cells = request.organisation.cells_per_rep
    nobody = [_nobody(scope, cell) for cell in found.held_by_nobody]
    context: dict[str, Any] = {
        "scope": scope,
        "count": len(found.clients),
        "totals": _counts(scope, found.clients, {}),
        "regions": [words for _key, words in regions],
        "rows": rows,
        "nobody": nobody[:MOST_CELLS_NAMED],
        "nobody_more": nobody[MOST_CELLS_NAMED:],
        "nobody_count": len(nobody),
        "scatter": found.scatter,
        "scattered": _scatter_words(found.scatter.goal, formats),
        "scattered_cells": _cells_words(found.scatter.goal, formats),
        "reps": _reps(found, formats),
        "cells": USUAL_CELLS if cells is None else cells,
        "typed": typed,
        "most_cells": MOST_CELLS,
        "may_setup": may(request.seat, "setup"),
        "refusal": refusal,
        "f": formats,
    }
    return render(request, "plan/client_map.html", context, status=status)


@require_GET
def clients(request: Asked) -> HttpResponse:
    """The clients behind a count of the map: 50 a page, the sums of all of them."""
    refuse_who_plans_nothing(request)
    scope = read_scope(request, views=plan_views(request.seat))
    found = client_map(request.organisation, scope=scope.scope, as_of=scope.as_of)
    shown = _asked_clients(request, found)
    pages = Pages(request, len(shown))
    age = request.GET.get("age", "")
    asked = {name: request.GET[name] for name in ("industry", "region", "held") if name in request.GET}
    context: dict[str, Any] = {
        "scope": scope,
        "rows": pages.cut(shown),
        "count": len(shown),
        "open_minor": known_sum(one.open_minor for one in shown),
        "paid_minor": known_sum(one.paid_minor for one in shown),
        "where": _where(found, request),
        "age": age,
        "ages": [
            (key, str(words), _to(scope, asked | ({"age": key} if key else {})))
            for key, words in [("", _("All")), *CLIENT_AGES.items()]
        ],
        "age_words": {key: str(words) for key, words in CLIENT_AGES.items()},
        "pages": pages,
        "back": f"{reverse('client-map')}{scope.query}",
    }
    return render(request, "plan/map_clients.html", context)


@require_POST
def set_cells(request: Asked) -> HttpResponse:
    """How many cells one rep can work; empty goes back to the usual number. 422 keeps what was typed."""
    require(request.seat, "setup")
    text = request.POST.get("cells", "").strip()
    try:
        if text and not (text.isdecimal() and len(text) <= 6):
            raise CellsOutOfRange(cells=text[:20], most=MOST_CELLS)
        set_cells_per_rep(seat=request.seat, cells=int(text) if text else None, now=request.now)
    except RuleError as refused:
        return show(request, refusal=sentence_of(request, refused), typed=text, status=STATUS[refused.nature])
    messages.success(request, _("Saved."))
    return redirect("client-map")


def _axis(found: ClientMap, part: int, most: int) -> list[tuple[str, str]]:
    """(key, words) of the industries (part 0) or regions (1), the fullest first; the others are the rest."""
    counts: dict[str, int] = {}
    words: dict[str, str] = {}
    for cell in found.cells.values():
        key = cell.cell[part]
        counts[key] = counts.get(key, 0) + len(cell.clients)
        words[key] = (cell.industry, cell.region)[part]
    keys = sorted(counts, key=lambda key: (not key, -counts[key], key))
    shown = [(key, words[key] or _("not said")) for key in keys[:most]]
    return [*shown, (REST, _("others"))] if len(keys) > most else shown


def _within(key: str, asked: str, axis: Iterable[tuple[str, str]]) -> bool:
    """Whether the key of a client belongs to a line of an axis."""
    return key not in {own for own, _words in axis} if asked == REST else key == asked


def _row(
    scope: PageScope,
    found: ClientMap,
    of: tuple[tuple[str, str], list[tuple[str, str]]],
    regions: list[tuple[str, str]],
) -> Row:
    industry, industries = of
    here = [cell for cell in found.cells.values() if _within(cell.cell[0], industry[0], industries)]
    boxes = []
    for key, words in regions:
        inside = [cell for cell in here if _within(cell.cell[1], key, regions)]
        members = [one for cell in inside for one in cell.clients]
        plans = [cell.plan_minor for cell in inside if cell.plan_minor is not None]
        boxes.append(
            Box(
                region=words,
                counts=_counts(scope, members, {"industry": industry[0], "region": key}),
                owners=_owners(inside),
                plan_minor=sum(plans) if plans else None,
                is_held=any(cell.is_held for cell in inside),
            )
        )
    everyone = [one for cell in here for one in cell.clients]
    return Row(industry[1], boxes, _counts(scope, everyone, {"industry": industry[0]}))


def _counts(scope: PageScope, members: Iterable[ClientOnMap], asked: dict[str, str]) -> list[Count]:
    ages = [one.age for one in members]
    return [
        Count(age, str(CLIENT_AGES[age]), ages.count(age), _to(scope, asked | {"age": age})) for age in AGES
    ]


def _to(scope: PageScope, asked: dict[str, str]) -> str:
    """The list of clients for some parts; an empty industry or region is one, so it is kept."""
    kept = {name: value for name, value in (("who", scope.scope.who), ("when", scope.when)) if value}
    return f"{reverse('map-clients')}?{urlencode(kept | asked)}"


def _owners(cells: list[CellOfMap]) -> str:
    """Who has clients there: the first two by name, the others as a number."""
    counts: dict[Named, int] = {}
    for cell in cells:
        for owner in cell.owners:
            counts[owner] = counts.get(owner, 0) + 1
    names = [owner.name for owner in counts]
    more = len(names) - OWNERS_NAMED
    return listed([*names[:OWNERS_NAMED], *([f"+{more}"] if more > 0 else [])])


def _nobody(scope: PageScope, cell: CellOfMap) -> tuple[str, str, int]:
    """A cell that nobody holds: its words, the list of its clients, and how many there are."""
    words = f"{cell.industry or _('not said')} · {cell.region or _('not said')}"
    return words, _to(scope, {"industry": cell.cell[0], "region": cell.cell[1]}), len(cell.clients)


def _scatter_words(spread: Spread, formats: Formats) -> str:
    """ "spread over 14 cells, 6 can be worked"."""
    words = ngettext(
        "spread over %(over)s cell, %(can)s can be worked",
        "spread over %(over)s cells, %(can)s can be worked",
        spread.over,
    )
    return words % {"over": formats.number(spread.over), "can": formats.number(spread.can_be_worked)}


def _cells_words(spread: Spread, formats: Formats) -> str:
    """ "14 cells, 6 can be worked", under a heading that says scatter."""
    words = ngettext(
        "%(over)s cell, %(can)s can be worked", "%(over)s cells, %(can)s can be worked", spread.over
    )
    return words % {"over": formats.number(spread.over), "can": formats.number(spread.can_be_worked)}


def _reps(found: ClientMap, formats: Formats) -> list[tuple[Named, str, bool]]:
    """Each rep with his spread, the widest first."""
    rows = [(found.reps[rep], spread) for rep, spread in found.scatter.by_rep.items() if rep in found.reps]
    rows.sort(key=lambda row: (-row[1].over, row[0].name))
    return [(rep, _cells_words(spread, formats), spread.is_scattered) for rep, spread in rows]


def _asked_clients(request: Asked, found: ClientMap) -> list[ClientOnMap]:
    """The clients of the address: of a cell or a line of the map, of an age, or those nobody holds."""
    asked = request.GET
    shown = list(found.clients)
    for part, name, most in ((0, "industry", MOST_INDUSTRIES), (1, "region", MOST_REGIONS)):
        if name in asked:
            axis = _axis(found, part, most)
            shown = [one for one in shown if _within(one.cell[part], asked[name], axis)]
    if asked.get("age") in AGES:
        shown = [one for one in shown if one.age == asked["age"]]
    if asked.get("held") == "no":
        shown = [one for one in shown if not one.is_held]
    return sorted(shown, key=lambda one: (-(one.open_minor or 0) - (one.paid_minor or 0), one.client.name))


def _where(found: ClientMap, request: Asked) -> str:
    """The industry and region asked about, in words."""
    parts = []
    for part, name, most in ((0, "industry", MOST_INDUSTRIES), (1, "region", MOST_REGIONS)):
        if name in request.GET:
            words = dict(_axis(found, part, 10**6)) | dict(_axis(found, part, most))
            parts.append(words.get(request.GET[name], request.GET[name]))
    return " · ".join(parts)
