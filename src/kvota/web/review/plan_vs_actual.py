"""`/review`: the burn-up by working days, the table that sums to it, its parts, and what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.actual import last_payment_on, rates_in_actual
from kvota.analytics.metrics.forecast import Forecast, forecast_by_person, forecast_by_team
from kvota.analytics.metrics.forecast_record import forecast_record
from kvota.analytics.metrics.plan_actual import PlanActual, PlanActualRow, burn_up, plan_actual
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.analytics.scope import people_of_units
from kvota.domain.forecasting.history_label import ENOUGH_WINS
from kvota.language.formats import formats_for
from kvota.records.calendars import company_calendar
from kvota.records.rights import reads_everything
from kvota.web.facts_alone import FactsAlone, forecast_or_facts, why_no_forecast
from kvota.web.rate_words import rates_line
from kvota.web.review.burn_up_of_period import figure_of
from kvota.web.review.changed_list import change_rows, compared_days
from kvota.web.review.counted_measure import counted_measure
from kvota.web.review.left_out import without_deal, without_plan, without_rates
from kvota.web.review.measures import asked_metric, measures
from kvota.web.review.owed_measure import owed_measure
from kvota.web.review.periods_of_page import kinds_of_split, split_asked, sub_periods
from kvota.web.review.views import review_views
from kvota.web.scope_bar import PageScope, read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.sentence import Standing, standing

CUTS: tuple[Literal["person", "unit", "product"], ...] = ("person", "unit", "product")
STALE_AFTER = 3  # whole working days without a payment
GOAL_KINDS = ("month", "quarter", "year")
MOST_CHART_DAYS = 70  # beyond a quarter the days are too thin to read; weeks would lie about holidays


@dataclass(frozen=True)
class Part:
    """One row of the table: a part of the whole, and where it will likely end (not of products)."""

    row: PlanActualRow
    likely: Forecast | None = None

    @property
    def likely_gap_minor(self) -> int | None:
        """Where it will likely end, less its plan."""
        if self.likely is None or self.row.plan_minor is None:
            return None
        return self.likely.middle_minor - self.row.plan_minor


def plan_vs_actual(request: Asked) -> HttpResponse:
    """The measure the address asks for."""
    page = read_scope(request, views=review_views())
    metric = asked_metric(request)
    if metric == "owed":
        return owed_measure(request, page)
    if metric != "money":
        return counted_measure(request, page, metric)
    return money_measure(request, page)


def money_measure(request: Asked, page: PageScope) -> HttpResponse:
    """The figures; where a rate is missing, those of all the rest, and what is left out of them."""
    try:
        context = _money(request, page)
    except MissingRate:
        with leaving_out_missing_rates():
            context = _money(request, page)
        context["left_out"] = without_rates(request, page, page.period) + context["left_out"]
    return render(request, "review/plan_vs_actual.html", context)


def _money(request: Asked, page: PageScope) -> dict[str, Any]:
    """Plan, actual, likely; rows by person, unit or product that sum to the whole."""
    organisation, day = request.organisation, request.today
    cut = asked_cut(request)
    formats = formats_for(request.LANGUAGE_CODE, organisation.currency)
    stand = standing(request, page)
    table = plan_actual(organisation, scope=page.scope, period=page.period, as_of=day, by=cut)
    days = burn_up(organisation, scope=page.scope, period=page.period, as_of=day)
    compared = compared_days(request) if page.period.contains(day) else ()
    parts, periods = parts_of(request, page, table, cut), sub_periods(request, page, days)
    record = forecast_or_facts(request, lambda: forecast_record(organisation, as_of=day))
    changes = forecast_or_facts(request, lambda: change_rows(request, page, compared))
    return {
        "scope": page,
        "left_out": [
            *(without_plan(page, table, formats) if cut != "product" else []),
            *without_deal(request, page, formats),
        ],
        "standing": stand,
        "report": stand.report,
        "rates": rates_line(
            rates_in_actual(organisation, scope=page.scope, period=page.period, as_of=day),
            formats,
            organisation.currency,
        ),
        "metric": "money",
        "measures": measures(page),
        "cut": cut,
        "cuts": [("person", _("People")), ("unit", _("Units")), ("product", _("Products"))],
        "next_cut": CUTS[(CUTS.index(cut) + 1) % len(CUTS)],
        "table": table,
        "parts": parts,
        "likely_gap_minor": likely_gap(stand),
        "figure": figure_of(days, stand, page, formats) if 1 < len(days) <= 31 + MOST_CHART_DAYS else None,
        "splits": kinds_of_split(request, page),
        "split": split_asked(request, page),
        "periods": periods,
        "changes": [] if isinstance(changes, FactsAlone) else changes,
        "later_lack": why_no_forecast(request) if stand.told else None,
        "compared": compared,
        "payments_as_of": payments_as_of(request, page),
        # The grid holds months; a week's plan is cut from one by its working days and stands nowhere.
        "plan_opens": page.period.kind in GOAL_KINDS,
        "enough_wins": ENOUGH_WINS,
        "record": None if isinstance(record, FactsAlone) else record,
        "reads_company": reads_everything(request.seat, on=day),
        "f": formats,
    }


def payments_as_of(request: Asked, page: PageScope) -> date | None:
    """The day of the last payment where it is so old that the actual may only look low; None else.

    Of a period that is over by then, and where contracts count, it says nothing.
    """
    organisation, today = request.organisation, request.today
    if organisation.basis == "signed" or not page.period.contains(today):
        return None
    last = last_payment_on(organisation, as_of=today)
    if last is None:
        return None
    missed = company_calendar(organisation).working_days(last + timedelta(days=1), today - timedelta(days=1))
    return last if len(missed) >= STALE_AFTER else None


def asked_cut(request: Asked) -> Literal["person", "unit", "product"]:
    asked = request.GET.get("cut", "person")
    return next((one for one in CUTS if one == asked), "person")


def parts_of(request: Asked, page: PageScope, table: PlanActual, cut: str) -> list[Part]:
    """The rows; those of people and of units with their forecasts, all from one question."""
    likely: dict[int, Forecast] | FactsAlone = {}
    plans = {row.of.id: row.plan_minor for row in table.rows if row.of}
    asked: dict[str, Any] = {"plans": plans, "period": page.period, "as_of": request.today}
    if cut == "person":
        likely = forecast_or_facts(request, lambda: forecast_by_person(request.organisation, **asked))
    elif cut == "unit":
        teams = people_of_units(page.scope, units=plans, on=request.today)
        likely = forecast_or_facts(
            request, lambda: forecast_by_team(request.organisation, teams=teams, **asked)
        )
    if isinstance(likely, FactsAlone):
        likely = {}
    return [Part(row, likely.get(row.of.id) if row.of else None) for row in table.rows]


def likely_gap(stand: Standing) -> int | None:
    """Where the whole will likely end, less its plan: its own, for likely sums of parts do not add up."""
    plan = stand.report.plan_minor
    return None if plan is None or stand.told is None else stand.told.middle_minor - plan
