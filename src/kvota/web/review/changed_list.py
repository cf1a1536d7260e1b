"""What changed since yesterday and last week: a block of Plan vs actual, and the lists behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.metrics.changes import (
    CHANGES,
    Change,
    ChangedDeal,
    Changes,
    ChangeSum,
    change_sums,
    changes,
)
from kvota.records.calendars import company_calendar
from kvota.web.deals.move import read_day
from kvota.web.pages import Pages
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

WEEK = timedelta(days=7)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Cell:
    """One kind of change since one day: how many deals, for how much, and the list of them."""

    count: int
    minor: int
    url: str


@dataclass(frozen=True)
class ChangeRow:
    kind: str
    words: str
    cells: list[Cell]


def kind_names() -> dict[Change, str]:
    """The kinds of changes in words."""
    return {
        "new": _("New deals"),
        "advanced": _("Moved forward"),
        "slipped": _("Slipped: back, or later"),
        "lost": pgettext("deals", "Lost"),
        "amount": _("Amount changed"),
        "paid": _("Payments received"),
    }


def kinds_of_one() -> dict[Change, str]:
    """The kinds of changes as what happened to one deal."""
    return {
        "new": pgettext("change of a deal", "New deal"),
        "advanced": pgettext("change of a deal", "Moved forward"),
        "slipped": pgettext("change of a deal", "Slipped: back, or later"),
        "lost": _("Lost"),
        "amount": _("Amount changed"),
        "paid": _("Payment received"),
    }


def compared_days(request: Asked) -> tuple[date, date]:
    """The evening of the last working day before today, and that of a week ago."""
    calendar = company_calendar(request.organisation)
    before = request.today - timedelta(days=1)
    # A company that never works would have no such day.
    while not calendar.working(before) and request.today - before < WEEK:
        before -= timedelta(days=1)
    return before, request.today - WEEK


def change_rows(request: Asked, page: PageScope, since_days: tuple[date, ...]) -> list[ChangeRow]:
    """Each kind of change, with its count and its sum since each of the days; none without days."""
    if not since_days:
        return []
    found = [
        (since, change_sums(request.organisation, scope=page.scope, since=since, as_of=request.today))
        for since in since_days
    ]
    return [
        ChangeRow(kind, words, [_cell(since, sums[kind], kind, page) for since, sums in found])
        for kind, words in kind_names().items()
    ]


def _cell(since: date, found: ChangeSum, kind: Change, page: PageScope) -> Cell:
    asks = {"who": page.scope.who, "since": since.isoformat(), "kind": kind}
    query = urlencode({name: value for name, value in asks.items() if value})
    return Cell(found.count, found.minor, f"{reverse('changes')}?{query}")


def asked_changes(request: Asked, page: PageScope) -> tuple[Changes, Change | None, list[ChangedDeal]]:
    """The changes since the day asked, of one kind or of all."""
    since = read_day(request.GET.get("since", "")) or compared_days(request)[0]
    since = min(max(since, request.today - FARTHEST), request.today)
    found = changes(request.organisation, scope=page.scope, since=since, as_of=request.today)
    kind = next((one for one in CHANGES if one == request.GET.get("kind")), None)
    return found, kind, list(found.rows) if kind is None else found.of(kind)


def changed(request: Asked) -> HttpResponse:
    """The deals that changed, as they were and as they are; their sums add up to the number opened."""
    page = read_scope(request, views=review_views())
    found, kind, rows = asked_changes(request, page)
    stages = StagesOfCompany(request)
    pages = Pages(request, len(rows))
    names, of_one = kind_names(), kinds_of_one()
    context: dict[str, Any] = {
        "scope": page,
        "since": found.since,
        "sinces": compared_days(request),
        "kind": kind or "",
        "kinds": [("", _("All changes")), *names.items()],
        "rows": [
            {
                "row": row,
                "stage": stages.name(row.stage),
                "before": stages.name(row.stage_before) if "new" not in row.kinds else "",
                "ways": [of_one[each] for each in row.kinds],
                "minor": row.minor(kind) if kind else None,
            }
            for row in pages.cut(rows)
        ],
        "count": len(rows),
        "sum_minor": found.minor(kind) if kind else None,
        "title": names[kind] if kind else _("What changed"),
        "pages": pages,
    }
    return render(request, "review/changed.html", context)
