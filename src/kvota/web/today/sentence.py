"""The sentence: how much is missing, how many days are left, what will most likely come, who can help."""

from __future__ import annotations

from dataclasses import dataclass

from kvota.analytics.deal_rows import DealRow
from kvota.analytics.metrics.deals import deals_by_id
from kvota.analytics.metrics.forecast import Forecast, forecast
from kvota.analytics.metrics.plan_actual import PlanActual, plan_actual
from kvota.web.facts_alone import FactsAlone, forecast_or_facts
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked


@dataclass(frozen=True)
class Closer:
    """A deal that can help to close the gap, with its chance of n in 20."""

    deal: DealRow
    of_twenty: int


@dataclass(frozen=True)
class Standing:
    """Where a scope stands in a period. Sums are minor units; None where no goal was set.

    Where no forecast could be made what is still to come is nothing: the page says why instead.
    """

    report: PlanActual
    forecast: Forecast | FactsAlone
    closers: list[Closer]

    @property
    def told(self) -> Forecast | None:
        return self.forecast if isinstance(self.forecast, Forecast) else None

    @property
    def knows_nothing_yet(self) -> bool:
        """Whether the history is so short that the forecast is but the actual itself."""
        return self.told is not None and told_of(self.forecast) is None

    @property
    def signed_minor(self) -> int:
        """What signed contracts are expected to bring of what is still to come."""
        return self.forecast.signed_minor

    @property
    def missing_minor(self) -> int | None:
        """What is still to come before the plan is met; zero when it is."""
        if self.report.plan_minor is None:
            return None
        return max(0, self.report.plan_minor - self.report.actual_minor)

    @property
    def more_minor(self) -> int:
        """What will most likely still come."""
        return max(0, self.told.middle_minor - self.told.actual_minor) if self.told else 0

    @property
    def more_low_minor(self) -> int:
        return max(0, self.told.low_minor - self.told.actual_minor) if self.told else 0

    @property
    def more_high_minor(self) -> int:
        return max(0, self.told.high_minor - self.told.actual_minor) if self.told else 0

    @property
    def closers_minor(self) -> int:
        return sum(closer.deal.amount_minor or 0 for closer in self.closers)

    @property
    def closers_suffice(self) -> bool:
        """Whether the named clients together are worth the gap."""
        return self.missing_minor is not None and self.closers_minor >= self.missing_minor

    @property
    def to_find_minor(self) -> int:
        """What neither signed contracts nor open deals are expected to bring."""
        if self.missing_minor is None or self.told is None:
            return 0
        return max(0, self.missing_minor - self.signed_minor - self.open_minor)

    @property
    def open_minor(self) -> int:
        """What the open deals are expected to bring in the period, signed ones aside."""
        return max(0, self.more_minor - self.signed_minor)


def told_of(forecast: Forecast | FactsAlone) -> Forecast | None:
    """A forecast that tells something: not one that failed, nor one from so little that it is the actual."""
    if not isinstance(forecast, Forecast):
        return None
    if forecast.label == "not_enough_history" and forecast.low_minor == forecast.high_minor:
        return None
    return forecast


def standing(request: Asked, page: PageScope) -> Standing:
    """Read where the page's scope stands. Three questions to the copy, no stored figure."""
    organisation, day = request.organisation, request.today
    report = plan_actual(organisation, scope=page.scope, period=page.period, as_of=day)
    likely = forecast_or_facts(
        request,
        lambda: forecast(
            organisation, scope=page.scope, period=page.period, as_of=day, plan_minor=report.plan_minor
        ),
    )
    deals = deals_by_id(organisation, [deal for deal, _ in likely.closers], as_of=day)
    of_twenty = {deal: round(20 * chance) for deal, chance in likely.closers}
    return Standing(report, likely, [Closer(deal, of_twenty[deal.id]) for deal in deals])
