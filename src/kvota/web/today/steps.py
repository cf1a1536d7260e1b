"""The steps of a day, a week or ten days: what was done, beside what is usual for this person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from kvota.analytics.metrics.moves_per_day import Moves, moves_by_action
from kvota.domain.calendar.period import Period, PeriodKind, parse_period, period_of
from kvota.domain.calendar.working_days import WorkCalendar
from kvota.records.calendars import company_calendar
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked
from kvota.web.today.days_away import DaysAway

SHOWN = ("call", "meeting", "offer")
LOOK_BACK_DAYS = 28
STEP_KINDS: tuple[PeriodKind, ...] = ("day", "week", "ten_day")


@dataclass(frozen=True)
class StepRow:
    """One kind of action: done in the period, of it tries that reached nobody, and the usual number."""

    action: str
    done: int
    tries: int
    usual: int

    @property
    def is_full(self) -> bool:
        """Whether what is expected is done. Where nothing is expected nothing is reached."""
        return 0 < self.usual <= self.done


@dataclass(frozen=True)
class Steps:
    """`day_off` says why nothing is expected: "holiday" (a weekend is one), "leave" or "" for a working day.

    `is_now` while the period still runs.
    """

    period: Period
    kind: PeriodKind
    day_off: str
    is_now: bool
    rows: list[StepRow]

    @property
    def full(self) -> list[StepRow]:
        return [row for row in self.rows if row.is_full]


def steps(request: Asked, page: PageScope, away: DaysAway) -> Steps:
    """Count what was done. `usual` is the person's own mean per working day of the last four weeks.

    Until a plan is agreed there is no target to show, and the person's own pace is the
    only honest measure. On a day off or on leave nothing is expected.
    """
    organisation, day = request.organisation, page.as_of
    period = _period(request, page)
    kind = period.kind
    calendar = company_calendar(organisation)
    done = moves_by_action(organisation, scope=page.scope, period=period, as_of=request.today)
    before = _look_back(request)
    usual = [
        moves_by_action(organisation, scope=page.scope, period=week, as_of=request.today) for week in before
    ]
    worked_before = sum(_worked(week, calendar, away) for week in before)
    worked_now = _worked(period, calendar, away)
    rows = []
    for action in SHOWN:
        counted = sum(_count(week.get(action)) for week in usual)
        expected = round(counted * worked_now / worked_before) if worked_before else 0
        moves = done.get(action)
        rows.append(StepRow(action, _count(moves), moves.attempts if moves else 0, expected))
    off = "leave" if day in away else "" if calendar.working(day) else "holiday"
    is_now = period.first_day <= request.today <= period.last_day
    return Steps(period, kind, off if kind == "day" or not worked_now else "", is_now, rows)


def _period(request: Asked, page: PageScope) -> Period:
    """The day, week or ten days of the address, else those of the day the page shows."""
    asked = request.GET.get("steps", "")
    if not asked and page.period.kind in STEP_KINDS:
        return page.period
    kind: PeriodKind = next((one for one in STEP_KINDS if one == asked), "day")
    return period_of(page.as_of, kind, fiscal_start=request.organisation.fiscal)


def _worked(period: Period, calendar: WorkCalendar, away: DaysAway) -> int:
    days = calendar.working_days(period.first_day, period.last_day)
    return sum(1 for day in days if day not in away)


def _look_back(request: Asked) -> list[Period]:
    """The four full weeks before this one."""
    first = request.today - timedelta(days=LOOK_BACK_DAYS)
    weeks = [period_of(first + timedelta(days=7 * week), "week") for week in range(LOOK_BACK_DAYS // 7)]
    return [parse_period(week.key) for week in weeks]


def _count(moves: Moves | None) -> int:
    return moves.done if moves else 0
