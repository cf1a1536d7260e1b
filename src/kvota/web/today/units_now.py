"""The units of a company side by side: each with its plan, what will most likely come, and its chance."""

from __future__ import annotations

from dataclasses import dataclass

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.forecast import Forecast, forecast
from kvota.analytics.metrics.plan_actual import PlanActualRow, plan_actual
from kvota.analytics.scope import scope_of
from kvota.web.facts_alone import FactsAlone, forecast_or_facts
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked

FEWEST, MOST = 2, 12  # beyond a dozen nobody compares by eye; the table of Review has them all


@dataclass(frozen=True)
class UnitNow:
    """One unit. Sums are minor units of the company's currency; None where it has no goal."""

    unit: Named
    row: PlanActualRow
    forecast: Forecast | FactsAlone

    @property
    def missing_minor(self) -> int | None:
        return None if self.row.plan_minor is None else max(0, self.row.plan_minor - self.row.actual_minor)

    @property
    def signed_minor(self) -> int:
        return self.forecast.signed_minor

    @property
    def open_minor(self) -> int:
        """What the open deals will most likely add, signed ones aside."""
        return max(0, (self.forecast.middle_minor or 0) - self.row.actual_minor - self.signed_minor)


def units_now(request: Asked, page: PageScope) -> list[UnitNow]:
    """The units that sell, the one least sure of its plan first; none where there is but one.

    One forecast per unit: their ranges do not add up to the company's.
    """
    organisation, day = request.organisation, request.today
    report = plan_actual(organisation, scope=page.scope, period=page.period, as_of=day, by="unit")
    rows = [row for row in report.rows if row.of is not None]
    if not FEWEST <= len(rows) <= MOST:
        return []
    found = [UnitNow(row.of, row, _likely(request, page, row)) for row in rows if row.of is not None]
    return sorted(found, key=lambda one: (_chance(one), one.unit.name))


def _chance(one: UnitNow) -> int:
    return one.forecast.chance_of_plan if one.forecast.chance_of_plan is not None else 21


def _likely(request: Asked, page: PageScope, row: PlanActualRow) -> Forecast | FactsAlone:
    assert row.of is not None
    unit = scope_of(request.seat, row.of.uid, on=request.today)
    return forecast_or_facts(
        request,
        lambda: forecast(
            request.organisation,
            scope=unit,
            period=page.period,
            as_of=request.today,
            plan_minor=row.plan_minor,
        ),
    )
