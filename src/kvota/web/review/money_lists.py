"""The lists behind the sums: the facts of the actual, the contracts, what is still owed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.actual import MoneyRow, actual_list
from kvota.analytics.metrics.counted_work import ContractRow, contracts_list
from kvota.analytics.metrics.receivables import Receivables, receivables, receivables_by
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.language.formats import formats_for
from kvota.web.pages import Pages
from kvota.web.rate_words import given_words
from kvota.web.review.asked_period import asked_period
from kvota.web.review.left_out import without_rates
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked

NONE = "none"  # in an address: without a product, without an owner


def actual(request: Asked) -> HttpResponse:
    """Every payment (or contract) of the period; the list sums to the number that opened it."""
    page = read_scope(request, views=review_views())
    try:
        rows, left_out = asked_money(request, page), []
    except MissingRate:
        with leaving_out_missing_rates():
            rows = asked_money(request, page)
        left_out = without_rates(request, page, asked_period(request, page))
    pages = Pages(request, len(rows))
    context: dict[str, Any] = {
        "scope": page,
        "part": _part(request, page),
        "left_out": left_out,
        "sum_minor": sum(row.minor or 0 for row in rows),
        "assumed_minor": sum(row.minor or 0 for row in rows if row.assumed),
        "count": len(rows),
        "rows": pages.cut(rows),
        "pages": pages,
        "given": _given(request, rows),
    }
    return render(request, "review/actual.html", context)


def _given(request: Asked, rows: list[MoneyRow]) -> dict[str, str]:
    """Key of a converted fact → the sum as it was given, and the rate with its day."""
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    return {row.key: given_words(row.given_minor, row.used, formats) for row in rows if row.used}


def asked_money(request: Asked, page: PageScope) -> list[MoneyRow]:
    """The facts behind the actual, or behind its part of one product or of nobody's deals."""
    period = asked_period(request, page)
    rows = actual_list(request.organisation, scope=page.scope, period=period, as_of=request.today)
    product, owner = (request.GET.get(name, "") for name in ("product", "owner"))
    if product:
        rows = [row for row in rows if (row.product.uid if row.product else NONE) == product]
    if owner == NONE:
        rows = [row for row in rows if row.owner is None]
    return rows


def contracts(request: Asked) -> HttpResponse:
    """Every contract signed in the period; as many as the count that opened it."""
    page = read_scope(request, views=review_views())
    rows = asked_contracts(request, page)
    pages = Pages(request, len(rows))
    context: dict[str, Any] = {
        "scope": page,
        "part": _part(request, page),
        "count": len(rows),
        "sum_minor": sum(row.minor or 0 for row in rows),
        "without_rate": sum(row.minor is None for row in rows),
        "rows": pages.cut(rows),
        "pages": pages,
    }
    return render(request, "review/contracts.html", context)


def asked_contracts(request: Asked, page: PageScope) -> list[ContractRow]:
    """The contracts of the days asked for, of nobody's deals alone where the address says so."""
    period = asked_period(request, page)
    rows = contracts_list(request.organisation, scope=page.scope, period=period, as_of=request.today)
    if request.GET.get("owner") == NONE:
        rows = [row for row in rows if row.owner is None]
    return rows


def owed(request: Asked) -> HttpResponse:
    """What was signed or invoiced and is not paid: due and overdue, by client and by rep."""
    page = read_scope(request, views=review_views())
    organisation, day = request.organisation, request.today
    found = asked_debts(request, page)
    pages = Pages(request, len(found.rows))
    context: dict[str, Any] = {
        "scope": page,
        "owed": found,
        "show": request.GET.get("show", ""),
        "rows": pages.cut(found.rows),
        "pages": pages,
        "by_client": receivables_by(organisation, scope=page.scope, as_of=day, by="client")[:10],
        "by_person": receivables_by(organisation, scope=page.scope, as_of=day, by="person"),
    }
    return render(request, "review/receivables.html", context)


def asked_debts(request: Asked, page: PageScope) -> Receivables:
    """What is owed today, or only what is overdue, or only of nobody's deals."""
    found = receivables(request.organisation, scope=page.scope, as_of=request.today)
    if request.GET.get("owner") == NONE:
        found = found.of(row for row in found.rows if row.owner is None)
    if request.GET.get("show") == "overdue":
        found = found.of(row for row in found.rows if row.overdue_days)
    return found


def _part(request: Asked, page: PageScope) -> Any:
    """The part of the period that is listed; None where it is the whole."""
    period = asked_period(request, page)
    return None if period == page.period else period
