"""The tree a goal is spread over: units in force, and the people who sell in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.goal_segments import in_segment
from kvota.domain.planning.goal_sheet import Cell
from kvota.domain.planning.goal_tree import Node
from kvota.domain.planning.tree_of_month import with_homes
from kvota.records.goals import REVENUE, GoalCell, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.units import in_force, unit_tree

SELLS = "rep"
#: Stands in `over` for every unit that has people of its own.
UNITS_OF_PEOPLE = "units"

#: The key of a node and the key of a month. A key with a segment, `u1/s5`, is the part of the node in it.
NodeMonth = tuple[str, str]
#: Person key → first month → the key of the unit he sells in from then on, None for nowhere.
Homes = Mapping[str, Mapping[str, str | None]]


def unit_key(unit: int) -> str:
    return f"u{unit}"


def person_key(person: int) -> str:
    return f"p{person}"


def goal_tree(
    *, on: date, weights: Mapping[int, Fraction] | None = None, over: Mapping[str, Fraction] | None = None
) -> Node:
    """The company with its units and reps on a day, each rep with his weight (equal unless given).

    A rep with seats in two units stands in the first of them: his plan is one. Two queries.
    """
    tree = unit_tree(on)
    seats: QuerySet[Seat] = Seat.objects.live()
    held = seats.filter(in_force(on), role=SELLS).order_by("unit_id", "person__name", "id")
    home: dict[int, int] = {}
    for person, unit in held.values_list("person_id", "unit_id"):
        home.setdefault(person, unit)
    sell_in: dict[int, list[int]] = {}
    for person, unit in home.items():
        sell_in.setdefault(unit, []).append(person)
    below: dict[int | None, list[int]] = {}
    for unit, parent in sorted(tree.items()):
        below.setdefault(parent, []).append(unit)
    others = Fraction(0 if weights else 1)

    def node(unit: int) -> Node:
        people = tuple(
            Node(person_key(person), weight=(weights or {}).get(person, others))
            for person in sell_in.get(unit, ())
        )
        return Node(
            unit_key(unit),
            (*(node(child) for child in below.get(unit, [])), *people),
            over=asked_more(unit, people),
        )

    def asked_more(unit: int, people: tuple[Node, ...]) -> Fraction:
        """What its own key says; else what all units say that have people of their own."""
        said = over or {}
        return said.get(unit_key(unit), said.get(UNITS_OF_PEOPLE, Fraction(0)) if people else Fraction(0))

    return node(min(below[None]))


def people_of(tree: Node) -> list[int]:
    """The ids of the people of a tree, in its order."""
    if tree.key[0] == "p":
        return [int(tree.key[1:])]
    return [person for child in tree.children for person in people_of(child)]


def tree_of(version: GoalVersion) -> Node:
    """The tree a goal was spread over: that of its first month, with its weights. Two queries.

    Who came, left or moved since stands where the version says, in the months it says.
    """
    period = parse_period(version.period, fiscal_start=version.organisation.fiscal)
    weights = {int(who): Fraction(weight) for who, weight in version.terms.get("weights", {}).items()}
    homes = version.terms.get("homes", {})
    over = {key: Fraction(share) for key, share in version.terms.get("over", {}).items()}
    return goal_tree_over(period, homes=homes, weights=weights or None, over=over)


def goal_tree_over(
    period: Period,
    *,
    homes: Homes,
    weights: Mapping[int, Fraction] | None = None,
    over: Mapping[str, Fraction] | None = None,
) -> Node:
    """The tree of the first month of a period, and where each stands later who came, left or moved."""
    months = period.months()
    tree = goal_tree(on=months[0].first_day, weights=weights, over=over)
    if not homes:
        return tree
    default = Fraction(0 if weights else 1)
    of = {key: (weights or {}).get(int(key[1:]), default) for key in homes}
    return with_homes(tree, homes, [month.key for month in months], weights=of)


def homes_in(period: Period) -> Homes:
    """Who does not stand at one place through a period: person key → month → unit key, None for nowhere.

    A month is of the unit in which he sells on its first day. Two queries.
    """
    seats: QuerySet[Seat] = Seat.objects.live()
    months = period.months()
    rows = list(
        seats.filter(role=SELLS)
        .filter(Q(from_on=None) | Q(from_on__lte=months[-1].first_day))
        .filter(Q(to_on=None) | Q(to_on__gt=months[0].first_day))
        .order_by("unit_id", "person__name", "id")
        .values_list("person_id", "unit_id", "from_on", "to_on")
    )
    if not any(since or until for _person, _unit, since, until in rows):
        return {}
    found: dict[str, dict[str, str | None]] = {}
    before: dict[int, int] = {}
    for number, month in enumerate(months):
        home: dict[int, int] = {}
        for person, unit, since, until in rows:
            if (since is None or since <= month.first_day) and (until is None or until > month.first_day):
                home.setdefault(person, unit)
        if number:
            for person in home.keys() | before.keys():
                if home.get(person) != before.get(person):
                    unit_now = home.get(person)
                    where = unit_key(unit_now) if unit_now is not None else None
                    found.setdefault(person_key(person), {})[month.key] = where
        before = home
    return found


def company_months(version: GoalVersion) -> dict[str, int]:
    """Month key → the plan of the whole company in a goal. Four queries."""
    top = tree_of(version).key
    return {month: value for (key, month), value in cells_of(version)[0].items() if key == top}


def kept_cells(version: GoalVersion, **chosen: Any) -> dict[NodeMonth, Cell]:
    """Every cell of a goal, its segments among them. One query, two for a version that holds changes.

    Read as plain rows, and made into cells once the last of each is known: a plan that was changed often
    has many more rows than cells. A later version has a higher id, for numbers are taken one after another.
    """
    rows = GoalCell.objects.filter(version_id__in=version.contents, **chosen).order_by("version_id")
    latest = {row[:4]: row[4:] for row in _plain_rows(rows)}
    return {
        (in_segment(unit_key(unit) if unit else person_key(person), segment), month): Cell(
            value, bool(typed), lo, hi
        )
        for (unit, person, segment, month), (value, typed, lo, hi) in latest.items()
    }


def _plain_rows(cells: QuerySet[GoalCell]) -> list[tuple[Any, ...]]:
    """The columns of cells as the database gives them."""
    columns = ("unit_id", "person_id", "segment_id", "month", "value_minor", "typed", "lo_minor", "hi_minor")
    try:
        asked, values = cells.values_list(*columns).query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def cells_of(version: GoalVersion, **chosen: Any) -> tuple[dict[NodeMonth, int], set[NodeMonth]]:
    """The values of a goal's cells, and which of them a person wrote, segments aside. One query."""
    cells = kept_cells(version, segment=None, **chosen)
    return (
        {place: cell.value for place, cell in cells.items()},
        {place for place, cell in cells.items() if cell.typed},
    )


