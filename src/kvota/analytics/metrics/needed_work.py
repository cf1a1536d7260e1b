"""What a goal needs: deals, contracts, offers, meetings, leads and calls, and whether it is there.

How this works. The goal is divided between new business and repeat sales. From each, what of it came
and is in hand is taken off, and the rest is read backwards through its own way: whole people at every
stage, by the conversions the company has seen. The leads it takes are compared with those somebody
promised, the hours with those people have, and the conversions with what is proven. What starts when
follows from how long each stage takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import Literal

from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.actual import actual
from kvota.analytics.metrics.conversion import Sale
from kvota.analytics.metrics.forecast import Forecast, forecast
from kvota.analytics.metrics.found_already import NOTHING, FoundAlready, found_already
from kvota.analytics.metrics.funnel_facts import (
    SALES,
    FunnelFacts,
    KnownDeal,
    Way,
    changed_by,
    deals_of_products,
    funnel_facts,
)
from kvota.analytics.metrics.hours import TeamHours, team_hours
from kvota.analytics.metrics.hours_of_stages import hours_of_stages
from kvota.analytics.metrics.lead_supply import leads_to_come
from kvota.analytics.metrics.needed_products import NeededProduct, needed_products
from kvota.analytics.metrics.plan import plan, segment_cells
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope, whole_company
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.calendar.rest_of_week import rest_of_week, weekdays
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.funnel_chance import chained
from kvota.domain.planning.lag_kernel import (
    LAST_CHANCE,
    NORMAL,
    last_useful_day,
    share_by_end,
)
from kvota.domain.planning.left_of_parts import what_is_left
from kvota.domain.planning.need_of_goal import FunnelStep, SegmentGoal, SegmentNeed, need_of_goal
from kvota.domain.planning.period_of_need import refuse_other_periods
from kvota.domain.planning.resource_check import (
    Conversion,
    Feasibility,
    Lamp,
    feasibility,
    hours_lamp,
    leads_lamp,
    technology_lamp,
)
from kvota.domain.planning.revenue_of_parts import PlanPart, revenue_of_parts
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from kvota.domain.planning.whole_over_time import whole_over_time
from kvota.records.calendars import company_calendar
from kvota.records.goal_nodes import kept_cells, person_key, segments_of, unit_key
from kvota.records.goals import GoalSegment, GoalVersion
from kvota.records.organisations import Organisation

#: The whole plan, or what of it is still to be found.
ReadingOf = Literal["whole", "rest"]
#: partly: the goal says some of it, and the rest falls as is usual.
ShareFrom = Literal["goal", "partly", "past", "assumed"]
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
#: Weeks a last useful date is looked for before today: a way of a year begins long before its month.
_WEEKS_BACK = 60


@dataclass(frozen=True)
class PartOfPlan:
    """What of the plan falls on a kind of sale, what of that is found, and what is still to be found.

    Attributes
    ----------
    share, share_from
        Its exact part of the plan, and whether the goal says so, or says so of a part of it, the past
        year, or nobody: then it is the company's where that sold.
    plan_minor
        Minor units, as are the others; the parts sum to the plan.
    came_minor, in_hand_minor
        What of it came and what its open deals are expected to bring; zero where the whole plan is read.
    goal_minor
        What of it is to be found: all parts sum to that of the whole, so where one part brought more
        than its plan, less than is left is asked of the other.
    """

    sale: Sale
    share: Fraction
    share_from: ShareFrom
    plan_minor: int
    came_minor: int
    in_hand_minor: int
    goal_minor: int

    @property
    def left_minor(self) -> int:
        """Of its own plan; below zero where it brought more, which eases what is asked of the others."""
        return self.plan_minor - self.came_minor - self.in_hand_minor


@dataclass(frozen=True)
class NeededSegment:
    """What new business, or repeat sales, must bring and what that takes.

    Attributes
    ----------
    part
        Of the plan, and what of it is to be found.
    below_one_deal
        The part is less than one deal: it takes one all the same.
    need
        Whole people at each stage of `way`, the stage nearest the deal first. None where the average
        deal is not known.
    """

    part: PartOfPlan
    deal: KnownDeal
    way: Way
    need: SegmentNeed | None
    below_one_deal: bool

    @property
    def sale(self) -> Sale:
        return self.part.sale

    @property
    def share(self) -> Fraction:
        return self.part.share

    @property
    def share_from(self) -> ShareFrom:
        return self.part.share_from

    @property
    def goal_minor(self) -> int:
        return self.part.goal_minor

    @property
    def first(self) -> int:
        """How many must start: leads of new business, clients to offer to of repeat sales."""
        if self.need is None:
            return 0
        return self.need.stages[-1].whole if self.need.stages else self.need.deals


@dataclass(frozen=True)
class LastDays:
    """The last working day on which it is still of use to reach a stage; None where it has passed long ago.

    `normal` leaves half of the usual chance that its money comes in the period, `last_chance` a tenth.
    `share_now` is the exact share of its usual chance that who reaches it today has.
    """

    sale: Sale
    stage: int
    normal: date | None
    last_chance: date | None
    share_now: Fraction


@dataclass(frozen=True)
class NeededWork:
    """What a period's goal needs of some people, as known on a day. Sums are minor units.

    Attributes
    ----------
    plan_minor
        The plan of the period, None without a goal for all of its months (`months_without`).
    in_hand_minor
        What deals in work are expected to bring in the period, chances counted.
    to_find_minor
        The whole plan, or what of it neither came nor is in hand; None without a plan.
    reading
        Which of the two.
    leads, calls
        To start: new business alone.
    leads_there
        Promised by somebody for the weeks that are left, without those of this week that came: they
        are deals by now. None where nobody said anything.
    supply_share
        The part of the company's leads that falls on these people; 1 for a period that is over.
    chance
        How likely exactly the needed starts bring what is to be found, 0 to 1; None without a need.
    lamps
        Leads, hours and technology; none for a period that is over.
    weeks
        The weeks of the period that are left, of this week its days from today on, with leads and hours
        needed in each: of the whole plan of a period that runs only what falls on them.
    hours_there
        Of all who sell, by week; the lamp of hours compares the two.
    hours_of_a_rep
        What one more person who sells would have in each of those weeks.
    weeks_to_end
        How many weeks after this one the period's last week is; below zero when it is over, or when
        the days that are left lie in a week of the next period.
    parts
        The plan by kind of sale, with what of each is found; none without a plan.
    products
        Of a goal that is cut by product the part, the deal and the deals of each, `to_find_minor` in
        all; empty for another.
    """

    period: Period
    as_of: date
    currency: str
    basis: str
    reading: ReadingOf
    plan_minor: int | None
    months_without: tuple[str, ...]
    actual_minor: int
    in_hand_minor: int
    in_hand_is_assumed: bool
    to_find_minor: int | None
    segments: tuple[NeededSegment, ...]
    facts: FunnelFacts
    calls: int
    leads_there: int | None
    supply_share: Fraction
    chance: float | None
    lamps: tuple[Lamp, ...]
    weeks: tuple[str, ...]
    leads_by_week: Mapping[str, int]
    hours_by_week: Mapping[str, Fraction]
    last_days: tuple[LastDays, ...]
    parts: tuple[PartOfPlan, ...]
    activities: Mapping[str, Fraction]
    hours_there: Mapping[str, Fraction]
    hours_of_a_rep: Mapping[str, Fraction]
    weeks_to_end: int
    products: tuple[NeededProduct, ...] = ()
    levers: Levers = NO_CHANGE

    @property
    def leads(self) -> int:
        return sum(segment.first for segment in self.segments if segment.sale == "new")

    @property
    def deals(self) -> int:
        return sum(segment.need.deals for segment in self.segments if segment.need)

    @property
    def deals_of_products(self) -> int | None:
        """Of all products; None where the deal of one is not known, or a part is given to none."""
        known = [one.deals for one in self.products if one.deals is not None]
        return sum(known) if len(known) == len(self.products) else None

    @property
    def revenue_minor(self) -> int:
        """Of the whole deals; what it is above the goal is no goal."""
        return sum(segment.need.revenue for segment in self.segments if segment.need)

    @property
    def is_over(self) -> bool:
        return self.period.last_day < self.as_of

    @property
    def verdict(self) -> Feasibility | None:
        """Whether it can be met, only with what is missing, or not and why; None for what is over."""
        return feasibility(self.lamps, too_late=self.is_too_late) if self.lamps else None

    @property
    def is_too_late(self) -> bool:
        """Whether what starts today can hardly bring its money in time."""
        first = next((each for each in self.last_days if each.sale == "new"), None)
        begun = self.reading == "whole" and self.period.first_day <= self.as_of
        return bool(self.leads and not begun and first and first.share_now < LAST_CHANCE)

    def hours_of_a_start(self, sale: Sale) -> Fraction:
        """The hours one start takes on average: each stage as often as it is reached."""
        way = self.facts.ways[sale]
        each = hours_of_stages(way, self.activities, calls_per_lead=self.facts.calls_per_lead)
        found, reached = each[0], Fraction(1)
        for step, hours in zip(way.steps[:-1], each[1:], strict=True):
            reached *= step.conversion.mean
            found += reached * hours
        return Fraction(round(found * 100), 100)

    @property
    def lamp_of_hours(self) -> Lamp | None:
        return self.lamp("hours")

    def lamp(self, name: str) -> Lamp | None:
        return next((lamp for lamp in self.lamps if lamp.name == name), None)


def needed_work(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    version: GoalVersion | None = None,
    reading: ReadingOf | None = None,
    levers: Levers = NO_CHANGE,
) -> NeededWork:
    """Return what the goal of a month, quarter or year needs of a unit or a person.

    Parameters
    ----------
    version
        A draft or a scenario to read instead of the plan that counts.
    reading
        By default what is still to find in a period that runs, and the whole plan of one to come.
    levers
        What would be different; nothing by default.

    Returns
    -------
    For several months the need of their sum, once rounded up: twelve months rounded one by one would
    ask for a year's dozen of deals that nobody needs.

    Raises
    ------
    NeedOfOtherPeriod
        A version holds no plan of a week or a day: its month's would stand there.
    MissingRate
        A sum in a foreign currency has no rate.

    Source: seed text 001; domain.md B1-B5, C4; ux.md S6.
    """
    refuse_other_periods(period)
    with one_moment(organisation):
        planned, without, cut = _planned(organisation, scope, period, as_of, version)
        came = actual(organisation, scope=scope, period=period, as_of=as_of)
        told = None if period.last_day < as_of else _in_hand(organisation, scope, period, as_of)
        facts = changed_by(funnel_facts(organisation, scope=scope, as_of=as_of), levers)
        asked = reading or ("rest" if period.first_day <= as_of <= period.last_day else "whole")
        in_hand = told.from_open_minor if told else 0
        to_find = _to_find(planned, came.minor, in_hand, asked)
        known = NOTHING
        if asked == "rest" and to_find:
            known = found_already(organisation, scope=scope, period=period, as_of=as_of)
        parts = _parts(facts, cut.by_kind, (planned, to_find), known)
        segments = tuple(_segment(facts, part) for part in parts)
        products = _products(organisation, scope, as_of, (planned, to_find), cut, known, levers)
        supplies = _Supplies(organisation, scope, period, as_of, levers, whole=asked == "whole")
    leads = sum(segment.first for segment in segments if segment.sale == "new")
    calls = ceil(leads * facts.calls_per_lead)
    leads_by_week = supplies.spread(leads)
    hours = _hours_needed(segments, calls, supplies)
    lamps: tuple[Lamp, ...] = ()
    if supplies.weeks and to_find is not None and all(segment.need for segment in segments):
        lamps = (
            # Where nothing is needed, nothing need be promised.
            leads_lamp(leads_by_week, supplies.leads if leads else supplies.leads or {}),
            hours_lamp(hours, supplies.hours),
            technology_lamp(_steps_taken(facts.ways["new"])),
        )
    last_days = tuple(_last_days(organisation, facts, period, as_of)) if supplies.weeks else ()
    return NeededWork(
        period=period,
        as_of=as_of,
        currency=organisation.currency,
        basis=came.basis,
        reading=asked,
        plan_minor=planned,
        months_without=without,
        actual_minor=came.minor,
        in_hand_minor=in_hand,
        in_hand_is_assumed=bool(told and told.is_assumed),
        to_find_minor=to_find,
        segments=segments,
        facts=facts,
        calls=calls,
        leads_there=None if supplies.leads is None else int(sum(supplies.leads.values())),
        supply_share=supplies.share,
        chance=_chance(segments, to_find),
        lamps=lamps,
        weeks=supplies.weeks,
        leads_by_week=leads_by_week,
        hours_by_week=hours,
        last_days=last_days,
        parts=parts,
        activities=supplies.activities,
        hours_there={
            week: sum((each[week] for each in supplies.hours.values()), Fraction(0))
            for week in supplies.weeks
        },
        hours_of_a_rep=supplies.of_a_rep,
        weeks_to_end=_weeks_to_end(period, as_of),
        products=products,
        levers=levers,
    )


def _to_find(planned: int | None, came: int, in_hand: int, reading: ReadingOf) -> int | None:
    if planned is None:
        return None
    return planned if reading == "whole" else max(planned - came - in_hand, 0)


def _planned(
    organisation: Organisation, scope: Scope, period: Period, as_of: date, version: GoalVersion | None
) -> tuple[int | None, tuple[str, ...], _Cut]:
    """The plan, the months without one, and how the goal itself cuts it."""
    months = [month.key for month in period.months()]
    if version is not None:
        node = _node(scope)
        cells = kept_cells(version, month__in=months) if node else {}
        values = {month: cells[node, month].value for month in months if (node, month) in cells}
        parts = {
            segment: sum(cells[key, month].value for month in months if (key, month) in cells)
            for segment in segments_of(version)
            if (key := f"{node}/s{segment}")
        }
        without = tuple(month for month in months if month not in values)
        return (sum(values.values()) if not without else None), without, _cut(parts)
    wanted = plan(organisation, scope=scope, period=period, as_of=as_of)
    parts = {}
    for (unit, person, segment, _month), value in segment_cells(
        organisation, months=months, as_of=as_of
    ).items():
        if scope.has_plan and (unit, person) == (scope.unit, scope.person):
            parts[segment] = parts.get(segment, 0) + value
    return wanted.to_compare, wanted.months_without, _cut(parts)


def _node(scope: Scope) -> str:
    if scope.unit is not None:
        return unit_key(scope.unit)
    return person_key(scope.person) if scope.person is not None else ""


@dataclass(frozen=True)
class _Cut:
    """What a goal that is cut gives to new and repeat business and to each product, minor units."""

    by_kind: Mapping[str, int]
    by_product: Mapping[Named, int]


def _cut(parts: Mapping[int, int]) -> _Cut:
    by_kind: dict[str, int] = {}
    by_product: dict[Named, int] = {}
    rows = GoalSegment.objects.filter(pk__in=parts).order_by("product__name", "product_id")
    for segment, kind, product, uid, name in (
        rows.values_list("pk", "kind", "product_id", "product__uid", "product__name") if parts else ()
    ):
        if kind:
            by_kind[kind] = by_kind.get(kind, 0) + parts[segment]
        if product:
            of = Named(product, str(uid), name)
            by_product[of] = by_product.get(of, 0) + parts[segment]
    return _Cut(by_kind, by_product)


def _products(
    organisation: Organisation,
    scope: Scope,
    as_of: date,
    goal: tuple[int | None, int | None],
    cut: _Cut,
    known: FoundAlready,
    levers: Levers,
) -> tuple[NeededProduct, ...]:
    planned, to_find = goal
    if planned is None or to_find is None or not cut.by_product:
        return ()
    ids = [product.id for product in cut.by_product]
    deals = deals_of_products(organisation, scope=scope, as_of=as_of, products=ids)
    came, in_hand = known.came_of_product, known.in_hand_of_product
    found = {product: came.get(product, 0) + in_hand.get(product, 0) for product in {*came, *in_hand}}
    return needed_products(
        cut.by_product, planned=planned, to_find=to_find, deals=deals, levers=levers, found=found
    )


def _in_hand(organisation: Organisation, scope: Scope, period: Period, as_of: date) -> Forecast:
    return forecast(organisation, scope=scope, period=period, as_of=as_of)


def _shares(
    facts: FunnelFacts, by_kind: Mapping[str, int], planned: int
) -> tuple[Mapping[Sale, Fraction], ShareFrom]:
    """The exact share of each kind; what the goal gives to none falls as is usual."""
    usual, source = _usual_shares(facts)
    said = {sale: max(by_kind.get(sale, 0), 0) for sale in SALES}
    whole = sum(said.values())
    if not whole:
        return usual, source
    open_minor = max(planned - whole, 0)
    shares = {sale: (said[sale] + open_minor * usual[sale]) / (whole + open_minor) for sale in SALES}
    return shares, "partly" if open_minor else "goal"


def _usual_shares(facts: FunnelFacts) -> tuple[Mapping[Sale, Fraction], ShareFrom]:
    """Those of the own past year, else the company's: who begins is taken to sell like the others."""
    sources: tuple[tuple[Mapping[Sale, int], ShareFrom], ...] = (
        (facts.sold, "past"),
        (facts.company_sold, "assumed"),
    )
    for sold, source in sources:
        past = {sale: max(sold[sale], 0) for sale in SALES}
        if whole := sum(past.values()):
            return {sale: Fraction(past[sale], whole) for sale in SALES}, source
    # Nothing was sold, so nobody can buy again.
    return {"new": Fraction(1), "repeat": Fraction(0)}, "assumed"


