"""`/plan/market`: what is known of the market, from where, and how we stand against each competitor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.add_market_fact import add_market_fact
from kvota.analytics.metrics.against_competitors import NOT_NAMED, Against, against_competitors
from kvota.analytics.metrics.deals import deals_by_id
from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.language.formats import formats_for
from kvota.language.names import AGAINST
from kvota.language.typed_money import DECIMAL_MARKS
from kvota.records.market_facts import MarketFact
from kvota.records.planned_nodes import WRITES
from kvota.records.rights import may
from kvota.records.selling import Product
from kvota.web.deals.move import read_day
from kvota.web.pages import Pages
from kvota.web.plan.conditions import refuse_who_plans_nothing
from kvota.web.plan.market_words import growth_text, segment_of
from kvota.web.plan.views import plan_views
from kvota.web.read_uid import row_of
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

#: The parts of an address that say which segment.
SEGMENT = ("industry", "region", "product")


@dataclass(frozen=True)
class FactRow:
    """A fact as the page prints it; `is_newest` of its segment."""

    fact: MarketFact
    segment: str
    growth: str
    is_newest: bool


@dataclass(frozen=True)
class AgainstRow:
    """One competitor, with how many deals stand how, and the list of each."""

    name: str
    counts: list[tuple[str, int, str]]


@require_GET
def market(request: Asked) -> HttpResponse:
    """The facts, the newest first, and our deals against each competitor. One question to the copy."""
    return show(request)


def show(
    request: Asked, *, refusal: str = "", typed: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    refuse_who_plans_nothing(request)
    page = read_scope(request, views=plan_views(request.seat))
    facts = list(_facts(request))
    pages = Pages(request, len(facts))
    newest: dict[tuple[str, str, int | None], int] = {}
    for fact in facts:
        newest.setdefault((fact.industry, fact.region, fact.product_id), fact.pk)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    context: dict[str, Any] = {
        "scope": page,
        "rows": [
            FactRow(fact, segment_of(fact), growth_text(fact, formats), fact.pk in newest.values())
            for fact in pages.cut(facts)
        ],
        "count": len(facts),
        "against": [_against(page, request, one) for one in _found(request, page)],
        "heads": [str(words) for words in AGAINST.values()],
        "may_write": may(request.seat, WRITES),
        "products": Product.visible_to(request.seat, on=request.today).order_by("name"),
        "typed": typed or {name: request.GET.get(name, "") for name in SEGMENT},
        "adding": typed is not None,
        "refusal": refusal,
        "pages": pages,
        "today_iso": request.today.isoformat(),
    }
    return render(request, "plan/market.html", context, status=status)


@require_GET
def deals(request: Asked) -> HttpResponse:
    """The deals behind a count against a competitor."""
    refuse_who_plans_nothing(request)
    page = read_scope(request, views=plan_views(request.seat))
    key, how = request.GET.get("against", ""), request.GET.get("how", "")
    found = next((one for one in _found(request, page) if one.key == key), None)
    ids = {"won": found.won, "lost": found.lost, "open": found.open}.get(how, []) if found else []
    pages = Pages(request, len(ids))
    rows = deals_by_id(request.organisation, list(pages.cut(ids)), as_of=page.as_of)
    context: dict[str, Any] = {
        "scope": page,
        "rows": rows,
        "count": len(ids),
        "name": found.name if found else "",
        "how": str(AGAINST.get(how, "")),
        "pages": pages,
        "back": f"{reverse('market')}{page.query}",
    }
    return render(request, "plan/market_deals.html", context)


@require_POST
def add(request: Asked) -> HttpResponse:
    """302 to the page; 422 with the sentence, what was typed kept."""
    post = request.POST
    refuse_who_plans_nothing(request)
    language = request.LANGUAGE_CODE
    try:
        clients = post.get("potential_clients", "").strip()
        add_market_fact(
            seat=request.seat,
            industry=post.get("industry", ""),
            region=post.get("region", ""),
            product=row_of(Product.visible_to(request.seat, on=request.today), post.get("product", "")),
            on_day=read_day(post.get("on_day", "")),
            potential_clients=_whole(clients, language),
            growth=_growth(post.get("growth", ""), language),
            competitors=post.get("competitors", "").replace("，", ",").replace("、", ",").split(","),
            source=post.get("source", ""),
            today=request.today,
            now=request.now,
        )
    except RuleError as refused:
        return show(
            request, refusal=sentence_of(request, refused), typed=post.dict(), status=STATUS[refused.nature]
        )
    messages.success(request, _("Saved."))
    return redirect("market")


def _whole(text: str, language: str) -> int | None:
    """A count as typed; a part of a client is rounded to nobody, it is refused as no number is."""
    if not text:
        return None
    number = read_number(text[:40], decimal=DECIMAL_MARKS[language])
    return int(number)


def _growth(text: str, language: str) -> Fraction | None:
    """A typed percent as an exact share a year."""
    typed = text.replace("%", "").replace("−", "-").strip()
    if not typed:
        return None
    return Fraction(read_number(typed[:40], decimal=DECIMAL_MARKS[language])) / 100


def _facts(request: Asked) -> Any:
    facts = MarketFact.visible_to(request.seat, on=request.today).select_related("product", "author")
    for name in ("industry", "region"):
        if request.GET.get(name):
            facts = facts.filter(**{name: request.GET[name]})
    if request.GET.get("product"):
        facts = facts.filter(product=_product(request))
    return facts.order_by("-on_day", "-sequence")


def _product(request: Asked) -> Product | None:
    return row_of(Product.visible_to(request.seat, on=request.today), request.GET.get("product", ""))


def _found(request: Asked, page: PageScope) -> list[Against]:
    product = _product(request)
    return against_competitors(
        request.organisation,
        scope=page.scope,
        as_of=page.as_of,
        industry=request.GET.get("industry", ""),
        region=request.GET.get("region", ""),
        product=product.pk if product else None,
    )


def _against(page: PageScope, request: Asked, one: Against) -> AgainstRow:
    kept = {"who": page.scope.who, "when": page.when} | {name: request.GET.get(name, "") for name in SEGMENT}
    counts = []
    for how, ids in (("won", one.won), ("lost", one.lost), ("open", one.open)):
        asked = {name: value for name, value in kept.items() if value} | {"against": one.key, "how": how}
        counts.append((how, len(ids), f"{reverse('market-deals')}?{urlencode(asked)}"))
    return AgainstRow(_("not named") if one.key == NOT_NAMED else one.name, counts)
