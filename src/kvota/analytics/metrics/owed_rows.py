"""What is owed, what fell due and what of it was paid, in the shape in which metric.sql answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from kvota.analytics.metrics.receivables import parts_to_pay
from kvota.analytics.reading import Row
from kvota.analytics.scope import Scope
from kvota.domain.calendar.period import Period
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.units import in_force

_TRAITS = ("client", "product", "industry", "region", "source")
_SELLS_FIRST = {"rep": 0, "head": 1}


def owed_rows(
    organisation: Organisation, what: str, *, scope: Scope, period: Period, as_of: date, by: str
) -> list[Row]:
    """Return the parts of contracts and invoices as rows of a metric, grouped as asked.

    `owed` and `overdue` are of the evening of `as_of`; `fell_due` and `collected` of the due days of the
    period up to then.
    """
    settled = what in ("fell_due", "collected")
    events = []
    for row, due_on, asked, paid in parts_to_pay(organisation, scope=scope, as_of=as_of, settled=settled):
        minor = _minor(what, due_on, asked, paid, period, as_of)
        if minor:
            event = {"deal": row["deal"], "person": row["owner"], "kind": row["kind_of_sale"], "day": due_on}
            events.append(event | {name: row[name] for name in _TRAITS} | {"minor": minor})
    if by == "row":
        events.sort(key=lambda event: (event["day"] or date.max, event["deal"]))
        return [
            event | {"on_day": event["day"], "count": 1, "action": "", "stage": None, "assumed_minor": 0}
            for event in events
        ]
    units = _units(as_of) if by == "unit" else {}
    groups: dict[Any, list[dict[str, Any]]] = {}
    for event in events:
        groups.setdefault(_part(event, by, units), []).append(event)
    return [
        {
            "part": None if part is None else str(part),
            "count": len(members),
            "minor": sum(event["minor"] for event in members),
            "clients": len({event["client"] for event in members}),
            "assumed_minor": 0,
        }
        for part, members in groups.items()
    ]


def _minor(what: str, due_on: date | None, asked: int, paid: int, period: Period, as_of: date) -> int:
    if what == "owed":
        return asked - paid
    if what == "overdue":
        return asked - paid if due_on is not None and due_on < as_of else 0
    if due_on is None or not period.first_day <= due_on <= min(period.last_day, as_of):
        return 0
    return asked if what == "fell_due" else paid


def _part(event: dict[str, Any], by: str, units: dict[int, int]) -> Any:
    if by == "all":
        return ""
    if by == "unit":
        return units.get(event["person"])
    if by == "month":
        return f"{event['day']:%Y-%m}"
    if by == "person_day":
        return f"{event['person'] or 0} {event['day']}"
    return event[by]


def _units(on: date) -> dict[int, int]:
    """Person -> the unit of his seat, one that sells before another."""
    seats = Seat.objects.live().filter(in_force(on)).order_by("-id")
    held = sorted(
        seats.values_list("person_id", "unit_id", "role"), key=lambda seat: -_SELLS_FIRST.get(seat[2], 2)
    )
    return {person: unit for person, unit, _role in held}