def _parts(
    facts: FunnelFacts,
    by_kind: Mapping[str, int],
    goal: tuple[int | None, int | None],
    known: FoundAlready,
) -> tuple[PartOfPlan, ...]:
    """New business always, repeat sales where they have a part; they sum to the plan and to the goal."""
    planned, to_find = goal
    if planned is None or to_find is None:
        return ()
    shares, source = _shares(facts, by_kind, planned)
    plans = split_without_loss(planned, [shares[sale] for sale in SALES])
    came = [known.came.get(sale, 0) for sale in SALES]
    in_hand = [known.in_hand.get(sale, 0) for sale in SALES]
    left = what_is_left(plans, [sum(each) for each in zip(came, in_hand, strict=True)])
    goals = split_without_loss(to_find, left if any(left) else [shares[sale] for sale in SALES])
    rows = zip(SALES, plans, came, in_hand, goals, strict=True)
    return tuple(
        PartOfPlan(sale, shares[sale], source, *minor)
        for sale, *minor in rows
        if shares[sale] or sale == "new"
    )


def needed_segments(work: NeededWork, levers: Levers) -> tuple[NeededSegment, ...]:
    """Return what the same goal would need of each kind of sale with other levers; asks nothing anew."""
    facts = changed_by(work.facts, levers)
    return tuple(_segment(facts, part) for part in work.parts)


