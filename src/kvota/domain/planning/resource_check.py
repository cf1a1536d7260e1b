"""Whether a plan has the leads, the hours and the proven technology it needs: three lamps, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from kvota.domain.errors import RuleError

LampName = Literal["leads", "hours", "technology"]
State = Literal["enough", "short", "unknown"]
Why = Literal["", "no_supply_recorded", "no_rep", "too_few_trials"]
Verdict = Literal["feasible", "feasible_only_with", "infeasible"]
Binding = Literal["time", "leads", "hours", "conversion"]

#: Fewer trials prove nothing: between 1 and 4 of 9 stand shares from 2 % to 80 %.
FEWEST_TRIALS = 10

Amount = Fraction | int


class NeedBelowZero(RuleError):
    """Fewer than no leads or hours are needed, or there."""

    code = "need_below_zero"
    sentence = "{what} of {week} is {value}; expected zero or more"
    what: str
    week: str
    value: str


@dataclass(frozen=True)
class Lamp:
    """One resource: whether there is enough of it, how much is missing, and from which week on.

    Attributes
    ----------
    needed, there
        Leads or hours of all weeks together; of "technology" the share the plan assumes and the
        highest share that is still believable. `there` is None where it is unknown.
    short
        How much is missing: leads, hours, or a share of conversion. Zero when enough or unknown.
    first_week
        Key of the first week with less than it needs (`2026-W48`); None without one.
    why
        Why it is unknown; empty otherwise.
    where
        Of "technology" the name of the step, else empty.
    """

    name: LampName
    state: State
    needed: Fraction
    there: Fraction | None
    short: Fraction = Fraction(0)
    first_week: str | None = None
    why: Why = ""
    where: str = ""


@dataclass(frozen=True)
class Conversion:
    """What a plan assumes of one step, and what has been seen of it.

    Attributes
    ----------
    assumed
        Share of those at the step who go on, 0 to 1.
    low, high
        The interval of the share that was seen; None where nothing was.
    trials
        How many were at the step.
    """

    step: str
    assumed: Fraction
    low: Fraction | None
    high: Fraction | None
    trials: int


@dataclass(frozen=True)
class Missing:
    """What a plan cannot do without: so much of it, by that week. None: nobody recorded what there is."""

    what: LampName
    amount: Fraction | None
    first_week: str | None
    where: str = ""


@dataclass(frozen=True)
class Feasibility:
    """The verdict on a plan: `chance` with what is there, what is `missing`, or what makes it impossible."""

    verdict: Verdict
    chance: Fraction | None
    missing: tuple[Missing, ...] = ()
    binding: Binding | None = None


def leads_lamp(needed: Mapping[str, Amount], supplied: Mapping[str, Amount] | None) -> Lamp:
    """Compare the leads a plan must start week by week with those somebody promised.

    Parameters
    ----------
    needed
        Week key → leads to start, zero or more.
    supplied
        Week key → leads expected; None where no supply is recorded at all. A lead that came early
        waits for its week; one that comes late is no help to the week before.

    Returns
    -------
    Lamp
        `short` is the least number of leads that, had they come by `first_week`, would leave no
        week without.

    Raises
    ------
    NeedBelowZero
        A week needs or gets fewer than none.

    Source: seed text 001, step 3 (20 leads); domain.md C4, B4.

    Examples
    --------
    >>> weeks = ["2026-W49", "2026-W50", "2026-W51", "2026-W52"]
    >>> need = dict.fromkeys(weeks, 5)
    >>> lamp = leads_lamp(need, dict(zip(weeks, [6, 5, 3, 0])))
    >>> lamp.state, int(lamp.needed), int(lamp.there), int(lamp.short), lamp.first_week
    ('short', 20, 14, 6, '2026-W51')
    """
    total = _total(needed, "needed leads")
    if supplied is None:
        return Lamp("leads", "unknown", total, None, why="no_supply_recorded")
    there = _total(supplied, "leads")
    behind, worst, first = Fraction(0), Fraction(0), None
    for week in sorted({*needed, *supplied}):
        behind += Fraction(needed.get(week, 0)) - Fraction(supplied.get(week, 0))
        if behind > 0 and first is None:
            first = week
        worst = max(worst, behind)
    return Lamp("leads", "short" if worst else "enough", total, there, worst, first)


def hours_lamp(needed: Mapping[str, Amount], available: Mapping[str, Mapping[str, Amount]]) -> Lamp:
    """Compare the hours of the planned work with those of the people who can do it.

    Parameters
    ----------
    needed
        Week key → hours of work.
    available
        Person → week key → hours left for it. Any of them may take any work; hours of one week are
        gone with it. With a single person it is the lamp of that person.

    Raises
    ------
    NeedBelowZero
        A week needs or has fewer than none.

    Source: domain.md C4.

    Examples
    --------
    Two reps of 26 hours for 60 hours of meetings:

    >>> lamp = hours_lamp({"2026-W49": 60}, {"Maria": {"2026-W49": 26}, "Ivan": {"2026-W49": 26}})
    >>> lamp.state, int(lamp.short), lamp.first_week
    ('short', 8, '2026-W49')
    """
    total = _total(needed, "needed hours")
    if not available:
        return Lamp("hours", "unknown", total, None, why="no_rep")
    by_week: dict[str, Fraction] = {}
    for weeks in available.values():
        _total(weeks, "hours")
        for week, hours in weeks.items():
            by_week[week] = by_week.get(week, Fraction(0)) + Fraction(hours)
    lacking = {
        week: Fraction(hours) - by_week.get(week, Fraction(0))
        for week, hours in sorted(needed.items())
        if Fraction(hours) > by_week.get(week, Fraction(0))
    }
    there = sum((by_week.get(week, Fraction(0)) for week in needed), Fraction(0))
    short = sum(lacking.values(), Fraction(0))
    return Lamp("hours", "short" if short else "enough", total, there, short, next(iter(lacking), None))


def technology_lamp(steps: Sequence[Conversion]) -> Lamp:
    """Compare the conversions a plan assumes with those that were seen; the worst step decides.

    A step is short where even the upper end of its interval is below what the plan assumes. With
    fewer than ten trials nothing is proven, and the lamp is unknown unless another step is short.

    Source: ux.md S6 (assumed against proven, no certainty below ten).

    Examples
    --------
    >>> seen = Conversion("Meeting", Fraction(1, 2), Fraction(24, 100), Fraction(39, 100), 142)
    >>> lamp = technology_lamp([seen])
    >>> lamp.state, lamp.where, str(lamp.short)
    ('short', 'Meeting', '11/100')
    """
    lamps = [_step_lamp(step) for step in steps]
    short = [lamp for lamp in lamps if lamp.state == "short"]
    unknown = [lamp for lamp in lamps if lamp.state == "unknown"]
    if short:
        return max(short, key=lambda lamp: lamp.short)
    if unknown:
        return unknown[0]
    if not lamps:
        return Lamp("technology", "unknown", Fraction(0), None, why="too_few_trials")
    return min(lamps, key=lambda lamp: (lamp.there or 0) - lamp.needed)


def _step_lamp(step: Conversion) -> Lamp:
    if step.trials < FEWEST_TRIALS or step.high is None:
        return Lamp("technology", "unknown", step.assumed, None, why="too_few_trials", where=step.step)
    short = max(Fraction(0), step.assumed - step.high)
    state: State = "short" if short else "enough"
    return Lamp("technology", state, step.assumed, step.high, short, where=step.step)


def feasibility(
    lamps: Sequence[Lamp],
    *,
    chance: Fraction | None = None,
    too_late: bool = False,
    most_more_leads: Amount | None = None,
    most_more_hours: Amount | None = None,
) -> Feasibility:
    """Say of a plan: it can be met, only with what is missing, or not at all and why.

    Parameters
    ----------
    lamps
        Those of leads, hours and technology, in any order.
    chance
        Probability of the plan with what is there, 0 to 1; None where it was not worked out.
    too_late
        Work that had to start before today can no longer bring its money in time, and nothing that
        starts now replaces it.
    most_more_leads, most_more_hours
        How many more anybody could still bring; None for no bound.

    Returns
    -------
    Feasibility
        An unknown lamp is among the missing without an amount: a plan whose supply nobody recorded
        is not called feasible. Time binds before conversion, that before leads and hours: no number
        of leads mends a deadline that has passed.

    Source: domain.md C4.

    Examples
    --------
    >>> leads = leads_lamp({"2026-W49": 120}, {"2026-W49": 86})
    >>> verdict = feasibility([leads])
    >>> verdict.verdict, [(each.what, int(each.amount)) for each in verdict.missing]
    ('feasible_only_with', [('leads', 34)])
    >>> feasibility([leads], most_more_leads=20).binding
    'leads'
    """
    by_name = {lamp.name: lamp for lamp in lamps}
    bounds: list[tuple[Binding, bool]] = [
        ("time", too_late),
        ("conversion", _is_short(by_name, "technology", Fraction(0))),
        ("leads", _is_short(by_name, "leads", most_more_leads)),
        ("hours", _is_short(by_name, "hours", most_more_hours)),
    ]
    binding = next((name for name, binds in bounds if binds), None)
    missing = tuple(
        Missing(lamp.name, lamp.short if lamp.state == "short" else None, lamp.first_week, lamp.where)
        for lamp in lamps
        if lamp.state != "enough"
    )
    if binding is not None:
        return Feasibility("infeasible", chance, missing, binding)
    return Feasibility("feasible_only_with" if missing else "feasible", chance, missing)


def _is_short(lamps: Mapping[LampName, Lamp], name: LampName, most_more: Amount | None) -> bool:
    """Whether more is missing than can still be brought."""
    return name in lamps and most_more is not None and lamps[name].short > most_more


def _total(weeks: Mapping[str, Amount], what: str) -> Fraction:
    for week, value in weeks.items():
        if value < 0:
            raise NeedBelowZero(what=what, week=week, value=str(value))
    return sum((Fraction(value) for value in weeks.values()), Fraction(0))
