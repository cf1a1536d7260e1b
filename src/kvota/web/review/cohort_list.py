"""`/review/funnel/<stage>`: those who entered a stage in a period, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, cast, get_args
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.metrics.conversion import CohortRow, Sale, Went, cohort_list
from kvota.analytics.metrics.technology import VersionCohort, cohorts_of
from kvota.domain.calendar.period import Period, parse_period
from kvota.language.formats import formats_for
from kvota.records.funnels import Stage
from kvota.records.playbooks import versions_of
from kvota.web.pages import Pages
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class Entered:
    """One of the list, as the page prints it."""

    deal: DealRow
    entered_on: date
    went: Went
    went_on: date | None
    days: int

    @property
    def client(self) -> Named:
        return self.deal.client

    @property
    def owner(self) -> Named | None:
        return self.deal.owner

    @property
    def amount_minor(self) -> int | None:
        return self.deal.amount_minor


@dataclass(frozen=True)
class AskedCohort:
    stage: Stage
    went: Went | None
    rows: list[Entered]
    version: VersionCohort | None = None

    @property
    def words(self) -> dict[Went, str]:
        """What can become of a deal that entered a stage."""
        return {"adv": _("Went on"), "lost": pgettext("deals", "Lost"), "cens": _("Not decided")}

    def became(self, row: Entered) -> str:
        """What became of one deal."""
        went: dict[Went, str] = {
            "adv": pgettext("one deal", "Went on"),
            "lost": _("Lost"),
            "cens": pgettext("one deal", "Not decided"),
        }
        return went[row.went]


def asked_cohort(request: Asked, page: PageScope, uid: str) -> AskedCohort:
    """Those who entered a stage, of them those who went as the address says; 404 without the stage."""
    stage = next((one for one in StagesOfCompany(request).all if str(one.uid) == uid), None)
    if stage is None:
        raise Http404
    asked = request.GET.get("went", "")
    went = cast(Went, asked) if asked in get_args(Went) else None
    version = _version(request, stage)
    page = days_of_plan(request, page)
    sale = request.GET.get("sale", "")
    found = cohort_list(
        request.organisation,
        scope=page.scope,
        cohort=version or page.period,
        as_of=request.today,
        stage=stage.pk,
        went=went,
        sale=cast(Sale, sale) if sale in get_args(Sale) else None,
    )
    return AskedCohort(stage, went, [_entered(row) for row in found], version)


def _version(request: Asked, stage: Stage) -> VersionCohort | None:
    """The days of the playbook's version in the address, None without one; 404 for one that never was."""
    asked = request.GET.get("version", "")
    if not asked:
        return None
    versions = versions_of([stage.pk]).get(stage.pk, [])
    for cohort in cohorts_of(versions, as_of=request.today):
        if asked == str(cohort.version.number if cohort.version else 0):
            return cohort
    raise Http404


def _entered(row: CohortRow) -> Entered:
    return Entered(row.deal, row.entered_on, row.went, row.ended_on, row.days)


def days_of_plan(request: Asked, page: PageScope) -> PageScope:
    """The page over the days `?from=&to=` that a plan took a conversion from, in place of a period."""
    since, until = request.GET.get("from", ""), request.GET.get("to", "")
    if not since or not until:
        return page
    first, last = parse_period(since).first_day, parse_period(until).last_day
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    said = f"{formats.day(first)}–{formats.day(last)}"
    days = Period(f"{first}…{last}", "day", first, max(first, last))
    return replace(
        page, period=days, when_label=said, when_choices=[], previous_url="", next_url="", note=said
    )


def _days_query(request: Asked) -> str:
    """The days and the kind of sale of the address, for the links of the page."""
    kept = {name: request.GET[name] for name in ("from", "to", "sale") if request.GET.get(name)}
    return "&" + urlencode(kept) if kept else ""


def entered(request: Asked, uid: UUID) -> HttpResponse:
    """As many as the count of the funnel that opened it."""
    page = days_of_plan(request, read_scope(request, kind="quarter", views=review_views()))
    asked = asked_cohort(request, page, str(uid))
    if asked.version is not None:  # its days are those of the version, whatever the period of the page
        page = replace(page, when_choices=[], previous_url="", next_url="")
    pages = Pages(request, len(asked.rows))
    context: dict[str, Any] = {
        "scope": page,
        "stage": asked.stage,
        "stage_name": asked.stage.name_in(request.LANGUAGE_CODE),
        "went": asked.went or "",
        "version": asked.version,
        "number": request.GET.get("version", ""),
        "days": _days_query(request),
        "ways": [("", _("Entered")), *asked.words.items()],
        "rows": [(row, asked.became(row)) for row in pages.cut(asked.rows)],
        "count": len(asked.rows),
        "pages": pages,
    }
    return render(request, "review/entered.html", context)
