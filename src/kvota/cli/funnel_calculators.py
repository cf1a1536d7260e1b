"""The calculators of the way from a goal back to starts: chances, lags, schedules, first numbers."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kvota.cli.case import Case, CaseRefused, read_exact, read_list, read_pair, read_whole
from kvota.domain.exact_number import exact, whole
from kvota.domain.planning.four_numbers import first_funnel
from kvota.domain.planning.funnel_chance import Beta, Share, chance_of_at_least, people_for_chance
from kvota.domain.planning.lag_kernel import (
    LAST_CHANCE,
    NORMAL,
    Kernel,
    activity_calendar,
    arrivals,
    hours_of_a_start,
    lag_kernel,
    last_useful_week,
    share_by_end,
    share_in_month,
    steady_starts,
    whole_steady_starts,
)
from kvota.domain.planning.need_of_goal import FunnelStep, SegmentGoal, SegmentNeed, need_of_goal
from kvota.domain.planning.revenue_of_parts import PlanPart, people_for_goal, revenue_of_parts
from kvota.domain.planning.start_limits import Lift
from kvota.domain.planning.start_problem import MonthNeed, StartSegment
from kvota.domain.planning.start_schedule import USUAL_SECONDS, start_schedule


def funnel_chance(case: Case) -> object:
    return {"chance": chance_of_at_least(case.whole("k"), case.whole("n"), _share(case))}


def leads_for(case: Case) -> object:
    return {"leads": people_for_chance(case.whole("k"), _share(case), float(case.exact("chance")))}


def kernel_alone(case: Case) -> object:
    return {"kernel": list(_kernel(case).weeks)}


def lag_month(case: Case) -> object:
    """What starts of some weeks bring in the weeks of a month, and until when they are of use."""
    kernel, weeks = _kernel(case), _first_to_last(case, "month")
    starts = case.wholes("starts")
    return {
        "cumulative": list(kernel.cumulative),
        "mean_weeks": kernel.mean_weeks,
        "deals_per_start": {str(week): arrivals(kernel, start=week, weeks=weeks) for week in starts},
        "share_in_month": {str(week): share_in_month(kernel, start=week, weeks=weeks) for week in starts},
        "share_by_end": {str(week): share_by_end(kernel, start=week, last_week=weeks[-1]) for week in starts},
        "last_useful_week": last_useful_week(kernel, last_week=weeks[-1], least_share=NORMAL),
        "last_chance_week": last_useful_week(kernel, last_week=weeks[-1], least_share=LAST_CHANCE),
    }


def steady(case: Case) -> object:
    deals, kernel, weeks = case.whole("deals"), _kernel(case), case.whole("weeks")
    return {
        "exact": steady_starts(deals, kernel, weeks=weeks),
        "whole": whole_steady_starts(deals, kernel, weeks=weeks),
    }


def activity(case: Case) -> object:
    starts = {
        whole(week, name="starts"): exact(count, name=f"starts[{week}]")
        for week, count in case.table("starts").items()
    }
    stages = activity_calendar(starts, case.exacts("conversions"), _delays(case))
    return {"stages": [{str(week): count for week, count in stage.items()} for stage in stages]}


def goal_need(case: Case) -> object:
    def segment(item: object, name: str) -> SegmentGoal:
        one = _inner(item, name, needs=("key", "goal", "average"), may=("conversions", "base"))
        shares = one.items("conversions", _read_share) if one.has("conversions") else []
        steps = tuple(FunnelStep(str(place), share) for place, share in enumerate(shares))
        base = one.whole("base") if one.has("base") else None
        return SegmentGoal(one.text("key"), one.whole("goal"), one.whole("average"), steps, base)

    need = need_of_goal(case.items("segments", segment))
    return {
        "deals": need.deals,
        "revenue": need.revenue,
        "excess": need.excess,
        "segments": {one.key: _segment_need(one) for one in need.segments},
    }


def _segment_need(need: SegmentNeed) -> dict[str, object]:
    told: dict[str, object] = {
        "deals": need.deals,
        "revenue": need.revenue,
        "stagewise": [stage.whole for stage in need.stages],
        "exact": [stage.exact for stage in need.stages],
    }
    if need.chance is not None:
        told |= vars(need.chance)
    return told


def plan_revenue(case: Case) -> object:
    sums = revenue_of_parts(
        case.items("parts", _read_part),
        already=case.whole("already"),
        quantum=case.whole("quantum") if case.has("quantum") else None,
    )
    levels = case.items("levels", _spelled) if case.has("levels") else []
    amounts = case.items("amounts", _spelled) if case.has("amounts") else []
    return {
        "mean": sums.mean,
        "sd": sums.sd,
        "quantiles": {spelled: sums.quantile(float(share)) for spelled, share in levels},
        "chance_of": {spelled: sums.chance_of(whole(amount)) for spelled, amount in amounts},
    }


def goal_people(case: Case) -> object:
    parts, part = case.items("parts", _read_part), case.whole("part")
    if not 0 <= part < len(parts):
        raise CaseRefused("unknown_part", key="part", value=part)
    return vars(people_for_goal(parts, part, case.whole("goal"), float(case.exact("chance"))))


def four_numbers(case: Case) -> object:
    funnel = first_funnel(
        lead_to_meeting=case.exact("lead_to_meeting"),
        meeting_to_deal=case.exact("meeting_to_deal"),
        average_deal=case.whole("average_deal"),
        cycle_weeks=case.exact("cycle_weeks"),
    )
    return {"conversions": list(funnel.conversions), "mean_weeks": list(funnel.mean_weeks)}


def schedule(case: Case) -> object:
    found = start_schedule(
        case.items("segments", _read_segment),
        case.items("months", _read_month),
        weeks=_first_to_last(case, "weeks"),
        hours=_by_week(case, "hours"),
        chance=float(case.exact("chance")) if case.has("chance") else None,
        time_limit=float(case.exact("time_limit", Fraction(USUAL_SECONDS))),
    )
    told: dict[str, object] = {
        "starts": {key: _weeks_told(weeks) for key, weeks in found.starts.items()},
        "total": found.total,
        "cost": found.cost,
        "expected": found.expected,
        "feasible": not found.is_short,
        "shortage": found.shortage,
        "hours": _weeks_told(found.hours),
        "status": found.status,
        "limits": [[one.kind, one.segment, one.week, one.worth] for one in found.limits],
    }
    if found.chance:
        told["chance"] = found.chance
    if found.lift is not None:
        told["lift"] = _lift_told(found.lift)
    return told


def _lift_told(lift: Lift) -> dict[str, object]:
    return {
        "binding": lift.binding,
        "extra_leads": [[key, week, count] for (key, week), count in lift.extra_leads.items()],
        "extra_hours": _weeks_told(lift.extra_hours),
        "too_late": list(lift.too_late),
        "conversion_times": lift.conversion_times,
    }


def _weeks_told(weeks: Mapping[int, object]) -> dict[str, object]:
    return {str(week): value for week, value in weeks.items()}


def _read_segment(item: object, name: str) -> StartSegment:
    one = _inner(
        item,
        name,
        needs=("key", "conversions", "delays"),
        may=("average", "cost", "supply", "supply_by_week", "hours"),
    )
    if one.has("supply") and one.has("supply_by_week"):
        raise CaseRefused("one_of", keys=[f"{name}.supply", f"{name}.supply_by_week"])
    supply: dict[int, int] | int | None = one.whole("supply") if one.has("supply") else None
    if one.has("supply_by_week"):
        supply = one.cells("supply_by_week")
    conversions, delays = one.exacts("conversions"), _delays(one)
    hours = hours_of_a_start(conversions, delays, one.exacts("hours")) if one.has("hours") else ()
    return StartSegment(
        one.text("key"),
        lag_kernel(conversions, delays),
        one.whole("average", 1),
        one.exact("cost", Fraction(1)),
        supply,
        hours,
    )


def _read_month(item: object, name: str) -> MonthNeed:
    one = _inner(item, name, needs=("key", "weeks", "goal"), may=("in_hand",))
    return MonthNeed(one.text("key"), _first_to_last(one, "weeks"), one.whole("goal"), one.exact("in_hand"))


def _inner(item: object, name: str, *, needs: tuple[str, ...], may: tuple[str, ...]) -> Case:
    if not isinstance(item, dict):
        raise CaseRefused("not_an_object", key=name)
    return Case(item, needs=needs, may=may)


def _share(case: Case) -> Share:
    if case.has("p") == case.has("beta"):
        raise CaseRefused("one_of", keys=["p", "beta"])
    if case.has("p"):
        return case.exact("p")
    shape = case.exacts("beta")
    if len(shape) != 2:
        raise CaseRefused("not_a_pair", key="beta")
    return Beta(*shape)


def _read_share(item: object, name: str) -> Share:
    if isinstance(item, list):
        a, b = read_pair(item, name)
        return Beta(exact(a, name=f"{name}[0]"), exact(b, name=f"{name}[1]"))
    return read_exact(item, name)


def _read_part(item: object, name: str) -> PlanPart:
    fields = read_list(item, name, lambda field, _: field)
    if len(fields) != 3:
        raise CaseRefused("not_a_part", key=name)
    people, share, amount = fields
    return PlanPart(
        read_whole(people, f"{name}[0]"), _read_share(share, f"{name}[1]"), read_whole(amount, f"{name}[2]")
    )


def _spelled(item: object, name: str) -> tuple[str, Fraction]:
    return item if isinstance(item, str) else str(item), read_exact(item, name)


def _kernel(case: Case) -> Kernel:
    return lag_kernel(case.exacts("conversions"), _delays(case))


def _delays(case: Case) -> list[list[Fraction]]:
    return case.items("delays", lambda delay, name: read_list(delay, name, read_exact))


def _first_to_last(case: Case, key: str) -> tuple[int, ...]:
    """Read the first and the last week, both included; ten years at most, or the memory is full."""
    ends = case.wholes(key)
    if len(ends) != 2 or not ends[0] <= ends[1] < ends[0] + 520:
        raise CaseRefused("not_weeks", key=key)
    return tuple(range(ends[0], ends[1] + 1))


def _by_week(case: Case, key: str) -> dict[int, Fraction]:
    table = case.table(key) if case.has(key) else {}
    return {whole(week, name=key): exact(value, name=f"{key}[{week}]") for week, value in table.items()}