def _segment(facts: FunnelFacts, part: PartOfPlan) -> NeededSegment:
    sale, goal = part.sale, part.goal_minor
    way, deal = facts.ways[sale], facts.deals[sale]
    if deal.minor is None:
        return NeededSegment(part, deal, way, None, below_one_deal=False)
    below = 0 < goal < deal.minor
    steps = tuple(FunnelStep(str(step.stage), step.conversion.share) for step in reversed(way.steps))
    wanted = SegmentGoal(
        key=sale,
        goal=max(goal, deal.minor) if below else goal,
        average=deal.minor,
        steps=steps,
        base=facts.active_clients if sale == "repeat" else None,
    )
    (need,) = need_of_goal([wanted], refuse_above_base=False).segments
    return NeededSegment(part, deal, way, need, below_one_deal=below)


def _chance(segments: Sequence[NeededSegment], to_find: int | None) -> float | None:
    """How likely the needed starts bring at least the goal, all kinds together."""
    parts = [
        PlanPart(
            segment.first, chained([step.conversion.share for step in segment.way.steps]), segment.deal.minor
        )
        for segment in segments
        if segment.need and segment.first and segment.deal.minor
    ]
    if not to_find or not parts:
        return None
    return revenue_of_parts(parts, most=to_find).chance_of(to_find)


