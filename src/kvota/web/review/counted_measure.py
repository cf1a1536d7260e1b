"""Contracts, meetings and calls of a period: the count, its days, its parts, the period before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.counted_work import CountedWork, Work, counted_work
from kvota.domain.calendar.period import Period
from kvota.language.formats import formats_for
from kvota.records.calendars import company_calendar
from kvota.web.review.line_of_days import figure_of_line, in_words
from kvota.web.review.measures import measures
from kvota.web.review.periods_of_page import kinds_of_split, parts_inside, split_asked
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class CountRow:
    """A person, or a part of the period: so many now, so many in the period before, and both lists."""

    of: Named | None
    part: Period | None
    count: int
    url: str
    before: int | None = None
    url_before: str = ""


def list_of(work: Work) -> str:
    """The address of the list behind a count, to be followed by who and when."""
    return reverse("contracts") + "?" if work == "contract" else f"{reverse('moves-list')}?action={work}&"


def count_of_period(request: Asked, page: PageScope, period: Period, work: Work) -> CountedWork:
    return counted_work(request.organisation, scope=page.scope, period=period, as_of=request.today, work=work)


def people_rows(page: PageScope, now: CountedWork, before: CountedWork, earlier: Period) -> list[CountRow]:
    """Whoever has any in either period; nobody's deals last."""
    counts = {part.of: [part.count, 0] for part in now.people}
    for part in before.people:
        counts.setdefault(part.of, [0, 0])[1] = part.count
    start = list_of(now.work)
    rows = []
    for of, (count, count_before) in counts.items():
        whose = f"who={of.uid}" if of else (f"who={page.scope.who}&" if page.scope.who else "") + "owner=none"
        url, url_before = (f"{start}{whose}&when={when}" for when in (page.when, earlier.key))
        rows.append(CountRow(of, None, count, url, count_before, url_before))
    return sorted(rows, key=lambda row: (row.of is None, -row.count, row.of.name if row.of else ""))


def period_rows(request: Asked, page: PageScope, counted: CountedWork) -> list[CountRow]:
    """The parts of the period; they sum to the whole."""
    kind = split_asked(request, page)
    if kind is None:
        return []
    start = list_of(counted.work)
    return [
        CountRow(
            of=None,
            part=part,
            count=sum(counted.days.get(day, 0) for day in inside.days()),
            url=start + query[1:],
        )
        for part, inside, query in parts_inside(page, kind)
    ]


def counted_measure(request: Asked, page: PageScope, work: Work) -> HttpResponse:
    """Nobody plans these by goals, so they stand beside the period before and not beside a plan."""
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    earlier = page.period.previous()
    now, before = (count_of_period(request, page, period, work) for period in (page.period, earlier))
    calendar = company_calendar(request.organisation)
    running, line = 0, []
    for day in page.period.days():
        running += now.days.get(day, 0)
        line.append((day, calendar.working(day), running if day <= request.today else None))
    context: dict[str, Any] = {
        "scope": page,
        "metric": work,
        "measures": measures(page),
        "counted": now,
        "sentence": in_words(work, now.count, page, formats),
        "before": before,
        "earlier": earlier,
        "url": f"{list_of(work)}{_who(page)}when={page.when}",
        "url_before": f"{list_of(work)}{_who(page)}when={earlier.key}",
        "rows": people_rows(page, now, before, earlier),
        "splits": kinds_of_split(request, page),
        "split": split_asked(request, page),
        "periods": period_rows(request, page, now),
        "figure": figure_of_line(line, page, formats, work, request.today),
    }
    return render(request, "review/counted.html", context)


def _who(page: PageScope) -> str:
    return f"who={page.scope.who}&" if page.scope.who else ""
