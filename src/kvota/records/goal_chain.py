"""From the company's goal to one number: the nodes on the way, and who wrote what there, when and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.planning.goal_sheet import Cell
from kvota.domain.planning.goal_tree import Node, way_to
from kvota.domain.planning.tree_of_month import tree_of_month
from kvota.records.goal_nodes import NodeMonth, counting_versions, kept_cells, tree_of
from kvota.records.goals import REVENUE, GoalCell, GoalReading, GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Person

#: What an action writes as the reason of a version when nobody gave one.
NO_REASON = frozenset({"", "cell", "undo", "redo", "seat_changed"})


@dataclass(frozen=True)
class WroteCell:
    """A cell somebody typed or locked: its value, by whom, when and why."""

    month: str
    minor: int
    author: str
    moment: datetime
    reason: str


@dataclass(frozen=True)
class ChainStep:
    """A node on the way down, with what explains its number. Sums are over the months of the chain.

    `of_minor` is the plan of the node above and `given_minor` what that one gives out in all; None at
    the top. `weight` of `weights` is by what it was shared among `sharers`; a leaf's own, a unit's
    people's.
    """

    key: str
    months: Mapping[str, int]
    of_minor: int | None = None
    given_minor: int | None = None
    sharers: int = 0
    weight: Fraction = Fraction(0)
    weights: Fraction = Fraction(0)
    wrote: tuple[WroteCell, ...] = ()
    bounds: tuple[tuple[str, int | None, int | None], ...] = ()
    over: Fraction = Fraction(0)

    @property
    def minor(self) -> int:
        return sum(self.months.values())

    @property
    def share(self) -> Fraction | None:
        """The part of the plan above that is this one's; None at the top and where there is none above."""
        return Fraction(self.minor, self.of_minor) if self.of_minor else None


@dataclass(frozen=True)
class Chain:
    """The way from the company to a node, for the months in which it stands there. Never empty.

    `set_by` is the version that asked for what the goal asks for now.
    """

    version: GoalVersion
    months: tuple[str, ...]
    steps: tuple[ChainStep, ...]
    set_by: GoalVersion


def goal_chain(version: GoalVersion, *, key: str, months: Collection[str]) -> Chain | None:
    """The chain of a node in some months of a goal; None where the goal has no cell of it. Six queries."""
    tree = tree_of(version)
    ways = {month: way_to(tree_of_month(tree, month), key) for month in sorted(months)}
    last = next((ways[month] for month in reversed(ways) if ways[month]), ())
    keys = [node.key for node in last]
    same = tuple(month for month, way in ways.items() if [node.key for node in way] == keys)
    if not last or not same:
        return None
    around = {child.key for node in last for child in node.children} | {last[0].key}
    cells = kept_cells(version, segment=None, month__in=same)
    if not any((key, month) in cells for month in same):
        return None
    line = versions_up_to(version)
    wrote = who_wrote(line, cells, keys=keys, months=same)
    over = {node: Fraction(share) for node, share in version.terms.get("over", {}).items()}
    near = {place: cell for place, cell in cells.items() if place[0] in around}
    steps = [_step(None, last[0], near, same, wrote, over)]
    steps += [_step(above, node, near, same, wrote, over) for above, node in pairwise(last)]
    return Chain(version, same, tuple(steps), _set_by(line))


def _set_by(line: Sequence[GoalVersion]) -> GoalVersion:
    found = line[-1]
    for each in reversed(line):
        if _asked(each) != _asked(found):
            break
        found = each
    return found


def _asked(version: GoalVersion) -> tuple[str, int, int]:
    return version.metric, version.amount_minor, version.revenue_minor


def _step(
    above: Node | None,
    node: Node,
    cells: Mapping[NodeMonth, Cell],
    months: Sequence[str],
    wrote: Mapping[NodeMonth, GoalVersion],
    over: Mapping[str, Fraction],
) -> ChainStep:
    own = {month: cells[node.key, month] for month in months if (node.key, month) in cells}
    sharers = [child for child in above.children if _sum(cells, [child.key], months)] if above else []
    return ChainStep(
        key=node.key,
        months={month: cell.value for month, cell in own.items()},
        of_minor=_sum(cells, [above.key], months) if above else None,
        given_minor=_sum(cells, [child.key for child in above.children], months) if above else None,
        sharers=len(sharers),
        weight=node.total_weight(),
        weights=above.total_weight() if above else Fraction(0),
        wrote=tuple(
            WroteCell(month, own[month].value, *_by(wrote[node.key, month]))
            for month in own
            if own[month].typed and (node.key, month) in wrote
        ),
        bounds=tuple(
            (month, cell.lo, cell.hi) for month, cell in own.items() if (cell.lo, cell.hi) != (None, None)
        ),
        over=over.get(node.key, Fraction(0)),
    )


def _by(version: GoalVersion) -> tuple[str, datetime, str]:
    reason = "" if version.reason in NO_REASON else version.reason
    return (version.author.name if version.author else "", version.recorded_at, reason)


def _sum(cells: Mapping[NodeMonth, Cell], keys: Sequence[str], months: Sequence[str]) -> int:
    return sum(cells[key, month].value for key in keys for month in months if (key, month) in cells)


def versions_up_to(version: GoalVersion) -> list[GoalVersion]:
    """The versions a goal came from, oldest first, itself last; over drafts it was prepared in. One query."""
    same = GoalVersion.objects.filter(
        period=version.period, counts=version.counts, sequence__lte=version.sequence
    )
    line = {each.pk: each for each in same.select_related("author")}
    by_uid = {str(each.uid): each for each in line.values()}
    found: list[GoalVersion] = []
    here: GoalVersion | None = line.get(version.pk)
    while here is not None and here not in found:
        found.append(here)
        before = here.supersedes_id
        here = line.get(before) if before else by_uid.get(here.terms.get("drafted_from", ""))
    return found[::-1]