class _Supplies:
    """The leads and hours there are in the weeks that are left of a period."""

    def __init__(
        self,
        organisation: Organisation,
        scope: Scope,
        period: Period,
        as_of: date,
        levers: Levers,
        *,
        whole: bool,
    ) -> None:
        self.periods = weeks_left(period, as_of=as_of)
        self.weeks = tuple(week.key for week in self.periods)
        self.leads: dict[str, Fraction] | None = None
        self.hours: dict[str, dict[str, Fraction]] = {}
        self.share = Fraction(1)
        self.weights = [weekdays(week) for week in self.periods]
        left, has_begun = dict(zip(self.weeks, self.weights, strict=True)), period.first_day <= as_of
        # Of a whole plan that runs, what falls on days that are over is no longer asked.
        self.over = (
            sum(weekdays(week) - left.get(week.key, 0) for week in _own_weeks(period))
            if whole and has_begun
            else 0
        )
        self.activities: Mapping[str, Fraction] = {}
        self.of_a_rep: dict[str, Fraction] = {}
        if not self.periods:
            return
        team = team_hours(organisation, scope=scope, periods=self.periods, as_of=as_of)
        self.activities = team.workload.activities
        self.of_a_rep = dict(zip(self.weeks, team.of_a_rep, strict=True))
        if scope.people is not None:
            # By the whole weeks: on a Sunday a team is the same part of all as on the Monday before.
            whole_weeks = [period_of(week.first_day, "week") for week in self.periods]
            if whole_weeks == self.periods:
                self.share = _share_of_leads(organisation, team, self.periods, as_of)
            else:
                sitting = team_hours(organisation, scope=scope, periods=whole_weeks, as_of=as_of)
                self.share = _share_of_leads(organisation, sitting, whole_weeks, as_of)
        promised = leads_to_come(organisation, weeks=self.periods, as_of=as_of)
        if promised is not None:
            kept = (1 + levers.leads) * self.share
            self.leads = {week: promised.get(week, 0) * kept for week in self.weeks}
        self.hours = team.by_person()
        if levers.reps and self.hours:
            self.hours = {"": dict(zip(self.weeks, team.left_with(levers.reps), strict=True))}

    def shares(self) -> list[Fraction]:
        """Of a need that is even over its weekdays, the exact part of each week that is left."""
        weights = self.weights if self.over or any(self.weights) else [1] * len(self.weeks)
        return [Fraction(weight, self.over + sum(weights)) for weight in weights]

    def spread(self, total: int) -> dict[str, int]:
        """So many evenly over the weeks, whole; of a whole plan that runs, the part of the days left."""
        if not self.weeks:
            return {}
        shares = self.shares()
        before = 1 - sum(shares)
        parts = whole_over_time(total, [before, *shares] if before else shares)[-len(self.weeks) :]
        return dict(zip(self.weeks, parts, strict=True))


