"""Write what the plans of the sample company take: conditions, difficulties, the focus of each quarter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kvota.actions.set_condition import revise_condition
from kvota.actions.set_focus import set_focus
from kvota.demo.cast import Cast
from kvota.demo.days_of_planning import PlanningDays, morning_of
from kvota.domain.calendar.period import Period, period_of
from kvota.records.conditions import Condition
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.quarter_focus import QuarterFocus
from kvota.records.row import new_uid
from kvota.records.sequence import take
from kvota.records.units import Unit

COMPANY, UNIT, REP = "company", "unit", "rep"


@dataclass(frozen=True)
class Line:
    """A condition without its words: whose plan, of what kind, who removes it, so many days in."""

    of: str
    kind: str
    owner: tuple[object, ...]
    due: int


#: In the order of the words of each language.
OF_A_QUARTER = (
    Line(COMPANY, "traits", ("head",), 30),
    Line(COMPANY, "needed", ("head",), 60),
    Line(COMPANY, "now", ("head",), 70),
    Line(COMPANY, "cooperation", ("colleague",), 75),
    Line(COMPANY, "mix", ("head",), 80),
    Line(COMPANY, "habits", ("head",), 80),
    Line(COMPANY, "difficulty", ("finance",), 65),
)
OF_A_MONTH = (
    Line(COMPANY, "needed", ("head",), 19),
    Line(COMPANY, "now", ("owner",), 9),
    Line(COMPANY, "difficulty", ("analyst",), 23),
    Line(UNIT, "now", ("rep", 0), 12),
    Line(UNIT, "mix", ("rep", 2), 26),
    Line(UNIT, "difficulty", ("colleague",), 21),
    Line(REP, "habits", ("rep", 0), 22),
    Line(REP, "needed", ("rep", 0), 26),
    Line(REP, "difficulty", ("rep", 0), 20),
)


def write_sample_conditions(days: PlanningDays) -> None:
    """Plan the month and the quarter as they were planned on these days; what is written of them stays."""
    cast = days.cast
    said = [words for words, _ in (*cast.words.quarter_conditions, *cast.words.month_conditions)]
    fiscal = cast.organisation.fiscal
    for month, eve in list(days.months_planned())[-1:]:  # who was away for long is told of now
        _settle(cast, said, on=eve)
        quarter = period_of(month, "quarter", fiscal_start=fiscal)
        if not _is_planned(quarter):
            begun = min(eve, quarter.first_day - timedelta(days=1))
            _write(cast, OF_A_QUARTER, cast.words.quarter_conditions, quarter, on=begun)
            _set_focus(cast, quarter, on=begun)
            _set_focus(cast, quarter.next(), on=begun)
        of_month = period_of(month, "month", fiscal_start=fiscal)
        if not _is_planned(of_month):
            _write(cast, OF_A_MONTH, cast.words.month_conditions, of_month, on=eve)
    _settle(cast, said, on=days.until)


def _is_planned(period: Period) -> bool:
    return Condition.objects.filter(period=period.key).exists()


def _write(
    cast: Cast, lines: Sequence[Line], words: Sequence[Sequence[str]], period: Period, *, on: date
) -> None:
    """The lines of a period, as `add_condition` writes them one by one."""
    rows = []
    for line, (said, support) in zip(lines, words, strict=True):
        seat, unit, person = _place(cast, line.of, on=on)
        if seat is not None:
            rows.append(
                Condition(
                    line=new_uid(),
                    organisation=cast.organisation,
                    period=period.key,
                    metric="revenue",
                    unit=unit,
                    person=person,
                    kind=line.kind,
                    words=said,
                    support=support,
                    owner=cast.person(*line.owner),
                    due_on=period.first_day + timedelta(days=line.due),
                    recorded_at=morning_of(on),
                    author_id=seat.person_id,
                )
            )
    first = take(cast.organisation, max(1, len(rows)))
    for place, row in enumerate(rows):
        row.sequence = first + place
    Condition.objects.bulk_create(rows)
    head = cast.seat("head", on=on)
    for row in rows:
        leave_event(
            organisation=cast.organisation,
            sequence=row.sequence,
            kind="condition_set",
            seat=cast.seat("rep", "rep", 0, on=on) if row.person else head,
            subject=f"condition:{row.line}",
            recorded_at=row.recorded_at,
            payload={
                "period": row.period,
                "metric": row.metric,
                "kind": row.kind,
                "words": row.words,
                "state": row.state,
            }
            | ({"person": str(row.person.uid)} if row.person else {})
            | ({"unit": str(row.unit.uid)} if row.unit else {}),
        )


def _place(cast: Cast, of: str, *, on: date) -> tuple[Seat | None, Unit | None, Person | None]:
    """Who writes there, and about whom: the head about his units, the first rep about himself."""
    head, rep = cast.seat("head", on=on), cast.seat("rep", "rep", 0, on=on)
    if of == REP:
        return rep, None, rep.person if rep else None
    if of == COMPANY:
        return head, head.unit if head else None, None
    return (head, rep.unit, None) if rep else (None, None, None)


def _settle(cast: Cast, words: list[str], *, on: date) -> None:
    """What was due by a day is done; a line a user has said otherwise is his."""
    head = cast.seat("head", on=on)
    if head is None:
        return
    rows = Condition.standing().filter(state="open", due_on__lt=on, replaces=None, words__in=words)
    for row in rows.select_related("owner", "unit", "person").order_by("sequence"):
        day = row.due_on or on
        revise_condition(seat=head, condition=row, state="removed", today=day, now=morning_of(day))


def _set_focus(cast: Cast, quarter: Period, *, on: date) -> None:
    head = cast.seat("head", on=on)
    if head is None:
        return
    words = cast.words.focus[(quarter.first_day.month - 1) // 3]
    unit: Unit = head.unit
    if QuarterFocus.standing().filter(unit=unit, quarter=quarter.key).exists():
        return
    owner: Person = head.person
    set_focus(seat=head, unit=unit, quarter=quarter, words=words, owner=owner, today=on, now=morning_of(on))
