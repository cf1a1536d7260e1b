"""What must start in which week for the goals of this month and the next two, with what there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate, pairwise
from math import floor
from typing import Literal

from kvota.analytics.metrics.conversion import Sale
from kvota.analytics.metrics.funnel_facts import FunnelFacts, Way
from kvota.analytics.metrics.hours import team_hours
from kvota.analytics.metrics.hours_of_stages import hours_of_stages
from kvota.analytics.metrics.lead_supply import leads_to_come
from kvota.analytics.metrics.needed_work import NeededWork, needed_work
from kvota.analytics.metrics.segments_to_start import offers_within
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period, period_of
from kvota.domain.calendar.rest_of_week import rest_of_week
from kvota.domain.planning.lag_kernel import LAST_CHANCE, arrivals, hours_of_a_start
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from kvota.domain.planning.start_limits import Lift, Limit
from kvota.domain.planning.start_problem import MonthNeed, StartSegment
from kvota.domain.planning.start_schedule import greedy_starts, start_schedule
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation

WEEKS = 13
MONTHS = 3
#: Seconds a page waits for the best schedule.
SECONDS = 2.0
_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_HUNDREDTH = 100

Status = Literal["quick", "best", "best_so_far"]


@dataclass(frozen=True)
class StartWeek:
    """A week: what starts in it, the leads promised for it, the hours that starts take of it, and all.

    `promised` is None where nobody said anything of any of the weeks.
    """

    week: Period
    new: int
    repeat: int
    promised: int | None
    hours: Fraction
    hours_there: Fraction


@dataclass(frozen=True)
class StartMonth:
    """A month: what is still to find of its goal, what the starts bring of it, and what stays short.

    Minor units; `find_minor` is None without a goal. `too_late`: no start has even a tenth of its usual
    chance to land in it, so none is planned for it.
    """

    month: Period
    find_minor: int | None
    brings_minor: int
    short_minor: int
    too_late: bool = False


@dataclass(frozen=True)
class StartWeeks:
    """The schedule. `limits` and `lift` are those of new business, where the best one was asked for."""

    weeks: tuple[StartWeek, ...]
    months: tuple[StartMonth, ...]
    status: Status
    limits: tuple[Limit, ...] = ()
    lift: Lift | None = None

    @property
    def has_starts(self) -> bool:
        return any(week.new or week.repeat for week in self.weeks)

    @property
    def is_short(self) -> bool:
        return any(month.short_minor for month in self.months)


def start_weeks(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    version: GoalVersion | None = None,
    best: bool = False,
    levers: Levers = NO_CHANGE,
) -> StartWeeks | None:
    """Return what starts in the thirteen weeks from today on; None where no month has a goal to find.

    Parameters
    ----------
    period
        Its first month that is not over, and the two after it.
    best
        Ask the solver for the fewest starts, at most two seconds for each kind of sale; else take what
        brings most first, which is the fewest for one month alone.
    levers
        What would be different: the starts bring and take what they then do, with the leads and hours
        there then are.

    Repeat sales take their hours first: their clients are there. Months are looked at as they stand: what
    came and what is in hand is found already.

    Source: domain.md B3 (months M, M+1 and M+2 are planned together), B4.
    """
    months = _months(period, as_of)
    with one_moment(organisation):
        works = [
            needed_work(
                organisation,
                scope=scope,
                period=month,
                as_of=as_of,
                version=version,
                reading="rest",
                levers=levers,
            )
            for month in months
        ]
        if not any(work.to_find_minor and all(part.need for part in work.segments) for work in works):
            return None
        weeks = [period_of(as_of + _WEEK * place, "week") for place in range(WEEKS)]
        # Nobody works on the days of this week that are over.
        to_come = [rest_of_week(week, as_of=as_of) for week in weeks]
        team = team_hours(organisation, scope=scope, periods=to_come, as_of=as_of)
        promised = leads_to_come(organisation, weeks=to_come, as_of=as_of)
    facts = works[0].facts
    left = dict(enumerate(team.left_with(levers.reps)))
    supply = None
    if promised is not None:
        # Each month has its own share of them: people come, go and move.
        shares = {week: work.supply_share for work in works for week in work.weeks}
        last = works[-1].supply_share
        supply = _whole_in_time(
            [promised.get(week.key, 0) * (1 + levers.leads) * shares.get(week.key, last) for week in weeks]
        )
    found: dict[Sale, dict[int, int]] = {}
    brought = dict.fromkeys(range(len(months)), Fraction(0))
    status: Status = "best" if best else "quick"
    limits: tuple[Limit, ...] = ()
    lift = None
    taken = dict.fromkeys(range(WEEKS), Fraction(0))
    in_time: set[int] = set()
    for sale in ("repeat", "new"):
        caps = supply if sale == "new" else _offers(facts.active_clients)
        segment = _segment(facts, sale, team.workload.activities, caps)
        needs = [_need(work, sale, month, as_of) for work, month in zip(works, months, strict=True)]
        if segment is None:
            continue
        in_time |= {place for place, need in enumerate(needs) if _lands(segment, need)}
        needs = [need if _lands(segment, need) else replace(need, goal=0) for need in needs]
        if not any(need.goal for need in needs):
            continue
        free = (
            {week: max(hours - taken[week], Fraction(0)) for week, hours in left.items()}
            if any(left.values())
            else None
        )
        if best:
            plan = start_schedule([segment], needs, weeks=range(WEEKS), hours=free, time_limit=SECONDS)
            starts = {week: count for week, count in plan.starts[sale].items() if count}
            status = "best_so_far" if plan.status == "best_so_far" else status
            if sale == "new":
                limits, lift = plan.limits, plan.lift
        else:
            chosen = greedy_starts([segment], needs, weeks=range(WEEKS), hours=free)
            starts = {week: count for (_key, week), count in chosen.items() if count}
        found[sale] = starts
        for week, count in starts.items():
            for later, hours in enumerate(segment.hours):
                if week + later < WEEKS:
                    taken[week + later] += count * hours
            for place, need in enumerate(needs):
                brought[place] += (
                    count * segment.average * arrivals(segment.kernel, start=week, weeks=need.weeks)
                )
    return StartWeeks(
        weeks=tuple(
            StartWeek(
                week,
                found.get("new", {}).get(place, 0),
                found.get("repeat", {}).get(place, 0),
                None if supply is None else supply[place],
                taken[place],
                left[place],
            )
            for place, week in enumerate(weeks)
        ),
        months=tuple(
            _month(work, month, brought[place], place in in_time)
            for place, (work, month) in enumerate(zip(works, months, strict=True))
        ),
        status=status,
        limits=limits,
        lift=lift,
    )


def _whole_in_time(weeks: Sequence[Fraction]) -> dict[int, int]:
    """Whole leads by week: a part of one waits for the week that makes it whole, and none is lost.

    >>> _whole_in_time([Fraction(3, 4)] * 5)
    {0: 0, 1: 1, 2: 1, 3: 1, 4: 0}
    """
    so_far = [floor(each) for each in accumulate(weeks, initial=Fraction(0))]
    return {place: after - before for place, (before, after) in enumerate(pairwise(so_far))}


def _offers(clients: int) -> dict[int, int]:
    """Offers by week, one to each active client.

    >>> list(_offers(15).values())
    [2, 2, 2, 2, 2, 2, 2, 1, 0, 0, 0, 0, 0]
    """
    so_far = [offers_within(clients, weeks) for weeks in range(WEEKS + 1)]
    return {place: after - before for place, (before, after) in enumerate(pairwise(so_far))}


def _months(period: Period, as_of: date) -> list[Period]:
    first = next((month for month in period.months() if month.last_day >= as_of), period.months()[-1])
    found = [first]
    while len(found) < MONTHS:
        found.append(found[-1].next())
    return found


def _month(work: NeededWork, month: Period, brought: Fraction, in_time: bool) -> StartMonth:
    find = work.to_find_minor
    return StartMonth(
        month, find, int(brought), max((find or 0) - int(brought), 0), bool(find) and not in_time
    )


def _need(work: NeededWork, sale: Sale, month: Period, as_of: date) -> MonthNeed:
    goal = next((part.goal_minor for part in work.segments if part.sale == sale and part.need), 0)
    return MonthNeed(month.key, _weeks_of(month, as_of), goal)


def _lands(segment: StartSegment, need: MonthNeed) -> bool:
    """Whether a start of some week has a tenth of its usual chance to land in the month."""
    usual = segment.kernel.conversion
    return any(
        arrivals(segment.kernel, start=week, weeks=need.weeks) >= LAST_CHANCE * usual for week in range(WEEKS)
    )


def _weeks_of(month: Period, as_of: date) -> tuple[int, ...]:
    """The numbers of a month's weeks, that of today 0; a week belongs to the month of its Thursday."""
    monday = as_of - _DAY * as_of.weekday()
    thursdays = [day for day in month.days() if day.weekday() == 3]
    return tuple((day - 3 * _DAY - monday).days // 7 for day in thursdays)


def _segment(
    facts: FunnelFacts, sale: Sale, activities: Mapping[str, Fraction], supply: Mapping[int, int] | None
) -> StartSegment | None:
    deal, way = facts.deals[sale], facts.ways[sale]
    if deal.minor is None:
        return None
    return StartSegment(
        sale,
        way.kernels[0],
        average=deal.minor,
        supply=supply,
        hours=_hours(way, activities, facts.calls_per_lead),
    )


def _hours(way: Way, activities: Mapping[str, Fraction], calls: Fraction) -> tuple[Fraction, ...]:
    """The hours one start takes this week and later, to a hundredth."""
    whole = hours_of_a_start(
        [step.conversion.mean for step in way.steps],
        [step.delay for step in way.steps],
        [*hours_of_stages(way, activities, calls_per_lead=calls), Fraction(0)],
    )
    return tuple(Fraction(round(hours * _HUNDREDTH), _HUNDREDTH) for hours in whole)
