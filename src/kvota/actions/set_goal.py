"""Set a goal for a period and spread it over months, units, people and segments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kvota.actions.kept_plans import kept_plans
from kvota.actions.spread_over_cells import GoalShape, segment_ids, spread_over_cells
from kvota.actions.store_goal import newest_in_line, newest_of_scenario, store_goal
from kvota.analytics.metric_registry import find_metric
from kvota.domain.calendar.business_day import business_day
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import Metric
from kvota.domain.money.currencies import exponent
from kvota.records.goal_nodes import goal_tree_over, homes_in
from kvota.records.goals import MONEY_METRICS, REVENUE, GoalVersion, Scenario
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

MOST_MAJOR = 10**15


class GoalTooShort(RuleError):
    """A goal is set for months, quarters or years; days and weeks follow from it."""

    code = "goal_too_short"
    sentence = "a goal for {key} cannot be set; set it for its month, quarter or year"
    key: str


class GoalOutOfRange(RuleError):
    code = "goal_out_of_range"
    sentence = "the goal is {amount_minor} minor units of {currency}; expected above zero and below 10^15"
    amount_minor: int
    currency: str


class MetricCannotBeSpread(RuleError):
    """Its parts do not sum to it: a stock, a ratio, or different clients."""

    code = "metric_cannot_be_spread"
    sentence = "a goal for {metric} cannot be shared out: it is a {kind}"
    metric: str
    kind: str


def set_goal(
    *,
    organisation: Organisation,
    period: Period,
    amount_minor: int,
    now: datetime,
    seat: Seat | None = None,
    metric: str = REVENUE,
    revenue_minor: int | None = None,
    terms: dict[str, Any] | None = None,
    weights: Mapping[int, Fraction] | None = None,
    shape: GoalShape | None = None,
    state: str = "published",
    scenario: Scenario | None = None,
    step: int = 0,
    intent: str = "",
    reason: str = "",
) -> GoalVersion:
    """Store a new version of the goal of a period, spread to every month, unit, person and segment.

    Parameters
    ----------
    amount_minor
        What is asked for: revenue, the profit, or so many of what the metric counts.
    revenue_minor
        The revenue a profit takes (`domain.planning.revenue_for_profit`); the cells sum to it.
    shape
        How it divides; `weights` alone (person id → weight, equal unless given) is the short form.
    state
        A draft is prepared beside the goal that counts, and published by `publish_goal`.
    scenario
        The goal is the scenario's own and a draft: it never counts, a goal published from it does.
    step
        What the cells are multiples of, minor units; whole money, or whole things, unless given.
    intent
        Why, in words that travel down with the numbers.

    Months divide the period by their working days and the season (domain.md A2 with A4); each month
    then goes down the tree. What stays as it is (`kept_plans`) is taken off first, and the version
    remembers it in `terms["kept"]`. Who comes, leaves or moves within the period has a part in the
    months on whose first day he sells (`terms["homes"]`). Nothing that was agreed is changed: the old
    version stays.
    """
    if seat is not None:
        require(seat, "set_goal" if scenario is None else "make_scenario")
    total = amount_minor if revenue_minor is None else revenue_minor
    of = goal_metric(organisation, metric)
    _refuse(period, amount_minor, organisation)
    divides = shape or GoalShape(weights=weights)
    counts = REVENUE if metric in MONEY_METRICS else metric
    unit = 10 ** exponent(organisation.currency) if of.unit == "money" else 1
    months = period.months()
    homes = homes_in(period)
    tree = goal_tree_over(period, homes=homes, weights=divides.weights, over=divides.over)
    today = business_day(now, ZoneInfo(organisation.time_zone))
    with transaction.atomic():
        sequence = take(organisation)
        kept = kept_plans(organisation, period=period, counts=counts, top=tree.key, today=today)
        segments = segment_ids(organisation, divides.slices)
        version = GoalVersion(
            organisation=organisation,
            period=period.key,
            metric=metric,
            counts=counts,
            state=state,
            scenario=scenario,
            amount_minor=amount_minor,
            revenue_minor=total,
            cut=divides.cut,
            step=step,
            intent=intent,
            terms={
                **(terms or {}),
                **divides.terms(),
                **({"segments": segments} if segments else {}),
                **({"homes": homes} if homes else {}),
                "unit": of.unit,
                "kept": kept.months,
                "kept_from": kept.owners,
                "kept_cells": kept.people_typed,
            },
            supersedes=newest_of_scenario(scenario.pk)
            if scenario
            else newest_in_line(period.key, counts, state),
            sequence=sequence,
            reason=reason,
        )
        cells = spread_over_cells(
            organisation,
            months=months,
            total=total,
            tree=tree,
            kept=kept,
            shape=divides,
            segments=segments,
            step=step or unit,
        )
        return store_goal(version, cells=cells, organisation=organisation, seat=seat, now=now)


def goal_metric(organisation: Organisation, key: str) -> Metric:
    """The metric a goal may be set on: one whose parts sum to it."""
    metric = find_metric(organisation, key)
    if not metric.can_be_spread:
        raise MetricCannotBeSpread(metric=key, kind=metric.kind)
    return metric


def _refuse(period: Period, amount_minor: int, organisation: Organisation) -> None:
    if period.kind not in {"month", "quarter", "year"}:
        raise GoalTooShort(key=period.key)
    if not 0 < amount_minor < MOST_MAJOR * 10 ** exponent(organisation.currency):
        raise GoalOutOfRange(amount_minor=amount_minor, currency=organisation.currency)
