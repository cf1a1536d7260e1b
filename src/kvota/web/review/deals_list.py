"""`/review/deals`: the deals behind a count, in any order, changed one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.actions.change_many_deals import MOST_AT_ONCE
from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import Filter, deals_by_id, open_deals, stuck_deals
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text
from kvota.records.deals import Deal
from kvota.records.deals_of_import import (
    CHANGED,
    LOST,
    NOWHERE,
    WON,
    at_place,
    deals_of_import,
    with_stage_of_file,
)
from kvota.records.exit_questions import ANSWERS, ExitQuestion
from kvota.records.funnels import Funnel, Stage
from kvota.records.imports import ImportBatch
from kvota.records.rights import may
from kvota.records.saved_views import SavedView
from kvota.web.deals.add import sellers
from kvota.web.pages import Pages
from kvota.web.read_uid import as_uid, row_of
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

#: The three lists of the stuck: all, past hope or not.
STUCK = {"stuck": None, "stuck_with_chance": False, "hopeless": True}
#: By what a list can be put in order; None of them is left behind the others, whichever way it runs.
ORDERS: Mapping[str, Callable[[DealRow], Any]] = {
    "client": lambda row: matching_key(row.client.name),
    "owner": lambda row: matching_key(row.owner.name) if row.owner else None,
    "stage": lambda row: row.rank,
    "days": lambda row: row.age_days,
    "usual": lambda row: row.norm_days,
    "amount": lambda row: row.amount_minor,
    "step": lambda row: row.next_step_on,
}
#: The parts of an address that say which deals, and in which order.
PARTS = ("show", "funnel", "stage", "asked", "said", "sort", "import", "made", "place", "currency")
LARGEST_FIRST = {"stage", "days", "usual", "amount"}


@dataclass(frozen=True)
class Head:
    """The head of a column: a press puts the list in its order, a second one turns it round."""

    key: str
    label: str
    url: str
    sorted: str  # for aria-sort
    css: str = ""


@dataclass(frozen=True)
class Tab:
    """A kept view over the list."""

    view: SavedView
    url: str
    current: bool
    is_mine: bool


def shown_filters() -> list[tuple[str, str]]:
    """The filters of the deals list with their words."""
    return [
        ("", _("All in work")),
        ("stuck", _("Stuck")),
        ("no_next_step", _("No next step")),
        ("silent", _("Silent: close or revive")),
        ("stuck_with_chance", _("Stuck, still a chance")),
        ("hopeless", _("Stuck, little hope")),
        ("undated", _("Date unknown")),
        ("parked", _("Parked")),
        ("moved_today", _("Moved today")),
    ]


def asked_deals(request: Asked, page: PageScope, asks: Mapping[str, str] | None = None) -> list[DealRow]:
    """The deals of the filter in the address, in its order, as they stood when a past period ended.

    `asks` are the parts (`PARTS`) of a form instead of those of the address.
    """
    asks = request.GET if asks is None else asks
    organisation, day = request.organisation, page.as_of
    show, funnel = asks.get("show", ""), _funnel(request, asks)
    asked: dict[str, Any] = {
        "scope": page.scope,
        "as_of": day,
        "stage": _stage(request, asks, funnel),
        "funnel": funnel.pk if funnel else None,
    }
    batch = _import(request, asks)
    if batch is not None and not show:
        found = _deals_of(request, page, asks, batch)
    elif show in STUCK:
        found = stuck_deals(organisation, **asked, hopeless=STUCK[show])
    else:
        only = cast(Filter, show) if show in get_args(Filter) else None
        found = open_deals(organisation, **asked, only=only, answered=_answered(request, asks))
    if batch is not None and show:
        there = {row.id for row in _deals_of(request, page, asks, batch)}
        found = [row for row in found if row.id in there]
    return in_order(_of_whom_and_what(found, asks), asks.get("sort", ""))


def _import(request: Asked, asks: Mapping[str, str]) -> ImportBatch | None:
    """The import asked about by its number, if it counts; 404 for any other."""
    number = asks.get("import", "")
    if not number:
        return None
    batches = ImportBatch.objects.filter(state="applied")
    batch = batches.filter(number=int(number[:9])).first() if number.isdecimal() else None
    if batch is None:
        raise Http404
    return batch


def _deals_of(request: Asked, page: PageScope, asks: Mapping[str, str], batch: ImportBatch) -> list[DealRow]:
    """The deals of an import in any state, of the people asked about and in sight."""
    deals = Deal.visible_to(request.seat, on=request.today)
    of_import = deals_of_import(batch, asks.get("made", ""))
    if place := asks.get("place", ""):
        if place not in {LOST, WON, NOWHERE} and as_uid(place) is None:
            raise Http404
        of_import = at_place(with_stage_of_file(of_import, batch), place)
    deals = deals.filter(pk__in=of_import.values("pk"))
    if currency := asks.get("currency", ""):
        deals = deals.filter(currency=currency)
    ids = list(deals.order_by("-amount_minor", "pk").values_list("pk", flat=True))
    rows = deals_by_id(request.organisation, ids, as_of=page.as_of)
    people = page.scope.people
    return [row for row in rows if people is None or (row.owner and row.owner.id in people)]


def _of_whom_and_what(rows: list[DealRow], asks: Mapping[str, str]) -> list[DealRow]:
    """The deals of an owner and of a product by their uids, where they are asked for; "none" has none."""
    for part, of in (("owner", lambda row: row.owner), ("product", lambda row: row.product)):
        if wanted := asks.get(part, ""):
            rows = [row for row in rows if (of(row).uid if of(row) else "none") == wanted]
    return rows


def in_order(rows: list[DealRow], sort: str) -> list[DealRow]:
    """The rows by a column, `-amount` the largest first; unknown is always last. Without one as they came."""
    key = ORDERS.get(sort.removeprefix("-"))
    if key is None:
        return rows
    known = [row for row in rows if key(row) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))
    return known + [row for row in rows if key(row) is None]


def _stage(request: Asked, asks: Mapping[str, str], funnel: Funnel | None) -> int | None:
    """The stage by its uid, or by its rank in the funnel asked about, else the oldest; 404 for none."""
    asked = asks.get("stage", "")
    stages = Stage.visible_to(request.seat, on=request.today)
    if asked.isdecimal() and int(asked[:5]) == 0:
        return 0  # entered, and nobody has moved them yet
    if asked.isdecimal():
        in_funnel = stages.filter(rank=int(asked[:5]), funnel=funnel or Funnel.offered().first())
        stage = in_funnel.first()
        return stage.pk if stage else None
    if not asked:
        return None
    stage = row_of(stages, asked)
    if stage is None:
        raise Http404
    return stage.pk


def _funnel(request: Asked, asks: Mapping[str, str]) -> Funnel | None:
    """The funnel asked about; None for all of them, and for what is none."""
    return row_of(Funnel.visible_to(request.seat, on=request.today), asks.get("funnel", ""))


def _answered(request: Asked, asks: Mapping[str, str]) -> tuple[int, str] | None:
    """The question of a stage and what was said to it: "none" for those of whom nobody answered."""
    question, said = row_of(ExitQuestion.objects.all(), asks.get("asked", "")), asks.get("said", "")
    if question is None or said not in {*ANSWERS, "none"}:
        return None
    return question.pk, "" if said == "none" else said


def deals(request: Asked) -> HttpResponse:
    """Deals in work, a filter and its count; 50 a page. The total is of the whole filter."""
    page = read_scope(request, views=review_views())
    found = asked_deals(request, page)
    stages = StagesOfCompany(request)
    pages = Pages(request, len(found))
    asks = {part: request.GET.get(part, "") for part in PARTS}
    now = page.as_of == request.today
    people = sellers(request) if now and may(request.seat, "reassign") else []
    may_park, may_edit = (now and may(request.seat, doing) for doing in ("move", "edit_deal"))
    context: dict[str, Any] = {
        "scope": page,
        "rows": [(row, _where(row, stages, asks), _typed(row)) for row in pages.cut(found)],
        "heads": _heads(request, asks),
        "count": len(found),
        "sum_minor": sum(row.amount_minor or 0 for row in found),
        "without_amount": sum(row.amount_minor is None for row in found),
        "filters": [(key, words, _address(request, asks | {"show": key})) for key, words in shown_filters()],
        "of_import": _of_import(request, asks),
        "funnels": _funnels(request, stages, asks),
        "tabs": _tabs(request, asks),
        "asks": asks,
        "address": request.get_full_path(),
        "pages": pages,
        # A list of a past day is only looked at: what is changed, is changed now.
        "may_edit": may_edit,
        "may_park": may_park,
        "sellers": people,
        "may_choose": bool(people) or may_park or may_edit,
        "most": MOST_AT_ONCE,
        "may_merge": may(request.seat, "merge"),
    }
    return render(request, "review/deals.html", context)


def _of_import(request: Asked, asks: dict[str, str]) -> tuple[str, str] | None:
    """What the list says about the import it shows, and the address of all deals; None without one."""
    if not asks["import"]:
        return None
    words = _("Changed by import %(number)s") if asks["made"] == CHANGED else _("New by import %(number)s")
    without = dict.fromkeys(("import", "made", "place", "currency"), "")
    return words % {"number": asks["import"]}, _address(request, asks | without)


def _funnels(request: Asked, stages: StagesOfCompany, asks: dict[str, str]) -> list[tuple[str, str, str]]:
    """(key, words, address) of all funnels and of each, where a company has several."""
    if len(stages.funnels) < 2:
        return []
    named = [(str(one.uid), one.name_in(request.LANGUAGE_CODE)) for one in stages.funnels]
    return [
        (key, words, _address(request, asks | {"funnel": key, "stage": ""}))
        for key, words in [("", _("All funnels")), *named]
    ]


def _where(row: DealRow, stages: StagesOfCompany, asks: Mapping[str, str]) -> str:
    """The stage of a deal, with its funnel where deals of several stand in one list."""
    funnel = "" if asks["funnel"] or asks["stage"] else stages.funnel_name(row.funnel)
    if row.is_lost:  # only the list of an import holds them
        return f"{stages.name(row.stage)} · {_('lost')}"
    return f"{stages.name(row.stage)} · {funnel}" if funnel else stages.name(row.stage)


def stuck(request: Asked) -> HttpResponse:
    """`/review/stuck`: the list of deals, of those that are stuck. 302."""
    kept = {name: request.GET[name] for name in ("who", "when") if request.GET.get(name)}
    return redirect(f"{reverse('deals')}?{urlencode(kept | {'show': 'stuck'})}")


def _typed(row: DealRow) -> str:
    """The amount as it may be typed again."""
    return "" if row.given_minor is None else decimal_text(row.given_minor, row.given_currency)


def _address(request: Asked, asks: Mapping[str, str]) -> str:
    """This list with these parts; who and when stay, the page begins anew."""
    parts = ("who", "when", "owner", "product")
    kept = {name: request.GET[name] for name in parts if request.GET.get(name)}
    query = urlencode(kept | {name: value for name, value in asks.items() if value})
    return f"{request.path}?{query}" if query else request.path


def _heads(request: Asked, asks: dict[str, str]) -> list[Head]:
    labels = {
        "client": (_("Client"), ""),
        "owner": (_("Rep"), ""),
        "stage": (_("Stage"), ""),
        "days": (_("Days"), "num"),
        "usual": (_("usual"), "num"),
        "amount": (_("Amount"), "num"),
        "step": (_("Next step"), ""),
    }
    found = []
    for key, (label, css) in labels.items():
        first, second = (f"-{key}", key) if key in LARGEST_FIRST else (key, f"-{key}")
        sort = second if asks["sort"] == first else first
        state = {key: "ascending", f"-{key}": "descending"}.get(asks["sort"], "")
        found.append(Head(key, label, _address(request, asks | {"sort": sort}), state, css))
    return found


def _tabs(request: Asked, asks: dict[str, str]) -> list[Tab]:
    views = SavedView.visible_to(request.seat, on=request.today).filter(list_name="deals")
    now = {part: value for part, value in asks.items() if value}
    return [
        Tab(view, _address(request, view.asks), view.asks == now, view.author_id == request.seat.person_id)
        for view in views.select_related("author").order_by("name", "pk")
    ]