def segments_of(version: GoalVersion) -> tuple[int, ...]:
    """The ids of the segments a goal is cut by, in the order in which it was cut. No query."""
    return tuple(version.terms.get("segments", ()))


def step_of(version: GoalVersion) -> int:
    """What the values of a spread are multiples of: whole money, whole things, or what the goal says."""
    if version.step:
        return version.step
    return 10 ** exponent(version.organisation.currency) if version.is_money else 1


def counting_versions(
    organisation: Organisation, *, months: Sequence[str], counts: str = REVENUE, until: datetime | None = None
) -> dict[str, int]:
    """Month key → the id of the newest goal that covers it, as known by a moment. Two queries.

    A goal that was set only later is still read for a day before it: there was no other.
    """
    versions = list(
        GoalVersion.that_count(counts)
        .filter(organisation=organisation)
        .order_by("sequence")
        .values_list("pk", "root_id", "recorded_at")
    )
    covered: dict[int, set[str]] = {}
    stored = GoalCell.objects.filter(
        version_id__in={root or pk for pk, root, _ in versions},
        month__in=months,
        segment=None,
        unit__isnull=False,
    )
    for version, month in stored.values_list("version_id", "month").distinct():
        covered.setdefault(version, set()).add(month)
    counting: dict[str, int] = {}
    for pk, root, recorded_at in versions:
        for month in covered.get(root or pk, ()):
            if until is None or recorded_at <= until or month not in counting:
                counting[month] = pk
    return counting


#: Unit id or None, person id or None, segment id or None, month key.
CellPlace = tuple[int | None, int | None, int | None, str]


def cells_that_count(
    organisation: Organisation,
    *,
    months: Sequence[str],
    counts: str = REVENUE,
    until: datetime | None = None,
    by_segment: bool = False,
) -> dict[CellPlace, int]:
    """The plan of every unit and person in these months, as known by a moment. At most four queries.

    With `by_segment` the parts of the goals that are cut, and not the totals.
    """
    counting = counting_versions(organisation, months=months, counts=counts, until=until)
    chosen = GoalVersion.objects.in_bulk(set(counting.values()))
    contents = _contents(chosen.values())
    rows = GoalCell.objects.filter(
        version_id__in={pk for content in contents.values() for pk in content},
        month__in=months,
        segment__isnull=not by_segment,
    )
    found: dict[CellPlace, int] = {}
    for unit, person, segment, month, value, version in rows.order_by("version__sequence").values_list(
        "unit_id", "person_id", "segment_id", "month", "value_minor", "version_id"
    ):
        if month in counting and version in contents[counting[month]]:
            found[unit, person, segment, month] = value
    return found


def _contents(versions: Iterable[GoalVersion]) -> dict[int, set[int]]:
    """Version id → the ids of those whose cells together are its content. One query for all."""
    roots = {version.root_id for version in versions if version.root_id}
    changes = (
        list(GoalVersion.objects.filter(root_id__in=roots).values_list("pk", "root_id", "sequence"))
        if roots
        else []
    )
    return {
        version.pk: {version.root_id or version.pk}
        | {pk for pk, root, sequence in changes if root == version.root_id and sequence <= version.sequence}
        for version in versions
    }
