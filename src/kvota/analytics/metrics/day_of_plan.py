"""The day on which a plan is reached at the present pace: the forecast, asked for other last days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from kvota.analytics.metrics.actual import Basis, actual
from kvota.analytics.metrics.forecast_deals import DealsOfFunnel, deals_to_forecast
from kvota.analytics.reading import Reading, one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.forecasting.period_forecast import PeriodForecast, period_forecast
from kvota.records.organisations import Organisation

#: So far beyond the period a day is named; later ones are only said to be later.
LOOKS_BEYOND_DAYS = 62


@dataclass(frozen=True)
class DayOfPlan:
    """When what came since the first day of a period reaches its plan.

    Of the futures of the forecast one in ten has reached it by the end of `early_on`, half by
    `middle_on`, nine in ten by `late_on`; each is None where that is later than `looked_to`. Before
    `looked_to` lies all that the history can carry; `carried` is False where it does not even carry
    the period itself: then no day is named. `reached`: it is there already, and no day is named either.
    """

    reached: bool
    carried: bool
    looked_to: date
    early_on: date | None = None
    middle_on: date | None = None
    late_on: date | None = None


def day_of_plan(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    plan_minor: int,
    basis: Basis,
) -> DayOfPlan:
    """Say when the plan of a period is reached, the period having begun and not being over.

    The same forecast as everywhere, so the plan is reached by the last day of the period exactly
    when the forecast of that period says so: in its middle, its low and its high end alike.

    Kept until the next fact is stored: eight to twelve forecasts of some milliseconds each.

    Source: ux.md S3 (the race line); docs/decisions/0008.
    """
    with one_moment(organisation) as reading:
        came = actual(organisation, scope=scope, period=period, as_of=as_of, basis=basis).minor
        if came >= plan_minor:
            return DayOfPlan(reached=True, carried=True, looked_to=period.last_day)
        key = ("day of plan", basis, period.first_day, period.last_day, plan_minor, scope.people)
        found: DayOfPlan = reading.once(
            key,
            lambda: _found(
                reading,
                scope=scope,
                period=period,
                as_of=as_of,
                plan_minor=plan_minor,
                basis=basis,
                came=came,
            ),
            as_of=as_of,
        )
    return found


def _found(
    reading: Reading,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    plan_minor: int,
    basis: Basis,
    came: int,
) -> DayOfPlan:
    deals = deals_to_forecast(reading, people=scope.people, as_of=as_of, basis=basis)
    ends = _Ends(deals, scope=scope, came=came)
    last = (period.last_day - as_of).days
    if ends.of(last).label != "experimental":
        return DayOfPlan(reached=False, carried=False, looked_to=period.last_day)
    furthest = last + LOOKS_BEYOND_DAYS
    while furthest > last and ends.of(furthest).label != "experimental":
        furthest = last + (furthest - last) // 2
    days = {
        name: _first_day_at(plan_minor, share, last=last, furthest=furthest, value=ends.quantile)
        for name, share in (("early_on", 0.9), ("middle_on", 0.5), ("late_on", 0.1))
    }
    named = {name: None if ahead is None else as_of + timedelta(days=ahead) for name, ahead in days.items()}
    return DayOfPlan(reached=False, carried=True, looked_to=as_of + timedelta(days=furthest), **named)


class _Ends:
    """The forecast by how many days ahead it ends, each made once."""

    def __init__(self, deals: list[DealsOfFunnel], *, scope: Scope, came: int) -> None:
        self._asked = [(each.learnt, each.columns) for each in deals]
        self._people, self._came = scope.people, came
        self._made: dict[int, PeriodForecast] = {}

    def of(self, within: int) -> PeriodForecast:
        if within not in self._made:
            self._made[within] = period_forecast(
                self._asked, within=within, already=self._came, people=self._people
            )
        return self._made[within]

    def quantile(self, within: int, share: float) -> int:
        return self.of(within).total.quantile(share)


def _first_day_at(
    plan: int, share: float, *, last: int, furthest: int, value: Callable[[int, float], int]
) -> int | None:
    """The first of the days 0 ... furthest whose quantile reaches the plan; None where none does.

    The last day of the period is asked first, so that this never contradicts the forecast of the
    period. Between two days the next guess lies where a straight way would cross the plan.
    """
    if value(last, share) >= plan:
        low, high = -1, last
    elif value(furthest, share) >= plan:
        low, high = last, furthest
    else:
        return None
    halve = False
    while high - low > 1:
        guess = (low + high) // 2
        if low >= 0 and not halve:
            below, above = value(low, share), value(high, share)
            guess = low + round((plan - below) / max(above - below, 1) * (high - low))
        guess = min(max(guess, low + 1), high - 1)
        width = high - low
        if value(guess, share) >= plan:
            high = guess
        else:
            low = guess
        # A way that is far from straight would creep along: then the next guess halves what is left.
        halve = high - low > width // 2
    return high
