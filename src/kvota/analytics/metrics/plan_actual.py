"""Plan against actual: what was to come, what came, what is missing, and at what pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from kvota.analytics import names
from kvota.analytics.deal_rows import Named
from kvota.analytics.metrics.actual import ActualPart, Basis, actual, actual_by
from kvota.analytics.metrics.plan import (
    NodeMonth,
    Plan,
    minor_due,
    minor_of_months,
    plan,
    plan_cells,
    plan_to_compare,
    shares_due,
)
from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.domain.control.required_pace import pace
from kvota.records.calendars import company_calendar
from kvota.records.goal_grades import Grade
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.units import in_force, unit_tree

Cut = Literal["person", "unit", "product"]


@dataclass(frozen=True)
class PlanActualRow:
    """A part. The rows' `actual_minor` sum to the whole; plans need not (an unallocated rest).

    `planned_minor`, `plan_minor`, `months_without` and `to_date_minor` as in `PlanActual`.
    """

    of: Named | None
    planned_minor: int | None
    months_without: tuple[str, ...]
    plan_minor: int | None
    actual_minor: int
    gap_minor: int | None
    attainment: Fraction | None
    to_date_minor: int | None = None

    @property
    def gap_to_date_minor(self) -> int | None:
        """The actual less what was due before today."""
        return None if self.to_date_minor is None else self.actual_minor - self.to_date_minor


@dataclass(frozen=True)
class PlanActual:
    """`gap_minor` = actual - plan (negative: behind). Everything about the plan is None without a goal.

    `planned_minor` sums the months of the period that have a goal; `plan_minor` is the same sum where
    all of them have one, and None where some do not (`months_without`): then nothing is compared.
    The day `as_of` is not over: it counts among the working days left and not in the plan to date,
    so that the days gone and the days left make up the period. `to_date_minor` sums the cells of
    the days before it; `pace` is the actual against the exact share of those days, before cells are
    rounded to coins (None when nothing was due yet); `required_minor` is needed on each working day
    left, rounded up (None when none is left or nothing is missing).
    """

    period: Period
    as_of: date
    currency: str
    basis: str
    months: tuple[str, ...]
    months_without: tuple[str, ...]
    planned_minor: int | None
    plan_minor: int | None
    actual_minor: int
    assumed_minor: int
    gap_minor: int | None
    attainment: Fraction | None
    to_date_minor: int | None
    pace: Fraction | None
    required_minor: int | None
    working_days: int
    working_days_left: int
    rows: tuple[PlanActualRow, ...] = ()

    @property
    def gap_to_date_minor(self) -> int | None:
        """The actual less what was due before today."""
        return None if self.to_date_minor is None else self.actual_minor - self.to_date_minor

    @property
    def months_set(self) -> int:
        """How many months of the period have a goal."""
        return len(self.months) - len(self.months_without)


@dataclass(frozen=True)
class BurnUpDay:
    """A day of the period: cumulative plan and actual. `actual_minor` is None after `as_of`."""

    on: date
    working: bool
    plan_minor: int | None
    actual_minor: int | None


def plan_actual(
    organisation: Organisation,
    *,
    scope: Scope,
    period: Period,
    as_of: date,
    by: Cut | None = None,
    basis: Basis | None = None,
    grade: Grade = "target",
) -> PlanActual:
    """Return plan and actual of a period as they stood on a day; with `by`, the rows that sum to it.

    `grade`: against the base or the challenge of the goals that have one.

    Source: domain.md A3, E3; the plan of a day is due by its end, and today is still a day left.
    """
    with one_moment(organisation):
        came = actual(organisation, scope=scope, period=period, as_of=as_of, basis=basis)
        parts = (
            actual_by(organisation, scope=scope, period=period, as_of=as_of, by=by, basis=basis) if by else []
        )
    wanted = plan(organisation, scope=scope, period=period, as_of=as_of, grade=grade)
    worked = company_calendar(organisation).working_days(period.first_day, period.last_day)
    left = sum(1 for day in worked if day >= as_of)
    target = wanted.to_compare
    due = None if target is None else sum(minor for day, minor in wanted.days.items() if day < as_of)
    missing = None if target is None else target - came.minor
    return PlanActual(
        period=period,
        as_of=as_of,
        currency=organisation.currency,
        basis=came.basis,
        months=tuple(month.key for month in period.months()),
        months_without=wanted.months_without,
        planned_minor=wanted.minor,
        plan_minor=target,
        actual_minor=came.minor,
        assumed_minor=came.assumed_minor,
        gap_minor=None if missing is None else -missing,
        attainment=Fraction(came.minor, target) if target else None,
        to_date_minor=due,
        pace=None if target is None else _pace(wanted, came.minor, as_of),
        required_minor=-(-missing // left) if missing is not None and missing > 0 and left else None,
        working_days=len(worked),
        working_days_left=left,
        rows=_rows(organisation, scope, period, as_of, by, parts, grade) if by else (),
    )


def _pace(wanted: Plan, came: int, as_of: date) -> Fraction | None:
    over = sum(1 for day in wanted.exact_days if day < as_of)
    shares = list(wanted.exact_days.values())
    return pace(sum(shares), came, done=over, weights=shares).index


def _rows(
    organisation: Organisation,
    scope: Scope,
    period: Period,
    as_of: date,
    by: Cut,
    parts: list[ActualPart],
    grade: Grade,
) -> tuple[PlanActualRow, ...]:
    """Who has a plan or an actual; whoever has neither is left out."""
    has_plans = by != "product" and scope.has_plan
    plans = _plans(organisation, scope, period, as_of, by, grade) if has_plans else {}
    came = {part.of.id if part.of else None: part for part in parts}
    named = names.people(plans) if by == "person" else names.units(plans)
    rows = []
    for key in [*came, *(node for node in plans if node not in came)]:
        part, minor = came.get(key), came[key].minor if key in came else 0
        planned, without, due = plans.get(key or 0, (None, (), None))
        target = plan_to_compare(planned, without)
        rows.append(
            PlanActualRow(
                of=part.of if part and part.of else named.get(key or 0),
                planned_minor=planned,
                months_without=without,
                plan_minor=target,
                actual_minor=minor,
                gap_minor=None if target is None else minor - target,
                attainment=Fraction(minor, target) if target else None,
                to_date_minor=None if target is None else due,
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.of is None, row.of.name if row.of else "")))


def _plans(
    organisation: Organisation, scope: Scope, period: Period, as_of: date, by: Cut, grade: Grade
) -> dict[int, tuple[int, tuple[str, ...], int]]:
    """The plan of each person, or of each unit that people sit in: whole, the months without, what is due."""
    months = [month.key for month in period.months()]
    cells = plan_cells(organisation, months=months, as_of=as_of, grade=grade)
    seats = Seat.objects.live().filter(in_force(as_of))
    if scope.people is not None:
        seats = seats.filter(person_id__in=scope.people)
    held = list(seats.filter(role="rep").values_list("person_id", "unit_id"))
    parents = set(unit_tree(as_of).values())
    calendar = company_calendar(organisation)
    due = shares_due(period, calendar, before=as_of)
    found: dict[int, tuple[int, tuple[str, ...], int]] = {}
    for node in {unit if by == "unit" else person for person, unit in held}:
        if by == "person":
            values = {month: cells.get((None, node, month)) for month in months}
        elif node in parents:  # its own cell holds the units below too: here only its own people count
            values = {
                month: _together(cells, [who for who, unit in held if unit == node], month)
                for month in months
            }
        else:
            values = {month: cells.get((node, None, month)) for month in months}
        minor = minor_of_months(values, period, calendar)
        if minor is not None:
            without = tuple(month for month in months if values[month] is None)
            found[node] = minor, without, minor_due(values, due)
    return found


def _together(cells: dict[NodeMonth, int], people: list[int], month: str) -> int | None:
    known = [cells[(None, person, month)] for person in people if (None, person, month) in cells]
    return sum(known) if known else None


def burn_up(
    organisation: Organisation, *, scope: Scope, period: Period, as_of: date, basis: Basis | None = None
) -> list[BurnUpDay]:
    """Return the running plan and actual of every day of a period, holidays included."""
    parts = actual_by(organisation, scope=scope, period=period, as_of=as_of, by="day", basis=basis)
    came = {part.key: part.minor for part in parts}
    wanted = plan(organisation, scope=scope, period=period, as_of=as_of)
    calendar = company_calendar(organisation)
    days, due, sum_so_far = [], 0, 0
    for day in period.days():
        due += wanted.days.get(day, 0)
        sum_so_far += came.get(day.isoformat(), 0)
        days.append(
            BurnUpDay(
                on=day,
                working=calendar.working(day),
                plan_minor=None if wanted.to_compare is None else due,
                actual_minor=sum_so_far if day <= as_of else None,
            )
        )
    return days
