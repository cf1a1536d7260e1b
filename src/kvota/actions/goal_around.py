"""The goal around a period, as far as a seat may read it: one answer for every page, file and API."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvota.actions.store_goal import open_draft_of
from kvota.domain.calendar.period import Period, PeriodKind, period_of
from kvota.records.goal_nodes import counting_versions
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import reads_drafts

WIDER: tuple[PeriodKind, ...] = ("month", "quarter", "year")


@dataclass(frozen=True)
class GoalAround:
    """The goal a period is read with: `period` is the goal's own, or the one asked for where there is none.

    `draft` is what to read instead of what counts, and only where nothing counts. Both are None without a
    goal, and where shorter goals count, of months say: those are read together.
    """

    period: Period
    draft: GoalVersion | None = None
    counting: GoalVersion | None = None

    @property
    def goal(self) -> GoalVersion | None:
        return self.counting or self.draft


def goal_around(seat: Seat, period: Period, *, on: date, counts: str = REVENUE) -> GoalAround:
    """Return the goal of a period or the nearest wider one that covers it.

    What counts goes before every draft, the wider goal too. An open draft is found where nothing counts in
    any month of the period, by who reads drafts: who sets goals or reads everything. At most seven queries.
    """
    around = _covering(seat.organisation, period)
    versions = GoalVersion.visible_to(seat, on=on) & GoalVersion.that_count(counts)
    counting = {
        version.period: version
        for version in versions.filter(period__in=[each.key for each in around])
        .select_related("author", "organisation")
        .order_by("sequence")
    }
    for each in around:
        if each.key in counting:
            return GoalAround(each, counting=counting[each.key])
    months = [month.key for month in period.months()]
    if reads_drafts(seat, on=on) and not counting_versions(seat.organisation, months=months, counts=counts):
        for each in around:
            draft = open_draft_of(each.key, counts)
            if draft is not None:
                return GoalAround(each, draft=draft)
    return GoalAround(period)


def _covering(organisation: Organisation, period: Period) -> list[Period]:
    """The period, then the quarter and the year it lies in, of those that hold all of it."""
    found = [period]
    for kind in WIDER:
        wider = period_of(period.first_day, kind, fiscal_start=organisation.fiscal)
        holds = wider.first_day <= period.first_day and period.last_day <= wider.last_day
        if holds and wider.key != period.key:
            found.append(wider)
    return found
