"""The versions of a goal: who stored each, when and why; and two of them compared cell by cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from kvota.domain.calendar.period import period_of
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import mark
from kvota.records.goals import REVENUE, GoalVersion
from kvota.web.pages import Pages
from kvota.web.plan.goal_asked import author_of, goal_asked, goals_to_read
from kvota.web.plan.sheet import GoalSheet, Line
from kvota.web.plan.sheet_parts import reason_words
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class ToldVersion:
    """A version in words."""

    version: GoalVersion
    by: str
    when: str
    why: str
    state: str
    counts_now: bool


@dataclass(frozen=True)
class Difference:
    """A row that differs: by how much in each month, and in all of them."""

    line: Line
    values: list[int]

    @property
    def total(self) -> int:
        return sum(self.values)


@require_GET
def versions(request: Asked) -> HttpResponse:
    """The versions of a period's goal, newest first, page by page. Four queries for them.

    The one that counts stands on every page, for any is compared with it.
    """
    page = read_scope(request)
    period = page.period
    if period.kind not in {"month", "quarter", "year"}:
        period = period_of(period.first_day, "month", fiscal_start=request.organisation.fiscal)
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    counts = request.GET.get("counts", REVENUE)
    line = (
        goals_to_read(request)
        .filter(period=period.key, counts=counts)
        .select_related("author", "scenario")
        .order_by("-sequence")
    )
    pages = Pages(request, line.count())
    found = list(pages.cut(line))
    counting = line.filter(state="published", scenario=None).first()
    if counting and all(each.pk != counting.pk for each in found):
        found.insert(0, counting)
    context = {
        "scope": page,
        "period": period,
        "period_label": formats.period(period),
        "versions": [told(each, formats, counting.pk if counting else None) for each in found],
        "pages": pages,
        "f": formats,
    }
    return render(request, "plan/versions.html", context)


def told(version: GoalVersion, formats: Formats, counting: int | None = None) -> ToldVersion:
    return ToldVersion(
        version,
        author_of(version),
        formats.moment(version.recorded_at),
        reason_words(version),
        state_words(version),
        version.pk == counting,
    )


def state_words(version: GoalVersion) -> str:
    """Whether it counts, in one word or two; a scenario by its name."""
    if version.scenario is not None:
        return _("Scenario: %(name)s") % {"name": version.scenario.name}
    words = {"draft": _("Draft"), "published": _("Published"), "set_aside": _("Set aside")}
    return words[version.state]


@require_GET
def compare(request: Asked) -> HttpResponse:
    """Signed differences of two versions, rows and months that differ; each row in sight alone."""
    before, after = (goal_asked(request, request.GET.get(name)) for name in ("from", "to"))
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    sheet = GoalSheet(request, after)
    old = GoalSheet(request, before).cells()
    new = sheet.cells()
    months = [month.key for month in sheet.months]
    rows = [
        Difference(
            line,
            [_value(new, line.key, month) - _value(old, line.key, month) for month in months],
        )
        for line in sheet.lines()
    ]
    rows = [row for row in rows if any(row.values)]
    context: dict[str, Any] = {
        "scope": read_scope(request, when=after.period),
        "period": sheet.period,
        "period_label": formats.period(sheet.period),
        "before": told(before, formats),
        "after": told(after, formats),
        "title": mark("comma").join([_("Versions compared"), formats.period(sheet.period)]),
        "months": [formats.month_head(month) for month in sheet.months],
        "rows": rows,
        "goal_change": after.revenue_minor - before.revenue_minor if sheet.seen is None else 0,
        "f": formats,
    }
    return render(request, "plan/compare.html", context)


def _value(cells: Any, key: str, month: str) -> int:
    cell = cells.get((key, month))
    return cell.value if cell else 0
