"""Every rule that can be run alone: its name, its keys, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from kvota.cli import funnel_calculators
from kvota.cli.calculators_of_allocation import allocate, plan_level, share_by_equal_difficulty
from kvota.cli.case import Case, CaseRefused, read_exact, read_list, read_pair, read_text, read_whole
from kvota.domain.calendar.period import parse_period, period_of
from kvota.domain.calendar.working_days import COUNTRIES, work_calendar
from kvota.domain.control.daily_results import StageStep, day_results
from kvota.domain.control.process_chart import process_limits
from kvota.domain.control.required_pace import DayOutOfRange, pace
from kvota.domain.control.where_the_plan_broke import contributions, in_whole_units
from kvota.domain.exact_number import exact, whole
from kvota.domain.forecasting.exact_sum import exact_sum
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.revenue_for_profit import revenue_for_profit
from kvota.domain.planning.reverse_funnel import people_needed
from kvota.domain.planning.roll_up import Ratio, over_assigned, roll_up_ratios
from kvota.domain.planning.spread_over_days import spread_over_days, spread_period_over_days, sums_by
from kvota.domain.planning.spread_two_ways import spread_two_ways
from kvota.domain.selling.pipeline_speed import clients_needed_in_work, pipeline_velocity
from kvota.domain.selling.stuck_clients import SLOW_SHARE, STUCK_SHARE
from kvota.domain.selling.time_in_stage import StayEnd, time_in_stage


@dataclass(frozen=True)
class Calculator:
    """One rule: the keys its case must have, those it may have, and the rule itself."""

    answer: Callable[[Case], object]
    needs: tuple[str, ...]
    may: tuple[str, ...] = ()


def _spread(case: Case) -> object:
    return split_without_loss(
        case.whole("total"),
        case.exacts("weights"),
        locked=case.cells("locked"),
        lo=case.cells("lo"),
        hi=case.cells("hi"),
        quantum=case.whole("quantum", 1),
    )


def _spread_time(case: Case) -> object:
    return spread_over_days(case.whole("total"), case.exacts("weights"))


def _month_days(case: Case) -> object:
    month, calendar = parse_period(case.text("month")), work_calendar(case.text("country"))
    cells = spread_period_over_days(case.whole("total"), month, calendar)
    return {
        "days": {day.isoformat(): value for day, value in cells.items() if value},
        "ten_days": sums_by(cells, "ten_day"),
        "weeks": sums_by(cells, "week"),
        **_guessed(calendar.unknown_years(month.first_day, month.last_day)),
    }


def _guessed(years: list[int]) -> dict[str, list[int]]:
    """Say for which years Monday to Friday stands in for a calendar that is not known."""
    return {"unknown_years": years} if years else {}


def _matrix(case: Case) -> object:
    seed = case.items("seed", lambda line, name: read_list(line, name, read_exact))
    return spread_two_ways(seed, case.wholes("rows"), case.wholes("cols"))


def _profit_goal(case: Case) -> object:
    def share_of_mix(item: object, name: str) -> tuple[Fraction, Fraction]:
        share, margin = read_pair(item, name)
        return exact(share, name=f"{name}[0]"), exact(margin, name=f"{name}[1]")

    goal = revenue_for_profit(
        case.whole("profit"),
        case.items("mix", share_of_mix),
        fixed=case.whole("fixed"),
        commission=case.exact("commission"),
        quantum=case.whole("quantum", 1),
    )
    return {"revenue": goal.revenue}


def _funnel(case: Case) -> object:
    need = people_needed(case.whole("deals"), case.exacts("conversions"))
    return {"stagewise": list(need.whole), "exact": list(need.exact)}


def _over_assignment(case: Case) -> object:
    result = over_assigned(case.whole("total"), case.exacts("over"))
    return {"totals": list(result.totals), "compound": result.compound}


def _ratio(case: Case) -> object:
    def part(item: object, name: str) -> Ratio:
        above, below = read_pair(item, name)
        return Ratio(whole(above, name=f"{name}[0]"), whole(below, name=f"{name}[1]"))

    return {"ratio": roll_up_ratios(case.items("parts", part)).value}


def _working_days(case: Case) -> object:
    year = parse_period(str(case.whole("year")))
    answer: dict[str, object] = {}
    for country in [case.text("country")] if case.has("country") else COUNTRIES:
        calendar = work_calendar(country)
        answer[country] = [len(calendar.working_days(m.first_day, m.last_day)) for m in year.months()]
        answer |= _guessed(calendar.unknown_years(year.first_day, year.last_day))
    return answer


def _ten_days(case: Case) -> object:
    months = [parse_period(key) for key in case.items("months", read_text)]
    return [[len(part.days()) for part in month.children("ten_day")] for month in months]


def _week_of(case: Case) -> object:
    def day(item: object, name: str) -> date:
        return parse_period(read_text(item, name)).first_day

    return [period_of(each, "week").key for each in case.items("dates", day)]


def _pace(case: Case) -> object:
    if case.has("all") == case.has("weights"):
        raise CaseRefused("one_of", keys=["all", "weights"])
    done = case.whole("done")
    if case.has("all"):
        days = case.whole("all")
        if not 0 <= done <= days:
            raise DayOutOfRange(done=done, all=days)
        # Equal days are two stretches; a list of a billion ones would fill the memory.
        now = pace(case.exact("plan"), case.exact("fact"), done=1, weights=[done, days - done])
    else:
        now = pace(case.exact("plan"), case.exact("fact"), done=done, weights=case.exacts("weights"))
    return {
        "expected": float(now.expected),
        "index": None if now.index is None else float(now.index),
        "gap": float(now.gap),
        "required": None if now.required is None else float(now.required),
    }


def _stuck(case: Case) -> object:
    def stay(item: object, name: str) -> tuple[float, StayEnd]:
        age, end = read_pair(item, name)
        return float(exact(age, name=f"{name}[0]")), read_text(end, f"{name}[1]")  # type: ignore[return-value]

    stays = case.items("records", stay)
    times = time_in_stage([age for age, _ in stays], [end for _, end in stays])
    columns = (times.ages, times.at_risk, times.advanced, times.lost, times.still, times.moved_on)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return {
        "table": [[_plain(age), *rest] for age, *rest in rows],
        "cif_inf": times.ever_moves_on,
        "slow_after": _plain(times.age_when_moved(SLOW_SHARE)),
        "stuck_after": _plain(times.age_when_moved(STUCK_SHARE)),
    }


def _plain(age: float | None) -> float | int | None:
    """Print the seventh week as 7, as it was written, and not as 7.0."""
    return int(age) if age is not None and age.is_integer() else age


def _process_chart(case: Case) -> object:
    limits = process_limits([float(figure) for figure in case.exacts("x")])
    return {
        "mean": limits.mean,
        "mR_bar": limits.range_mean,
        "upper": limits.upper,
        "lower": limits.lower,
    }


def _diagnose(case: Case) -> object:
    plan, actual = (
        {name: exact(number, name=f"{key}.{name}") for name, number in case.table(key).items()}
        for key in ("plan", "fact")
    )
    parts = contributions(plan, actual)
    gap = sum(parts.values(), Fraction(0))
    return {
        "gap": gap.numerator if gap.denominator == 1 else gap,
        "shapley": parts,
        "rounded": in_whole_units(parts),
    }


def _day_results(case: Case) -> object:
    def step(item: object, name: str) -> StageStep:
        stages = read_list(item, name, read_whole)
        if len(stages) != 3:
            raise CaseRefused("not_a_step", key=name)
        return StageStep(*stages)

    day = day_results(case.items("steps", step))
    return {"moves": day.moves, "back": day.back, "results": day.results, "touches": day.touches}


def _convolve(case: Case) -> object:
    def deal(item: object, name: str) -> tuple[int, Fraction]:
        amount, chance = read_pair(item, name)
        return whole(amount, name=f"{name}[0]"), exact(chance, name=f"{name}[1]")

    sums = exact_sum(case.items("items", deal))
    return {
        "pmf": {str(amount): chance for amount, chance in sums.items()},
        "mean": sum((amount * chance for amount, chance in sums.items()), Fraction(0)),
    }


def _velocity(case: Case) -> object:
    speed = pipeline_velocity(
        case.whole("open"), case.exact("win"), case.whole("average"), case.exact("cycle_days")
    )
    return {"per_day": float(speed)}


def _clients_in_work(case: Case) -> object:
    return {"clients": clients_needed_in_work(case.exact("starts_a_month"), case.exact("mean_days_in_work"))}


CALCULATORS: dict[str, Calculator] = {
    "spread": Calculator(_spread, ("total", "weights"), ("locked", "lo", "hi", "quantum")),
    "spread-time": Calculator(_spread_time, ("total", "weights")),
    "matrix": Calculator(_matrix, ("seed", "rows", "cols")),
    "profit-goal": Calculator(_profit_goal, ("profit", "mix"), ("fixed", "commission", "quantum")),
    "funnel": Calculator(_funnel, ("deals", "conversions")),
    "funnel-chance": Calculator(funnel_calculators.funnel_chance, ("n", "k"), ("p", "beta")),
    "leads-for": Calculator(funnel_calculators.leads_for, ("k", "chance"), ("p", "beta")),
    "lag-kernel": Calculator(funnel_calculators.kernel_alone, ("conversions", "delays")),
    "lag-month": Calculator(funnel_calculators.lag_month, ("conversions", "delays", "starts", "month")),
    "steady-starts": Calculator(funnel_calculators.steady, ("deals", "conversions", "delays", "weeks")),
    "activity": Calculator(funnel_calculators.activity, ("conversions", "delays", "starts")),
    "start-schedule": Calculator(
        funnel_calculators.schedule, ("segments", "months", "weeks"), ("hours", "chance", "time_limit")
    ),
    "goal-need": Calculator(funnel_calculators.goal_need, ("segments",)),
    "plan-revenue": Calculator(
        funnel_calculators.plan_revenue, ("parts",), ("levels", "amounts", "already", "quantum")
    ),
    "people-for-goal": Calculator(funnel_calculators.goal_people, ("parts", "part", "goal", "chance")),
    "four-numbers": Calculator(
        funnel_calculators.four_numbers,
        ("lead_to_meeting", "meeting_to_deal", "average_deal", "cycle_weeks"),
    ),
    "diagnose": Calculator(_diagnose, ("plan", "fact")),
    "process-chart": Calculator(_process_chart, ("x",)),
    "stuck": Calculator(_stuck, ("records",)),
    "pace": Calculator(_pace, ("plan", "fact", "done"), ("all", "weights")),
    "convolve": Calculator(_convolve, ("items",)),
    "month-days": Calculator(_month_days, ("total", "month", "country")),
    "working-days": Calculator(_working_days, ("year",), ("country",)),
    "ten-days": Calculator(_ten_days, ("months",)),
    "week-of": Calculator(_week_of, ("dates",)),
    "over-assignment": Calculator(_over_assignment, ("total", "over")),
    "ratio": Calculator(_ratio, ("parts",)),
    "day-results": Calculator(_day_results, ("steps",)),
    "velocity": Calculator(_velocity, ("open", "win", "average", "cycle_days")),
    "clients-in-work": Calculator(_clients_in_work, ("starts_a_month", "mean_days_in_work")),
    "plan-level": Calculator(
        plan_level, ("quantum",), ("contracts", "deals", "promises", "new_work", "levels", "amounts")
    ),
    "equal-difficulty": Calculator(share_by_equal_difficulty, ("goal", "quantum", "reps"), ("least_chance",)),
    "allocate": Calculator(
        allocate,
        ("goal", "baseline", "revenue_per_lead", "hours_per_lead", "hours", "lead_supply"),
        ("lo", "hi", "fair", "seconds"),
    ),
}
