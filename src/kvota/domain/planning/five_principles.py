"""Five principles a sales goal is held against: a number, foreseeable, attainable, with a focus, dated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["met", "not_met", "unknown"]
Principle = Literal["number", "foreseeable", "attainable", "focus", "dated"]

#: In the order of the text.
PRINCIPLES: tuple[Principle, ...] = ("number", "foreseeable", "attainable", "focus", "dated")


@dataclass(frozen=True)
class MonthFacts:
    """The plan of a month to come, and what it is held against: sums in minor units.

    `forecast_high_minor` is the upper end of the likely range (P90), None beyond the months that
    are forecast and where the history is too short. `best_minor` is the best month there was, None
    before the first.
    """

    month: str
    plan_minor: int
    forecast_high_minor: int | None = None
    best_minor: int | None = None

    @property
    def measure_minor(self) -> int | None:
        """The forecast range where there is one, else the past best."""
        return self.best_minor if self.forecast_high_minor is None else self.forecast_high_minor

    @property
    def verdict(self) -> Verdict:
        if self.measure_minor is None:
            return "unknown"
        return "met" if self.plan_minor <= self.measure_minor else "not_met"


@dataclass(frozen=True)
class GoalFacts:
    """What is known of a goal. Sums are minor units.

    Parameters
    ----------
    goal_minor
        What is planned, None without a goal; `months_without` are the months that lack one.
    existing_minor, new_minor
        What open deals are expected to bring, and what clients still to be found; None where no
        forecast can be made or the history is too short for more than an assumption.
    market_fact
        Any name of the newest fact about the market of the segment, empty where there is none.
    months
        The months that are not over, in order.
    quarters
        Quarter key → its focus in words, empty where there is none; quarters that are over are
        left out.
    lines, undated, ownerless
        How many conditions, difficulties and focuses there are, and how many of them lack a
        date, an owner.
    """

    goal_minor: int | None
    months_without: Sequence[str] = ()
    existing_minor: int | None = None
    new_minor: int | None = None
    market_fact: str = ""
    months: Sequence[MonthFacts] = ()
    quarters: Mapping[str, str] = field(default_factory=dict)
    lines: int = 0
    undated: int = 0
    ownerless: int = 0


@dataclass(frozen=True)
class Held:
    """What a goal is under one principle. `lacks` are the months or quarters that fail it."""

    principle: Principle
    verdict: Verdict
    lacks: tuple[str, ...] = ()


def five_principles(facts: GoalFacts) -> tuple[Held, ...]:
    """Hold a goal against the five principles, in their order. It blocks nothing: it says.

    Returns
    -------
    number
        Met by a goal above zero with a plan for each month; `lacks` are the months without one.
    foreseeable
        Met where existing clients, new ones and the market are known. Without a market fact not
        met; with one, but no forecast, unknown.
    attainable
        Each month that is not over against the upper end of its forecast, or beyond the forecast
        against the best month there was; `lacks` are those above. Unknown where a month has
        nothing to be held against, or nothing is planned.
    focus
        Met when every quarter that is not over has its focus; `lacks` are those without.
    dated
        Met when every condition and focus has a date and an owner; unknown while there are none.

    Source: seed text 002, the five principles (明确, 可预测, 可达成, 务实性, 时效性).

    Examples
    --------
    >>> facts = GoalFacts(
    ...     goal_minor=1_200_00,
    ...     existing_minor=500_00,
    ...     new_minor=300_00,
    ...     months=[MonthFacts("2026-11", 400_00, forecast_high_minor=390_00)],
    ...     quarters={"2026-Q4": "spare parts for mills"},
    ...     lines=1,
    ... )
    >>> [(held.principle, held.verdict, held.lacks) for held in five_principles(facts)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('number', 'met', ()), ('foreseeable', 'not_met', ()), ('attainable', 'not_met', ('2026-11',)),
     ('focus', 'met', ()), ('dated', 'met', ())]
    """
    return (_number(facts), _foreseeable(facts), _attainable(facts), _focus(facts), _dated(facts))


def _number(facts: GoalFacts) -> Held:
    is_number = facts.goal_minor is not None and facts.goal_minor > 0 and not facts.months_without
    return Held("number", "met" if is_number else "not_met", tuple(facts.months_without))


def _foreseeable(facts: GoalFacts) -> Held:
    if not facts.market_fact:
        return Held("foreseeable", "not_met")
    known = facts.existing_minor is not None and facts.new_minor is not None
    return Held("foreseeable", "met" if known else "unknown")


def _attainable(facts: GoalFacts) -> Held:
    above = tuple(each.month for each in facts.months if each.verdict == "not_met")
    if above:
        return Held("attainable", "not_met", above)
    unknown = tuple(each.month for each in facts.months if each.verdict == "unknown")
    return Held("attainable", "unknown" if unknown or not facts.months else "met", unknown)


def _focus(facts: GoalFacts) -> Held:
    missing = tuple(quarter for quarter, words in facts.quarters.items() if not words)
    if not facts.quarters:
        return Held("focus", "unknown")
    return Held("focus", "not_met" if missing else "met", missing)


def _dated(facts: GoalFacts) -> Held:
    if not facts.lines:
        return Held("dated", "unknown")
    return Held("dated", "not_met" if facts.undated or facts.ownerless else "met")
