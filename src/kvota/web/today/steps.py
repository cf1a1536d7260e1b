"""The steps of a day, a week or ten days: what was done, beside what is usual for this person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kvota.analytics.metrics.moves_per_day import moves_by_action
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period, PeriodKind, parse_period, period_of
from kvota.records.calendars import company_calendar
from kvota.web.seat_in_force import Asked

SHOWN = ("call", "meeting", "offer")
LOOK_BACK_DAYS = 28


@dataclass(frozen=True)
class StepRow:
    """One kind of action: done in the period, of it tries that reached nobody, and the usual number."""

    action: str
    done: int
    tries: int
    usual: int


@dataclass(frozen=True)
class Steps:
    period: Period
    kind: PeriodKind
    is_day_off: bool
    rows: list[StepRow]


def steps(request: Asked, scope: Scope, kind: PeriodKind) -> Steps:
    """Count what was done. `usual` is the person's own mean per working day of the last four weeks.

    Until a plan is agreed there is no target to show, and the person's own pace is the
    only honest measure. On a day off nothing is usual.
    """
    organisation, day = request.organisation, request.today
    period = period_of(day, kind, fiscal_start=organisation.fiscal_start)
    calendar = company_calendar(organisation)
    done = moves_by_action(organisation, scope=scope, period=period, as_of=day)
    before = _look_back(request)
    usual = [moves_by_action(organisation, scope=scope, period=week, as_of=day) for week in before]
    worked_before = sum(len(calendar.working_days(week.first_day, week.last_day)) for week in before)
    worked_now = len(calendar.working_days(period.first_day, period.last_day))
    rows = []
    for action in SHOWN:
        counted = sum(_count(week.get(action)) for week in usual)
        expected = round(counted * worked_now / worked_before) if worked_before else 0
        moves = done.get(action)
        rows.append(StepRow(action, _count(moves), moves.attempts if moves else 0, expected))
    return Steps(period, kind, is_day_off=not calendar.working(day), rows=rows)


def _look_back(request: Asked) -> list[Period]:
    """The four full weeks before this one."""
    first = request.today - timedelta(days=LOOK_BACK_DAYS)
    weeks = [period_of(first + timedelta(days=7 * week), "week") for week in range(LOOK_BACK_DAYS // 7)]
    return [parse_period(week.key) for week in weeks]


def _count(moves: object) -> int:
    if moves is None:
        return 0
    return int(getattr(moves, "done", 0))
