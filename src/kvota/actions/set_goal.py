"""Set a goal for a period and spread it over months, units and people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from kvota.actions.goal_cell_names import refused_by_name
from kvota.actions.kept_plans import KeptPlans, kept_plans
from kvota.actions.store_goal import newest_goal_of, store_goal
from kvota.domain.calendar.business_day import business_day
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.domain.money.split_without_loss import OverLocked, split_without_loss
from kvota.domain.planning.goal_tree import Node, spread_down
from kvota.records.calendars import company_calendar
from kvota.records.goal_nodes import NodeMonth, goal_tree
from kvota.records.goals import METRICS, GoalVersion
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


class MonthsAboveGoal(OverLocked):
    """The months that keep their plan are together more than the goal they lie in."""

    code = "months_above_goal"
    sentence = "the plans of {months}, which stay, are {amount} minor units of {currency} above the goal"
    months: tuple[str, ...]
    amount: int
    currency: str


class UnknownMetric(RuleError):
    code = "unknown_metric"
    sentence = "a goal counts revenue or profit, not {metric}"
    metric: str


class NobodyToPlanFor(RuleError):
    """There is no seller to spread the goal over, or he has no seat in that period."""

    code = "nobody_to_plan_for"
    sentence = "nobody sells in {key}"
    key: str


def set_goal(
    *,
    organisation: Organisation,
    period: Period,
    amount_minor: int,
    now: datetime,
    seat: Seat | None = None,
    metric: str = "revenue",
    revenue_minor: int | None = None,
    terms: dict[str, Any] | None = None,
    weights: Mapping[int, Fraction] | None = None,
    reason: str = "",
) -> GoalVersion:
    """Store a new version of the goal of a period, spread to every month, unit and person.

    Parameters
    ----------
    amount_minor
        What is asked for: revenue, or the profit.
    revenue_minor
        The revenue a profit takes (`domain.planning.revenue_for_profit`); the cells sum to it.
    weights
        Person id → weight; equal unless given. Kept with the version.

    Months divide the period by their working days (domain.md A2 with A4); each month then
    goes down the tree. What stays as it is (`kept_plans`) is taken off first, and the version
    remembers it in `terms["kept"]`. Nothing that was agreed is changed: the old version stays.
    """
    if seat is not None:
        require(seat, "set_goal")
    revenue = amount_minor if revenue_minor is None else revenue_minor
    _refuse(period, metric, amount_minor, organisation)
    months = period.months()
    tree = goal_tree(on=months[0].first_day, weights=weights)
    today = business_day(now, ZoneInfo(organisation.time_zone))
    with transaction.atomic():
        sequence = take(organisation)
        kept = kept_plans(organisation, period=period, top=tree.key, today=today)
        cells = spread_goal(organisation, months=months, revenue=revenue, tree=tree, kept=kept)
        version = GoalVersion(
            period=period.key,
            metric=metric,
            amount_minor=amount_minor,
            revenue_minor=revenue,
            terms={
                **(terms or {}),
                "weights": {str(who): str(weight) for who, weight in (weights or {}).items()},
                "kept": kept.months,
                "kept_from": kept.owners,
                "kept_cells": kept.people_typed,
            },
            supersedes=newest_goal_of(period.key),
            sequence=sequence,
            reason=reason,
        )
        return store_goal(
            version,
            cells=cells,
            typed=set(kept.typed) & set(cells),
            organisation=organisation,
            seat=seat,
            now=now,
        )


def spread_goal(
    organisation: Organisation,
    *,
    months: list[Period],
    revenue: int,
    tree: Node,
    kept: KeptPlans,
) -> dict[NodeMonth, int]:
    """The cells of a goal: those that stay, and the rest of the goal over the other months."""
    if not tree.total_weight():
        raise NobodyToPlanFor(key=months[0].key)
    calendar = company_calendar(organisation)
    step = 10 ** exponent(organisation.currency)
    top = tree.key
    worked = [len(calendar.working_days(month.first_day, month.last_day)) for month in months]
    stays = kept.cells | kept.typed
    locked = {
        place: stays[(top, month.key)] for place, month in enumerate(months) if month.key in kept.months
    }
    refuse_months_above(revenue, {months[place].key: value for place, value in locked.items()}, organisation)
    asked = sum(locked.values()) if len(locked) == len(months) else revenue
    totals = split_without_loss(asked, worked, locked=locked, quantum=step)
    cells = dict(kept.cells)
    for month, total in zip(months, totals, strict=True):
        if kept.of_month(month.key):
            continue
        with refused_by_name(organisation, month.key):
            spread = spread_down(total, tree, typed=kept.typed_in(month.key), quantum=step)
        cells |= {(key, month.key): value for key, value in spread.items()}
    return cells


def refuse_months_above(revenue: int, months: Mapping[str, int], organisation: Organisation) -> None:
    """Refuse a goal that is below the months which keep their plan (month key → the company's plan)."""
    over = sum(months.values()) - revenue
    if over > 0:
        raise MonthsAboveGoal(months=tuple(sorted(months)), amount=over, currency=organisation.currency)


def _refuse(period: Period, metric: str, amount_minor: int, organisation: Organisation) -> None:
    if period.kind not in {"month", "quarter", "year"}:
        raise GoalTooShort(key=period.key)
    if metric not in METRICS:
        raise UnknownMetric(metric=metric)
    if not 0 < amount_minor < MOST_MAJOR * 10 ** exponent(organisation.currency):
        raise GoalOutOfRange(amount_minor=amount_minor, currency=organisation.currency)
