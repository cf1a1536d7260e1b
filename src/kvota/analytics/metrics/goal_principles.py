"""Gather what the five principles ask of a goal: plan, forecast, market, focuses, dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.metrics.forecast import Forecast, forecast
from kvota.analytics.metrics.plan import plan_cells
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.four_four_five import FiscalStart
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.planning.five_principles import GoalFacts, Held, MonthFacts, five_principles
from kvota.records.conditions import Condition
from kvota.records.market_facts import MarketFact, newest_fact
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.planned_nodes import of_node
from kvota.records.quarter_focus import QuarterFocus, way_up
from kvota.records.units import in_force, unit_tree

#: The month of today and the next two are held against the forecast, later ones against the past best.
FORECAST_MONTHS = 3

#: So far back the best month is looked for.
BEST_OF_MONTHS = 36


@dataclass(frozen=True)
class GoalHeld:
    """A goal under the five principles, with what makes each.

    `market_fact` is the one principle 2 cites; `covers_all` is False where it speaks of a part of the
    segment only. `forecast` is None where a rate is missing (`missing_rate` says which). `focuses` has
    a key for each quarter that is not over, None for one without.
    """

    facts: GoalFacts
    held: tuple[Held, ...]
    market_fact: MarketFact | None
    covers_all: bool
    forecast: Forecast | None
    missing_rate: MissingRate | None
    focuses: Mapping[str, QuarterFocus | None]
    lacking: tuple[Condition, ...]

    @property
    def unmet(self) -> tuple[Held, ...]:
        """What publishing shows: principles not met. It blocks nothing."""
        return tuple(one for one in self.held if one.verdict == "not_met")


def principles_of(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    metric: str = "revenue",
    months: Mapping[str, int | None] | None = None,
    industry: str = "",
    region: str = "",
    product: int | None = None,
) -> GoalHeld:
    """Hold the goal of a scope's node against the five principles (`domain.planning.five_principles`).

    Parameters
    ----------
    months
        Month key → what is planned for the node, for a draft that is not stored yet; the goal that
        counts unless given.
    industry, region, product
        The segment of the goal, for the market fact; the whole market unless given.

    Past the ends of months and quarters nothing is checked. Up to four forecasts, which are kept
    until the next fact, one question for the past best, eight short queries.

    Source: seed text 002; issue "From a goal to every rep's week", 6.
    """
    with one_moment(organisation):
        planned = _planned(organisation, scope, period, as_of) if months is None else dict(months)
        told, refused = _forecast(organisation, scope, period, as_of)
        enough = told is not None and not told.is_assumed
        focuses = _focuses(scope, period, as_of)
        lines = _lines(scope, period, metric)
        fact = newest_fact(industry=industry, region=region, product=product) if scope.has_plan else None
        covers_all = fact is not None
        if fact is None and not (industry or region or product):
            newest = MarketFact.objects.select_related("product", "author")
            fact = newest.order_by("-on_day", "-sequence").first()
        dated: list[Condition | QuarterFocus] = [
            *lines,
            *(focus for focus in focuses.values() if focus is not None),
        ]
        known = [value for value in planned.values() if value is not None]
        facts = GoalFacts(
            goal_minor=sum(known) if known else None,
            months_without=tuple(month for month, value in planned.items() if value is None),
            existing_minor=told.from_open_minor if told is not None and enough else None,
            new_minor=told.from_new_minor if told is not None and enough else None,
            market_fact=str(fact.uid) if fact else "",
            months=_months(organisation, scope, period, as_of, planned),
            quarters={key: focus.words if focus else "" for key, focus in focuses.items()},
            lines=len(dated),
            undated=sum(line.due_on is None for line in dated),
            ownerless=sum(line.owner_id is None for line in dated),
        )
    return GoalHeld(
        facts=facts,
        held=five_principles(facts),
        market_fact=fact,
        covers_all=covers_all,
        forecast=told,
        missing_rate=refused,
        focuses=focuses,
        lacking=tuple(line for line in lines if line.due_on is None or line.owner_id is None),
    )


def _planned(organisation: Organisation, scope: Scope, period: Period, as_of: date) -> dict[str, int | None]:
    keys = [month.key for month in period.months()]
    if not scope.has_plan:
        return dict.fromkeys(keys)
    cells = plan_cells(organisation, months=keys, as_of=as_of)
    return {month: cells.get((scope.unit, scope.person, month)) for month in keys}


def _forecast(
    organisation: Organisation, scope: Scope, period: Period, as_of: date
) -> tuple[Forecast | None, MissingRate | None]:
    try:
        return forecast(organisation, scope=scope, period=period, as_of=as_of), None
    except MissingRate as refused:
        return None, refused


def _months(
    organisation: Organisation,
    scope: Scope,
    period: Period,
    as_of: date,
    planned: Mapping[str, int | None],
) -> tuple[MonthFacts, ...]:
    """The months to come that have a plan, each with what it is held against."""
    coming = [month for month in period.months() if month.last_day >= as_of]
    best = _best_month(organisation, scope, as_of) if coming else None
    near = period_of(as_of, "month")
    near_keys = set()
    for _ in range(FORECAST_MONTHS):
        near_keys.add(near.key)
        near = near.next()
    found = []
    for month in coming:
        value = planned.get(month.key)
        if value is None:
            continue
        high = None
        if month.key in near_keys:
            told, _refused = _forecast(organisation, scope, month, as_of)
            high = None if told is None or told.is_assumed else told.high_minor
        found.append(MonthFacts(month.key, value, forecast_high_minor=high, best_minor=best))
    return tuple(found)


def _best_month(organisation: Organisation, scope: Scope, as_of: date) -> int | None:
    """The most a whole month before this one brought; None before the first, or where a rate is missing."""
    last = period_of(as_of, "month").previous()
    first = last
    for _ in range(BEST_OF_MONTHS - 1):
        first = first.previous()
    span = Period(f"{first.first_day}/{last.last_day}", "day", first.first_day, last.last_day)
    try:
        days = actual_by(organisation, scope=scope, period=span, as_of=as_of, by="day")
    except MissingRate:
        return None
    sums: dict[str, int] = {}
    for day in days:
        sums[day.key[:7]] = sums.get(day.key[:7], 0) + day.minor
    return max(sums.values(), default=None)


def quarters_to_come(period: Period, *, on: date, fiscal_start: FiscalStart) -> list[Period]:
    """The quarters a period touches that are not over on a day, in order."""
    quarter = period_of(max(period.first_day, min(on, period.last_day)), "quarter", fiscal_start=fiscal_start)
    found = []
    while quarter.first_day <= period.last_day:
        if quarter.last_day >= on:
            found.append(quarter)
        quarter = quarter.next()
    return found


def _focuses(scope: Scope, period: Period, as_of: date) -> dict[str, QuarterFocus | None]:
    """Quarter key → the focus of the node's unit, or of the nearest above it that has one."""
    quarters = quarters_to_come(period, on=as_of, fiscal_start=period.fiscal_start)
    return focus_of(units_above(scope, on=as_of), [quarter.key for quarter in quarters])


