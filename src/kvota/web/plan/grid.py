"""The grid of a goal: units and people down, months across, each row summing into the one above."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.urls import reverse

from kvota.analytics.metric_registry import registry
from kvota.analytics.metrics.actual import actual_by
from kvota.analytics.metrics.metric import metric_by
from kvota.analytics.scope import people_under_units, whole_company
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.metrics.metric import Metric
from kvota.domain.planning.goal_tree import Node
from kvota.records.goal_grades import Grade, graded_cells
from kvota.records.goal_nodes import cells_of, person_key, tree_of, unit_key
from kvota.records.goals import REVENUE, GoalVersion
from kvota.records.people import Person
from kvota.records.planned_nodes import keys_in_sight
from kvota.records.units import Unit
from kvota.web.seat_in_force import Asked

#: A table of a thousand people and twelve months would be seven megabytes, and half a minute to write.
MOST_ROWS = 150


@dataclass
class Cell:
    """One number of the grid. `before` is the stored value while a preview shows another.

    `fact_minor` is what the list of its row and month sums to; None for a month that has not begun.
    """

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
    is_money: bool = True
    currency: str = ""
    hidden_rows: int = 0
    facts_url: str = ""

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
    grade: Grade = "target",
) -> Grid:
    """The cells in sight of the seat. A rep sees his own row and nobody else's.

    `preview` holds the cells that would change, with the values they would have. At another grade than
    the target nobody wrote a cell, and the goal is what its months sum to.
    """
    period = parse_period(version.period, fiscal_start=request.organisation.fiscal)
    months = period.months()
    stored, typed = cells_of(version) if grade == "target" else (graded_cells(version, grade), set())
    shown = stored | dict(preview or {})
    names = names_of_rows(request)
    tree = tree_of(version)
    seen = rows_in_sight(request)
    visible_keys = [key for key in _keys(tree) if seen is None or key in seen]
    kept = _rows_that_fit(visible_keys, editing[0] if editing else "")
    is_money = version.is_money
    facts = facts_of_rows(request, version, months, [key for key in kept if key in names])
    rows: list[GridRow] = []
    left: list[tuple[str, list[int]]] = []

    def walk(node: Node, depth: int) -> None:
        row = GridRow(node.key, *names.get(node.key, ("", "")), depth, node.key[0] == "u")
        visible = seen is None or node.key in seen
        if node.key in kept:
            rows.append(row)
        for child in node.children:
            walk(child, depth + (1 if visible else 0))
        for month in months if node.key in kept else ():
            place = (node.key, month.key)
            value = shown.get(place, 0)
            row.cells.append(
                Cell(
                    node.key,
                    month.key,
                    value,
                    typed=place in typed,
                    fact_minor=facts.get(place),
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

    walk(tree, 0)
    given = sum(shown.get((tree.key, month.key), 0) for month in months)
    grid = Grid(
        months,
        rows,
        left,
        is_money=is_money,
        currency=request.organisation.currency,
        hidden_rows=len(visible_keys) - len(kept),
        facts_url=facts_url(version),
    )
    if seen is None and grade != "target":
        grid.revenue_minor = given
    elif seen is None:
        grid.goal_left = version.revenue_minor - given
        grid.revenue_minor = version.revenue_minor
        grid.profit_minor = version.amount_minor if version.metric == "profit" else None
    return grid


def _rows_that_fit(keys: list[str], editing: str) -> set[str]:
    """The rows of the table: of a large company the units, and the one that is changed."""
    if len(keys) <= MOST_ROWS:
        return set(keys)
    units = [key for key in keys if key[0] == "u"]
    return {*(units or keys)[:MOST_ROWS], *({editing} & set(keys))}


def _keys(node: Node) -> list[str]:
    return [node.key, *(key for child in node.children for key in _keys(child))]


def facts_url(version: GoalVersion) -> str:
    """Where the list of a fact is opened, by who and when: the money that came, or what the goal counts."""
    if version.counts == REVENUE:
        return reverse("actual-list")
    return reverse("metric-list", args=[version.counts])


def facts_of_rows(
    request: Asked, version: GoalVersion, months: list[Period], keys: list[str]
) -> dict[tuple[str, str], int]:
    """What each row brought in each month that has begun: what the list it opens sums to.

    Who counts in a unit is who sits in it today, as wherever that unit is looked at; the tree of the
    goal is that of its first month, and its rows below may name others. One question a month.
    """
    came_in = _counted(request, version)
    if came_in is None:
        return {}
    units = people_under_units(
        request.seat, units=[int(key[1:]) for key in keys if key[0] == "u"], on=request.today
    )
    found = {}
    for month in months:
        if month.first_day > request.today:
            continue
        came = came_in(month)
        for key in keys:
            people = units[int(key[1:])] if key[0] == "u" else frozenset({int(key[1:])})
            counted = came if people is None else came.keys() & people
            found[(key, month.key)] = sum(came[who] for who in counted)
    return found


def _counted(request: Asked, version: GoalVersion) -> Callable[[Period], dict[int | None, int]] | None:
    """What to ask of a month; None where the metric of the goal is there no more."""
    if version.counts == REVENUE:
        return partial(_came, request)
    metric = registry(request.organisation).get(version.counts)
    return partial(_done, request, metric) if metric is not None else None


def _done(request: Asked, metric: Metric, month: Period) -> dict[int | None, int]:
    """What each person did of what the goal counts, as `/review/work` counts it."""
    parts = metric_by(
        request.organisation,
        metric,
        scope=whole_company(on=request.today),
        period=month,
        as_of=request.today,
        by="person",
    )
    return {part.of.id if part.of else None: part.value or 0 for part in parts}


def _came(request: Asked, month: Period) -> dict[int | None, int]:
    """What each person brought in a month; what nobody did is under None."""
    parts = actual_by(
        request.organisation,
        scope=whole_company(on=request.today),
        period=month,
        as_of=request.today,
        by="person",
    )
    return {part.of.id if part.of else None: part.minor for part in parts}


def names_of_rows(request: Asked) -> dict[str, tuple[str, str]]:
    """The key of every unit and person that may stand in a grid → its name and uid. Two queries."""
    units = Unit.visible_to(request.seat, on=request.today)
    people = Person.objects.live()
    names = {unit_key(pk): (name, str(uid)) for pk, name, uid in units.values_list("pk", "name", "uid")}
    names |= {person_key(pk): (name, str(uid)) for pk, name, uid in people.values_list("pk", "name", "uid")}
    return names


def rows_in_sight(request: Asked) -> set[str] | None:
    """The rows the seat may read; None for all of them. Asked once for a request."""
    if not hasattr(request, "plan_rows_in_sight"):
        found = keys_in_sight(request.seat, on=request.today)
        request.plan_rows_in_sight = found  # type: ignore[attr-defined]
    seen: set[str] | None = request.plan_rows_in_sight  # type: ignore[attr-defined]
    return seen
