"""The grid of a goal: units and people down, months across, each row summing into the one above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.planning.goal_tree import Node
from kvota.records.goal_nodes import cells_of, person_key, tree_of, unit_key
from kvota.records.goals import GoalVersion
from kvota.records.people import Person
from kvota.records.rights import own_people_in_sight, reads_everything, units_in_sight
from kvota.records.units import Unit
from kvota.web.seat_in_force import Asked


@dataclass
class Cell:
    """One number of the grid. `before` is the stored value while a preview shows another."""

    key: str
    month: str
    minor: int
    typed: bool = False
    fact_minor: int | None = None
    before: int | None = None
    is_now: bool = False
    editing: bool = False


@dataclass
class GridRow:
    """A unit or a person with its cells and their sum."""

    key: str
    name: str
    uid: str
    depth: int
    is_unit: bool
    cells: list[Cell] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(cell.minor for cell in self.cells)

    @property
    def fact(self) -> int | None:
        known = [cell.fact_minor for cell in self.cells if cell.fact_minor is not None]
        return sum(known) if known else None


@dataclass
class Grid:
    """The rows in order, what no child owns yet by month, and what no month owns yet of the goal.

    Below zero where the children, or the months, were promised more than there is.
    """

    months: list[Period]
    rows: list[GridRow]
    unallocated: list[tuple[str, list[int]]]
    goal_left: int = 0
    revenue_minor: int | None = None
    profit_minor: int | None = None

    @property
    def headline(self) -> int:
        """The goal for who sees all of it; for another the sum of the rows at the top of his sight."""
        if self.revenue_minor is not None:
            return self.revenue_minor
        return sum(row.total for row in self.rows if row.depth == 0)


def grid_of(
    request: Asked,
    version: GoalVersion,
    *,
    preview: Mapping[tuple[str, str], int] | None = None,
    editing: tuple[str, str] | None = None,
) -> Grid:
    """The cells in sight of the seat. A rep sees his own row and nobody else's.

    `preview` holds the cells that would change, with the values they would have.
    """
    period = parse_period(version.period, fiscal_start=request.organisation.fiscal_start)
    months = period.months()
    stored, typed = cells_of(version)
    shown = stored | dict(preview or {})
    facts = _facts(request, months)
    names = _names(request)
    seen = _sight(request)
    rows: list[GridRow] = []
    left: list[tuple[str, list[int]]] = []

    def walk(node: Node, depth: int) -> list[int | None]:
        row = GridRow(node.key, *names.get(node.key, ("", "")), depth, node.key[0] == "u")
        visible = seen is None or node.key in seen
        if visible:
            rows.append(row)
        below = [walk(child, depth + (1 if visible else 0)) for child in node.children]
        own = (
            [_sum(column) for column in zip(*below, strict=True)]
            if below
            else [facts.get((node.key, m.key)) for m in months]
        )
        for month, fact in zip(months, own, strict=True):
            place = (node.key, month.key)
            value = shown.get(place, 0)
            row.cells.append(
                Cell(
                    node.key,
                    month.key,
                    value,
                    typed=place in typed,
                    fact_minor=fact,
                    before=stored.get(place, 0) if stored.get(place, 0) != value else None,
                    is_now=month.contains(request.today),
                    editing=place == editing,
                )
            )
        if visible and node.children:
            rest = [
                shown.get((node.key, m.key), 0) - sum(shown.get((c.key, m.key), 0) for c in node.children)
                for m in months
            ]
            if any(rest):
                left.append((row.name, rest))
        return own

    tree = tree_of(version)
    walk(tree, 0)
    given = sum(shown.get((tree.key, month.key), 0) for month in months)
    if seen is not None:
        return Grid(months, rows, left)
    profit = version.amount_minor if version.metric == "profit" else None
    return Grid(months, rows, left, version.revenue_minor - given, version.revenue_minor, profit)


def _sum(values: tuple[int | None, ...]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _facts(request: Asked, months: list[Period]) -> dict[tuple[str, str], int]:
    """What each person brought in each month that has begun. One question a month."""
    found = {}
    scope = whole_company(on=request.today)
    for month in months:
        if month.first_day > request.today:
            continue
        for part in actual_by(
            request.organisation, scope=scope, period=month, as_of=request.today, by="person"
        ):
            if part.of:
                found[(person_key(part.of.id), month.key)] = part.minor
    return found


def _names(request: Asked) -> dict[str, tuple[str, str]]:
    units = Unit.visible_to(request.seat, on=request.today)
    people = Person.objects.live()
    names = {unit_key(pk): (name, str(uid)) for pk, name, uid in units.values_list("pk", "name", "uid")}
    names |= {person_key(pk): (name, str(uid)) for pk, name, uid in people.values_list("pk", "name", "uid")}
    return names


def _sight(request: Asked) -> set[str] | None:
    """The rows the seat may read; None for all of them."""
    if reads_everything(request.seat, on=request.today):
        return None
    people = own_people_in_sight(request.seat, on=request.today) or set()
    units = units_in_sight(request.seat, on=request.today)
    return {person_key(person) for person in people} | {unit_key(unit) for unit in units}