def units_above(scope: Scope, *, on: date) -> list[int]:
    """The unit of a node and those above it, the nearest first; of a person that of his seat."""
    unit = scope.unit
    if unit is None and scope.person is not None:
        seats = Seat.objects.live().filter(in_force(on), person_id=scope.person).order_by("unit_id")
        unit = seats.values_list("unit_id", flat=True).first()
    return way_up(unit, unit_tree(on)) if unit is not None else []


def focus_of(way: list[int], quarters: list[str]) -> dict[str, QuarterFocus | None]:
    """Quarter key → the focus of the first unit of a way that has one. One query."""
    rows = QuarterFocus.standing().exclude(words="").filter(quarter__in=quarters, unit_id__in=way)
    found: dict[str, dict[int, QuarterFocus]] = {}
    for row in rows.select_related("unit", "owner", "author"):
        found.setdefault(row.quarter, {})[row.unit_id] = row
    return {
        quarter: next((found[quarter][unit] for unit in way if unit in found.get(quarter, {})), None)
        for quarter in quarters
    }


def _lines(scope: Scope, period: Period, metric: str) -> list[Condition]:
    """The open conditions of the goal and of its quarters and months."""
    if not scope.has_plan:
        return []
    keys = {period.key, *(month.key for month in period.months())}
    if period.kind == "year":
        keys |= {quarter.key for quarter in period.children("quarter")}
    rows = Condition.standing().filter(
        of_node(unit=scope.unit, person=scope.person), period__in=keys, metric=metric, state="open"
    )
    return list(rows.select_related("owner").order_by("sequence"))
