"""The subtotals of a period: its ten days, weeks, months or days, each with plan, actual and likely end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kvota.analytics.metrics.forecast import Forecast, forecast
from kvota.analytics.metrics.plan_actual import BurnUpDay
from kvota.domain.calendar.period import Period, PeriodKind
from kvota.web.facts_alone import forecast_or_facts
from kvota.web.review.asked_period import days_inside
from kvota.web.scope_bar import PageScope, counts_ten_days
from kvota.web.seat_in_force import Asked

#: What a period is divided into on the page, the first unless another is asked for.
SPLITS: Mapping[PeriodKind, tuple[PeriodKind, ...]] = {
    "year": ("quarter", "month"),
    "quarter": ("month", "week"),
    "month": ("ten_day", "week"),
    "ten_day": ("day",),
    "week": ("day",),
    "day": (),
}


@dataclass(frozen=True)
class SubPeriod:
    """One row: the days of a part inside the page's period, and the address that opens just these.

    `plan_minor` is None without a goal; `likely` for a part that is not over yet, where one can be told.
    """

    part: Period
    inside: Period
    query: str
    is_now: bool
    is_ahead: bool
    plan_minor: int | None
    actual_minor: int
    likely: Forecast | None

    @property
    def gap_minor(self) -> int | None:
        """The actual less the plan, once the part is over."""
        if self.plan_minor is None or self.is_now or self.is_ahead:
            return None
        return self.actual_minor - self.plan_minor

    @property
    def attainment(self) -> Fraction | None:
        if not self.plan_minor or self.is_ahead:
            return None
        return Fraction(self.actual_minor, self.plan_minor)

    @property
    def is_in_the_grid(self) -> bool:
        """Whether its plan stands in the plan's grid as a number; that of fewer days is cut from one."""
        return self.part.kind in ("month", "quarter") and not self.is_cut

    @property
    def is_cut(self) -> bool:
        """Whether the part reaches over the ends of the period, and only some of its days count."""
        return self.part != self.inside


def kinds_of_split(request: Asked, page: PageScope) -> list[PeriodKind]:
    """What the period of the page can be divided into, where the company counts so."""
    kinds = list(SPLITS[page.period.kind])
    if not counts_ten_days(request) and "ten_day" in kinds:
        kinds.remove("ten_day")
    return kinds


def split_asked(request: Asked, page: PageScope) -> PeriodKind | None:
    kinds = kinds_of_split(request, page)
    return next((kind for kind in kinds if kind == request.GET.get("split")), kinds[0] if kinds else None)


def parts_inside(page: PageScope, kind: PeriodKind) -> list[tuple[Period, Period, str]]:
    """Each part whole, its days inside the period, and the query of a list of exactly these days."""
    found = []
    for part in page.period.children(kind):
        inside = days_inside(part, page.period)
        query = f"when={part.key}" if inside == part else f"when={page.when}&part={part.key}"
        if page.scope.who:
            query = f"who={page.scope.who}&{query}"
        found.append((part, inside, f"?{query}"))
    return found


def sub_periods(request: Asked, page: PageScope, days: list[BurnUpDay]) -> list[SubPeriod]:
    """The rows of money: they sum to the plan and the actual of the period. One forecast for each to come."""
    kind = split_asked(request, page)
    if kind is None or not days:
        return []
    plan, actual = _by_day([each.plan_minor for each in days], days), _by_day(_came(days), days)
    has_plan = days[0].plan_minor is not None
    found = []
    for part, inside, query in parts_inside(page, kind):
        running = inside.last_day >= request.today
        found.append(
            SubPeriod(
                part=part,
                inside=inside,
                query=query,
                is_now=inside.contains(request.today),
                is_ahead=inside.first_day > request.today,
                plan_minor=sum(plan[day] for day in inside.days()) if has_plan else None,
                actual_minor=sum(actual[day] for day in inside.days()),
                likely=_likely(request, page, inside) if running and kind != "day" else None,
            )
        )
    return found


def _likely(request: Asked, page: PageScope, inside: Period) -> Forecast | None:
    told = forecast_or_facts(
        request,
        lambda: forecast(request.organisation, scope=page.scope, period=inside, as_of=request.today),
    )
    return told if isinstance(told, Forecast) else None


def _came(days: list[BurnUpDay]) -> list[int | None]:
    return [each.actual_minor for each in days]


def _by_day(running: list[int | None], days: list[BurnUpDay]) -> dict[date, int]:
    """What each day added to a running sum; a day without one adds nothing."""
    found, before = {}, 0
    for each, so_far in zip(days, running, strict=True):
        found[each.on] = 0 if so_far is None else so_far - before
        before = before if so_far is None else so_far
    return found