def _share_of_leads(
    organisation: Organisation, team: TeamHours, weeks: Sequence[Period], as_of: date
) -> Fraction:
    """Leads are promised to the company: a team takes the part that its sellers' days are of all days."""
    company = team_hours(organisation, scope=whole_company(on=as_of), periods=weeks, as_of=as_of)
    of_all = company.working_days
    return Fraction(team.working_days, of_all) if of_all else Fraction(0)


def weeks_left(period: Period, *, as_of: date) -> list[Period]:
    """Return the weeks of a period that are not over; a week belongs to the period of its Thursday.

    Of the week that runs only the days from today on. On the last days of a period whose week is of the
    next one those days are what is left: a period that runs has always a week.

    >>> from kvota.domain.calendar.period import parse_period
    >>> november = parse_period("2026-11")
    >>> [(week.key, week.first_day.day) for week in weeks_left(november, as_of=date(2026, 11, 18))]
    [('2026-W47', 18), ('2026-W48', 23)]
    >>> (week,) = weeks_left(november, as_of=date(2026, 11, 30))
    >>> week.key, str(week.first_day), str(week.last_day)
    ('2026-W49', '2026-11-30', '2026-11-30')
    """
    found = [rest_of_week(week, as_of=as_of) for week in _own_weeks(period) if week.last_day >= as_of]
    if found or not period.contains(as_of):
        return found
    running = rest_of_week(period_of(as_of, "week"), as_of=as_of)
    return [replace(running, last_day=min(running.last_day, period.last_day))]