def who_wrote(
    versions: Sequence[GoalVersion],
    cells: Mapping[NodeMonth, Cell],
    *,
    keys: Sequence[str],
    months: Sequence[str],
) -> dict[NodeMonth, GoalVersion]:
    """Which of the versions a goal came from gave these cells what they hold now. One query.

    The first of the last run of versions in which the cell has this value and is typed or not as now:
    what a later goal kept is still his who typed it.
    """
    line = {each.pk: each for each in versions}
    units = [int(key[1:]) for key in keys if key[0] == "u"]
    people = [int(key[1:]) for key in keys if key[0] == "p"]
    rows = GoalCell.objects.filter(version_id__in=line, segment=None, month__in=months)
    rows = rows.filter(Q(unit_id__in=units) | Q(person_id__in=people)).order_by("version__sequence")
    found: dict[NodeMonth, tuple[int, bool, GoalVersion]] = {}
    for unit, person, month, value, typed, pk in rows.values_list(
        "unit_id", "person_id", "month", "value_minor", "typed", "version_id"
    ):
        place = (f"u{unit}" if unit else f"p{person}", month)
        before = found.get(place)
        if before is None or before[:2] != (value, typed):
            found[place] = (value, typed, line[pk])
    return {
        place: by
        for place, (value, typed, by) in found.items()
        if place in cells and (cells[place].value, cells[place].typed) == (value, typed)
    }


def version_that_counts(
    organisation: Organisation, period: Period, *, counts: str = REVENUE
) -> tuple[GoalVersion, tuple[str, ...]] | None:
    """The goal that counts in a period and the months in which it does. Three queries.

    Where several goals count in it, the one of its first month that has any.
    """
    months = [month.key for month in period.months()]
    counting = counting_versions(organisation, months=months, counts=counts)
    if not counting:
        return None
    first = next(counting[month] for month in months if month in counting)
    version = GoalVersion.objects.select_related("author", "organisation").get(pk=first)
    return version, tuple(month for month in months if counting.get(month) == first)


@dataclass(frozen=True)
class Reader:
    """Somebody with a number in a goal, and when he opened the way to it; None where he has not."""

    person: int
    uid: str
    name: str
    own_minor: int
    opened_at: datetime | None


def readers_of(version: GoalVersion, *, people: Collection[int] | None = None) -> list[Reader]:
    """Everyone with a number in a goal, or those of these people. Those who have not opened it come first.

    Who saw this very number in an earlier version has seen it. Four queries.
    """
    chosen = {} if people is None else {"person_id__in": list(people)}
    own: dict[int, int] = {}
    for (key, _month), cell in kept_cells(version, segment=None, person__isnull=False, **chosen).items():
        own[int(key[1:])] = own.get(int(key[1:]), 0) + cell.value
    opened: dict[int, datetime] = {}
    readings = GoalReading.objects.filter(
        version__period=version.period, version__counts=version.counts, person_id__in=own
    )
    for person, minor, moment in readings.values_list("person_id", "own_minor", "opened_at"):
        if own[person] == minor:
            opened[person] = moment
    names = Person.objects.filter(pk__in=[person for person, minor in own.items() if minor])
    found = [
        Reader(pk, str(uid), name, own[pk], opened.get(pk))
        for pk, uid, name in names.values_list("pk", "uid", "name")
    ]
    return sorted(found, key=lambda one: (one.opened_at is not None, one.name))


def count_waiting(*, month: str, people: Collection[int] | None, but: int, counts: str = REVENUE) -> int:
    """How many of these people (None: all), one aside, have not opened their number of a month's goal.

    As `readers_of` says; 0 where no goal counts in the month. One query, over the cells of people.
    """
    of_month = GoalCell.objects.filter(
        version_id=OuterRef("holds_cells"), month=month, segment=None, unit__isnull=False
    )
    counting = GoalVersion.that_count(counts).annotate(holds_cells=Coalesce("root_id", "pk"))
    newest = counting.filter(Exists(of_month)).order_by("-sequence")

    def of_newest(column: str) -> Subquery:
        return Subquery(newest.values(column)[:1])

    chosen = {} if people is None else {"person_id__in": list(people)}
    root = of_newest("holds_cells")
    cells = GoalCell.objects.filter(
        Q(version_id=root) | Q(version__root_id=root),
        version__sequence__lte=of_newest("sequence"),
        person__isnull=False,
        segment=None,
        **chosen,
    )
    seen = GoalReading.objects.filter(
        version__period=of_newest("period"), version__counts=counts, **chosen
    ).annotate(no_month=Value(""), first=Value(0, output_field=BigIntegerField()))
    rows = cells.values_list("person_id", "month", "value_minor", "version__sequence").union(
        seen.values_list("person_id", "no_month", "own_minor", "first"), all=True
    )
    own: dict[int, dict[str, int]] = {}
    opened: set[tuple[int, int]] = set()
    for person, place, minor, _order in sorted(rows, key=lambda row: row[3]):
        if place:
            own.setdefault(person, {})[place] = minor  # what a later version changed stands over the first
        else:
            opened.add((person, minor))
    whole = {(person, sum(months.values())) for person, months in own.items() if person != but}
    return sum(1 for _person, minor in whole - opened if minor)


def own_reading(version: GoalVersion, person: int) -> Reader | None:
    """The same of one person; None where the goal has no number of his. Four queries."""
    return next(iter(readers_of(version, people=[person])), None)


def months_of(version: GoalVersion) -> list[str]:
    """The months a goal covers."""
    period = parse_period(version.period, fiscal_start=version.organisation.fiscal)
    return [month.key for month in period.months()]
