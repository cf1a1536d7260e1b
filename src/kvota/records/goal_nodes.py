"""The tree a goal is spread over: units in force, and the people who sell in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from django.db.models import QuerySet

from kvota.domain.calendar.period import parse_period
from kvota.domain.planning.goal_tree import Node
from kvota.records.goals import GoalVersion
from kvota.records.people import Seat
from kvota.records.units import in_force, unit_tree

SELLS = "rep"

#: The key of a node and the key of a month.
NodeMonth = tuple[str, str]


def unit_key(unit: int) -> str:
    return f"u{unit}"


def person_key(person: int) -> str:
    return f"p{person}"


def goal_tree(*, on: date, weights: Mapping[int, Fraction] | None = None) -> Node:
    """The company with its units and reps on a day, each rep with his weight (equal unless given).

    A rep with seats in two units stands in the first of them: his plan is one. Two queries.
    """
    tree = unit_tree(on)
    seats: QuerySet[Seat] = Seat.objects.live()
    held = seats.filter(in_force(on), role=SELLS).order_by("unit_id", "person__name", "id")
    home: dict[int, int] = {}
    for person, unit in held.values_list("person_id", "unit_id"):
        home.setdefault(person, unit)
    below: dict[int | None, list[int]] = {}
    for unit, parent in sorted(tree.items()):
        below.setdefault(parent, []).append(unit)

    def node(unit: int) -> Node:
        people = tuple(
            Node(person_key(person), weight=(weights or {}).get(person, Fraction(0 if weights else 1)))
            for person, own in home.items()
            if own == unit
        )
        return Node(unit_key(unit), (*(node(child) for child in below.get(unit, [])), *people))

    return node(min(below[None]))


def tree_of(version: GoalVersion) -> Node:
    """The tree a goal was spread over: the one of its first month, with its weights. Two queries."""
    period = parse_period(version.period, fiscal_start=version.organisation.fiscal)
    weights = {int(who): Fraction(weight) for who, weight in version.terms.get("weights", {}).items()}
    return goal_tree(on=period.months()[0].first_day, weights=weights or None)


def company_months(version: GoalVersion) -> dict[str, int]:
    """Month key → the plan of the whole company in a goal. Four queries."""
    top = tree_of(version).key
    return {month: value for (key, month), value in cells_of(version)[0].items() if key == top}


def cells_of(version: GoalVersion, **chosen: str) -> tuple[dict[NodeMonth, int], set[NodeMonth]]:
    """The values of a goal's cells, and which of them a person wrote. One query."""
    values: dict[NodeMonth, int] = {}
    typed: set[NodeMonth] = set()
    rows = version.cells.filter(**chosen)
    for unit, person, month, value, wrote in rows.values_list(
        "unit_id", "person_id", "month", "value_minor", "typed"
    ):
        place = (unit_key(unit) if unit else person_key(person), month)
        values[place] = value
        if wrote:
            typed.add(place)
    return values, typed
