"""Say what a unit concentrates on in a quarter."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.actions.set_condition import NotYourPlan, SaidMeanwhile
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.planned_nodes import writes_for
from kvota.records.quarter_focus import QuarterFocus
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take
from kvota.records.units import Unit

LONGEST = 300


class NotAQuarter(RuleError):
    code = "not_a_quarter"
    sentence = "{key} is no quarter; a focus is set for a quarter"
    key: str


def set_focus(
    *,
    seat: Seat,
    unit: Unit,
    quarter: Period,
    words: str,
    today: date,
    now: datetime,
    owner: Person | None = None,
    due_on: date | None = None,
    seen: QuarterFocus | None = None,
) -> QuarterFocus:
    """Set the focus of a unit in a quarter; empty words take it back. Without a day its last counts.

    `seen` is what stood there when the page was opened: refused where somebody was quicker.
    """
    require(seat, "set_goal")
    if not writes_for(seat, unit=unit.pk, person=None, on=today):
        raise NotYourPlan(who=unit.name)
    if quarter.kind != "quarter":
        raise NotAQuarter(key=quarter.key)
    text = short_text(words, most=LONGEST)
    with transaction.atomic():
        sequence = take(seat.organisation)
        standing: QuarterFocus | None = (
            QuarterFocus.standing().filter(unit=unit, quarter=quarter.key).select_related("author").first()
        )
        if standing is not None and standing != seen and standing.words:
            raise SaidMeanwhile(by=standing.author.name if standing.author else "")
        row = QuarterFocus(
            organisation=seat.organisation,
            line=standing.line if standing else new_uid(),
            replaces=standing,
            quarter=quarter.key,
            unit=unit,
            words=text,
            owner=owner,
            due_on=due_on or quarter.last_day,
            sequence=sequence,
            recorded_at=now,
            author_id=seat.person_id,
        )
        row.save()
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="focus_set",
            seat=seat,
            subject=f"focus:{row.line}",
            recorded_at=now,
            payload={"period": quarter.key, "unit": str(unit.uid), "words": text}
            | ({"before": {"words": standing.words}} if standing else {}),
        )
    return row
