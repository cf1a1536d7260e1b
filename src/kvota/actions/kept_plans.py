"""What a new goal leaves as it is: months with a goal of their own, months that are over, typed cells."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kvota.actions.store_goal import newest_goal_of
from kvota.domain.calendar.period import Period, parse_period, period_of
from kvota.records.goal_nodes import NodeMonth, cells_of, counting_versions, kept_cells
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.organisations import Organisation

Why = Literal["own_goal", "closed", "typed"]

MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class KeptPlans:
    """The plans a new goal of a period does not touch.

    `months` says of each month that keeps the company's plan why it does, in order of time, and
    `owners` whose goal it is (month key → period key) where the month has its own.
    `cells` are all cells of the months that keep theirs whole (with a goal of their own, or over);
    `typed` are the cells that a person wrote, there and in the months that are spread anew.
    """

    months: dict[str, Why]
    owners: dict[str, str]
    cells: dict[NodeMonth, int]
    typed: dict[NodeMonth, int]

    def of_month(self, month: str) -> dict[str, int]:
        """Node key → value of the cells of a month that is kept whole; empty for another."""
        return {key: value for (key, of), value in self.cells.items() if of == month}

    def typed_in(self, month: str) -> dict[str, int]:
        return {key: value for (key, of), value in self.typed.items() if of == month}

    @property
    def people_typed(self) -> int:
        """How many typed cells below the company stay in the months that are spread anew."""
        whole = {month for _, month in self.cells}
        tops = sum(1 for why in self.months.values() if why == "typed")
        return sum(1 for key, month in self.typed if month not in whole and "/" not in key) - tops


def kept_plans(
    organisation: Organisation, *, period: Period, top: str, today: date, counts: str = REVENUE
) -> KeptPlans:
    """What the next goal of a period would keep. Two queries, and one for each goal that is kept.

    A month has a goal of its own when its plan was set for a shorter period, and keeps it in every
    larger goal until its cell there is let go. A period that is set anew keeps its months before the
    month of today, unless all of it is over (then it is being put right), and what was typed.
    """
    last = newest_goal_of(period.key, counts)
    months = period.months()
    counting = _counting(organisation, months, counts)
    is_replan = last is not None and today <= period.last_day
    present = period_of(today, "month", fiscal_start=period.fiscal_start)
    why: dict[str, Why] = {}
    owners: dict[str, str] = {}
    cells: dict[NodeMonth, int] = {}
    typed: dict[NodeMonth, int] = {}
    stored = {version.pk: cells_of(version) for version in {*counting.values(), *([last] if last else [])}}
    for month in months:
        version = counting.get(month.key)
        if version is not None and (top, month.key) in stored[version.pk][0]:
            values, wrote = stored[version.pk]
            owner = _owner(version, month.key, typed=(top, month.key) in wrote)
            if _is_shorter(owner, period):
                why[month.key], owners[month.key] = "own_goal", owner
                typed[(top, month.key)] = values[(top, month.key)]
            elif is_replan and month.last_day < present.first_day:
                why[month.key] = "closed"
        whole = month.key in why
        source = version if whole else last
        values, wrote = stored[source.pk] if source else ({}, set())
        if whole:
            cells |= {place: value for place, value in values.items() if place[1] == month.key}
        typed |= {place: values[place] for place in wrote if place[1] == month.key}
        if not whole and (top, month.key) in wrote:
            why[month.key] = "typed"
        if not whole and last is not None:
            typed |= _typed_segments(last, month.key)
    return KeptPlans(why, owners, cells, typed)


def _typed_segments(version: GoalVersion, month: str) -> dict[NodeMonth, int]:
    """The parts of a goal that is cut which a person wrote. One query."""
    if not version.cut:
        return {}
    cells = kept_cells(version, month=month, segment__isnull=False)
    return {place: cell.value for place, cell in cells.items() if cell.typed}


def _counting(organisation: Organisation, months: list[Period], counts: str) -> dict[str, GoalVersion]:
    """Month key → the newest goal that covers it."""
    versions = GoalVersion.that_count(counts).in_bulk()
    counting = counting_versions(organisation, months=[month.key for month in months], counts=counts)
    return {month: versions[pk] for month, pk in counting.items()}


def _owner(version: GoalVersion, month: str, *, typed: bool) -> str:
    """The period whose goal a month's plan comes from: a larger goal may have kept it since.

    A month whose cell was let go in the larger goal belongs to that one.
    """
    kept_from: dict[str, str] = version.terms.get("kept_from", {})
    return kept_from.get(month, version.period) if typed else version.period


def _is_shorter(key: str, period: Period) -> bool:
    return MONTHS_OF[parse_period(key).kind] < MONTHS_OF[period.kind]
