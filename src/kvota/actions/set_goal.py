"""Set a goal for a period and spread it over months, units and people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.planning.goal_tree import Node, spread_down
from kvota.records.calendars import company_calendar
from kvota.records.events import leave_event
from kvota.records.goal_nodes import goal_tree
from kvota.records.goals import METRICS, GoalCell, GoalVersion
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
    sentence = "the goal is {amount}; expected above zero and below 10^15"
    amount: str


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
    typed: Mapping[tuple[str, str], int] | None = None,
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
    typed
        (node key, month key) → value somebody wrote. Unless given, those of the goal's
        last version are kept: a new total never moves a typed cell.

    Months divide the period by their working days (domain.md A2 with A4); each month then
    goes down the tree. Nothing that was agreed is changed: the old version stays.
    """
    if seat is not None:
        require(seat, "set_goal")
    revenue = amount_minor if revenue_minor is None else revenue_minor
    _refuse(period, metric, amount_minor, organisation)
    months = period.months()
    tree = goal_tree(on=months[0].first_day, weights=weights)
    with transaction.atomic():
        last = GoalVersion.objects.filter(period=period.key, metric=metric).order_by("-sequence").first()
        kept = dict(typed) if typed is not None else typed_cells(last)
        cells = spread_goal(organisation, months=months, revenue=revenue, tree=tree, typed=kept)
        sequence = take(organisation)
        version = GoalVersion.objects.create(
            organisation=organisation,
            period=period.key,
            metric=metric,
            amount_minor=amount_minor,
            revenue_minor=revenue,
            terms={
                **(terms or {}),
                "weights": {str(who): str(weight) for who, weight in (weights or {}).items()},
            },
            supersedes=last,
            sequence=sequence,
            recorded_at=now,
            author_id=seat.person_id if seat else None,
            reason=reason,
        )
        GoalCell.objects.bulk_create(
            GoalCell(
                version=version,
                unit_id=int(key[1:]) if key[0] == "u" else None,
                person_id=int(key[1:]) if key[0] == "p" else None,
                month=month,
                value_minor=value,
                typed=(key, month) in kept,
            )
            for (key, month), value in cells.items()
        )
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="goal_set",
            seat=seat,
            subject=f"goal:{version.uid}",
            recorded_at=now,
            payload={"period": period.key, "metric": metric, "revenue_minor": revenue},
        )
    return version


def spread_goal(
    organisation: Organisation,
    *,
    months: list[Period],
    revenue: int,
    tree: Node,
    typed: Mapping[tuple[str, str], int],
) -> dict[tuple[str, str], int]:
    """The cells of a goal without storing them: what the preview shows is what is stored."""
    if not tree.total_weight():
        raise NobodyToPlanFor(key=months[0].key)
    calendar = company_calendar(organisation)
    step = 10 ** exponent(organisation.currency)
    top = tree.key
    worked = [len(calendar.working_days(month.first_day, month.last_day)) for month in months]
    locked = {
        place: typed[(top, month.key)] for place, month in enumerate(months) if (top, month.key) in typed
    }
    asked = min(revenue, sum(locked.values())) if len(locked) == len(months) else revenue
    totals = split_without_loss(asked, worked, locked=locked, quantum=step)
    cells: dict[tuple[str, str], int] = {}
    for month, total in zip(months, totals, strict=True):
        here = {key: value for (key, of_month), value in typed.items() if of_month == month.key}
        for key, value in spread_down(total, tree, typed=here, quantum=step).items():
            cells[(key, month.key)] = value
    return cells


def typed_cells(version: GoalVersion | None) -> dict[tuple[str, str], int]:
    """The cells of a version that a person wrote."""
    if version is None:
        return {}
    rows = version.cells.filter(typed=True).values_list("unit_id", "person_id", "month", "value_minor")
    return {(f"u{unit}" if unit else f"p{person}", month): value for unit, person, month, value in rows}


def _refuse(period: Period, metric: str, amount_minor: int, organisation: Organisation) -> None:
    if period.kind not in {"month", "quarter", "year"}:
        raise GoalTooShort(key=period.key)
    if metric not in METRICS:
        raise UnknownMetric(metric=metric)
    if not 0 < amount_minor < MOST_MAJOR * 10 ** exponent(organisation.currency):
        raise GoalOutOfRange(amount=str(amount_minor))