def _own_weeks(period: Period) -> list[Period]:
    monday = period.first_day - _DAY * period.first_day.weekday()
    found = []
    while monday <= period.last_day:
        if period.contains(monday + 3 * _DAY):
            found.append(period_of(monday, "week"))
        monday += _WEEK
    return found


def _hours_needed(segments: Sequence[NeededSegment], calls: int, supplies: _Supplies) -> dict[str, Fraction]:
    """The hours of the needed work, evenly over the days: each stage is reached by its usual action."""
    if not supplies.weeks:
        return {}
    whole = hours_of_work(segments, calls, supplies.activities)
    return {week: whole * share for week, share in zip(supplies.weeks, supplies.shares(), strict=True)}


def hours_of_work(
    segments: Sequence[NeededSegment], calls: int, activities: Mapping[str, Fraction]
) -> Fraction:
    """Return the hours that the needed calls and stages take; calls stand for reaching the first stage."""
    found = Fraction(0)
    for segment in segments:
        if segment.need is None:
            continue
        whole = {stage.stage: stage.whole for stage in segment.need.stages}
        counts = [whole.get(str(step.stage), 0) for step in segment.way.steps]
        if segment.sale == "new":
            counts[0] = calls
        each = hours_of_stages(segment.way, activities, calls_per_lead=Fraction(1))
        found += sum((count * hours for count, hours in zip(counts, each, strict=True)), Fraction(0))
    return found


