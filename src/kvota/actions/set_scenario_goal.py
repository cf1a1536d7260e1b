"""Give a scenario a goal of its own, as it counts or with another total; or let it follow what counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from kvota.actions.seen_scenario import refuse_unless_open
from kvota.actions.set_goal import set_goal
from kvota.actions.spread_over_cells import GoalShape, Slice
from kvota.actions.store_goal import (
    follow,
    newest_goal_of,
    newest_of_scenario,
    open_draft_of,
    store_goal,
)
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.planning.revenue_for_profit import profit_of_revenue, revenue_for_profit
from kvota.records.goal_nodes import kept_cells
from kvota.records.goals import GoalSegment, GoalVersion, Scenario
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


class MarginOfGoalUnknown(RuleError):
    """A goal of profit that says no margin does not tell what another revenue brings."""

    code = "margin_of_goal_unknown"
    sentence = "the goal for {key} is a profit without a margin: another revenue tells no profit"
    key: str


class RevenueWithoutProfit(RuleError):
    """By the margin and the fixed cost of the goal nothing is left of this revenue."""

    code = "revenue_without_profit"
    sentence = "a revenue of {amount_minor} leaves no profit by the margin of the goal"
    amount_minor: int


class NoGoalToVary(RuleError):
    """A scenario is held against a goal: that of its period, or the draft of one."""

    code = "no_goal_to_vary"
    sentence = "there is no goal and no draft for {key}"
    key: str


def found_to_vary(period: str) -> GoalVersion | None:
    """The goal a scenario of this period varies and is published with; None where there is none yet."""
    return newest_goal_of(period) or open_draft_of(period)


def goal_to_vary(period: str) -> GoalVersion:
    """The goal of a period that counts, else its open draft."""
    found = found_to_vary(period)
    if found is None:
        raise NoGoalToVary(key=period)
    return found


def set_scenario_goal(
    *, seat: Seat, scenario: Scenario, now: datetime, amount_minor: int | None = None
) -> GoalVersion:
    """Give a scenario its own goal: a draft that only it has, edited in the grid as others are.

    Parameters
    ----------
    amount_minor
        Another total, minor units of revenue, spread as the goal it varies was: over the same people
        by the same weights, with its season, segments and grades. A goal of profit stays one: by its margin
        and fixed cost it asks for the profit this revenue brings. None copies that goal cell by cell.

    Raises
    ------
    MarginOfGoalUnknown, RevenueWithoutProfit
        What this revenue brings of the profit cannot be told, or is nothing.
    NoGoalToVary
        The period has neither a goal nor a draft.
    """
    require(seat, "make_scenario")
    if amount_minor is not None:
        return _with_another_total(amount_minor, seat=seat, scenario=scenario, now=now)
    with transaction.atomic():
        sequence = take(seat.organisation)
        refuse_unless_open(scenario)
        base = goal_to_vary(scenario.period)
        first = _row_its_goals_name(scenario)
        copied = follow(
            base,
            sequence=sequence,
            state="draft",
            scenario_id=first.pk,
            supersedes=newest_of_scenario(first.pk),
            terms={**base.terms, **_begun_from(base)},
        )
        return store_goal(copied, cells=kept_cells(base), organisation=seat.organisation, seat=seat, now=now)


def _with_another_total(amount_minor: int, *, seat: Seat, scenario: Scenario, now: datetime) -> GoalVersion:
    refuse_unless_open(scenario)
    base = goal_to_vary(scenario.period)
    asked, of_profit = _profit_of(amount_minor, base)
    return set_goal(
        organisation=seat.organisation,
        seat=seat,
        period=parse_period(scenario.period, fiscal_start=seat.organisation.fiscal),
        metric=base.metric,
        amount_minor=asked,
        revenue_minor=amount_minor,
        now=now,
        terms={
            **{name: base.terms[name] for name in ("grades",) if name in base.terms},
            **of_profit,
            **_begun_from(base),
        },
        shape=shape_of(base),
        state="draft",
        scenario=_row_its_goals_name(scenario),
        step=base.step,
        intent=base.intent,
    )


def _profit_of(revenue: int, base: GoalVersion) -> tuple[int, dict[str, Any]]:
    """What a goal like this one asks for at another revenue, and the terms of its profit."""
    if base.metric != "profit":
        return revenue, {}
    if "margin" not in base.terms:
        raise MarginOfGoalUnknown(key=base.period)
    margin, fixed = Fraction(base.terms["margin"]), int(base.terms.get("fixed_minor", 0))
    profit = profit_of_revenue(revenue, margin, fixed=fixed)
    if profit <= 0:
        raise RevenueWithoutProfit(amount_minor=revenue)
    terms: dict[str, Any] = {"margin": str(margin), "fixed_minor": fixed}
    if mix := base.terms.get("mix"):
        parts = [(Fraction(part["share"]), Fraction(part["margin"])) for part in mix]
        per_share = revenue_for_profit(profit, parts, fixed=fixed).per_share
        terms["mix"] = [
            part | {"revenue_per_share": str(each)} for part, each in zip(mix, per_share, strict=True)
        ]
    return profit, terms


def _begun_from(base: GoalVersion) -> dict[str, str]:
    """The goal that counted when the scenario's was made, so that publishing sees whether it moved on."""
    begun = str(base.uid) if base.state == "published" else base.terms.get("drafted_from", "")
    return {"drafted_from": begun} if begun else {}


def drop_scenario_goal(*, seat: Seat, scenario: Scenario, now: datetime) -> GoalVersion | None:
    """Let a scenario follow the goal that counts again. Its own stays among the versions, set aside."""
    require(seat, "make_scenario")
    with transaction.atomic():
        sequence = take(seat.organisation)
        refuse_unless_open(scenario)
        last = newest_of_scenario(_row_its_goals_name(scenario).pk)
        if last is None or last.state == "set_aside":
            return None
        closed = follow(last, sequence=sequence, state="set_aside")
        return store_goal(closed, cells={}, organisation=seat.organisation, seat=seat, now=now)


def shape_of(version: GoalVersion) -> GoalShape:
    """How a goal was divided, from what its terms remember."""
    terms = version.terms
    return GoalShape(
        weights={int(who): Fraction(each) for who, each in terms.get("weights", {}).items()} or None,
        season=_exact(terms.get("season", {})) or None,
        over=_exact(terms.get("over", {})),
        slices=_slices(terms),
        rule=terms.get("rule", "manual"),
    )


def _slices(terms: Mapping[str, Any]) -> list[Slice]:
    rows = GoalSegment.objects.in_bulk(terms.get("segments", []))
    return [
        Slice(
            Fraction(weight),
            product=rows[pk].product_id,
            kind=rows[pk].kind,
            industry=rows[pk].industry,
            region=rows[pk].region,
        )
        for pk, weight in zip(terms.get("segments", []), terms.get("slices", []), strict=False)
    ]


def _exact(said: Mapping[str, str]) -> dict[str, Fraction]:
    return {key: Fraction(value) for key, value in said.items()}


def _row_its_goals_name(scenario: Scenario) -> Scenario:
    """All goals of a scenario name one row of its line, whatever it was called then."""
    named = GoalVersion.objects.filter(scenario__line=scenario.line).select_related("scenario").first()
    return named.scenario if named and named.scenario else scenario