def _steps_taken(way: Way) -> list[Conversion]:
    """What the ladder takes of each step, typed or measured, against what was seen of it.

    What a playbook assumes is no part of it: whether that is proven stands on the page of the technology.
    """
    found = []
    for step in way.steps:
        known = step.conversion
        seen = known.decided > 0
        low, high = (_fraction(known.low), _fraction(known.high)) if seen else (None, None)
        found.append(Conversion(str(step.stage), known.mean, low, high, known.decided))
    return found


def _fraction(share: float) -> Fraction:
    return Fraction(round(share * 10_000), 10_000)


def _last_days(organisation: Organisation, facts: FunnelFacts, period: Period, as_of: date) -> list[LastDays]:
    """For every stage of each way, until when it is of use to reach it."""
    base = as_of - _DAY * as_of.weekday()
    last_week = _weeks_to_end(period, as_of)
    days: dict[int, list[date]] = {}
    for day in company_calendar(organisation).working_days(base - _WEEKS_BACK * _WEEK, period.last_day):
        days.setdefault((day - base).days // 7, []).append(day)
    found = []
    for sale in SALES:
        way = facts.ways[sale]
        for step, kernel in zip(way.steps, way.kernels, strict=True):
            normal, chance = (
                last_useful_day(kernel, days=days, last_week=last_week, least_share=least)
                for least in (NORMAL, LAST_CHANCE)
            )
            share = share_by_end(kernel, start=0, last_week=last_week) if last_week >= 0 else Fraction(0)
            found.append(LastDays(sale, step.stage, normal, chance, share))
    return found


def _weeks_to_end(period: Period, as_of: date) -> int:
    """How many weeks after that of today the last week of the period is: the one of its last Thursday."""
    last = period.last_day - _DAY * ((period.last_day.weekday() - 3) % 7)
    return (last - (as_of - _DAY * as_of.weekday())).days // 7
