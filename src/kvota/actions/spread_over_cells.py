"""The cells of a goal: months, then units and people, then the segments it is cut by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from kvota.actions.goal_cell_names import refused_by_name
from kvota.actions.kept_plans import KeptPlans
from kvota.domain.calendar.period import Period
from kvota.domain.errors import RuleError
from kvota.domain.money.split_without_loss import OverLocked, split_without_loss
from kvota.domain.planning.goal_segments import Wanted, fit_segments, in_segment
from kvota.domain.planning.goal_sheet import Cell
from kvota.domain.planning.goal_tree import Node, spread_down
from kvota.domain.planning.spread_goal import month_weights
from kvota.domain.planning.tree_of_month import tree_of_month
from kvota.records.calendars import company_calendar
from kvota.records.goal_nodes import NodeMonth
from kvota.records.goals import CUTS, GoalSegment
from kvota.records.organisations import Organisation


class MonthsAboveGoal(OverLocked):
    """The months that keep their plan are together more than the goal they lie in."""

    code = "months_above_goal"
    sentence = "the plans of {months}, which stay, are {amount} minor units of {currency} above the goal"
    months: tuple[str, ...]
    amount: int
    currency: str


class NobodyToPlanFor(RuleError):
    """There is no seller to spread the goal over, or he has no seat in that period."""

    code = "nobody_to_plan_for"
    sentence = "nobody sells in {key}"
    key: str


@dataclass(frozen=True)
class Slice:
    """A segment a goal is cut into: what it names, and its weight in the whole."""

    weight: Fraction = Fraction(1)
    product: int | None = None
    kind: str = ""
    industry: str = ""
    region: str = ""

    @property
    def names(self) -> set[str]:
        return {cut for cut in CUTS if getattr(self, cut)}


@dataclass(frozen=True)
class GoalShape:
    """How a goal divides: among months, people and segments. Everything is kept with the version.

    Attributes
    ----------
    weights
        Person id → weight; None for equal shares.
    season
        Month key → sales per working day against an ordinary month; None for 1.
    slices
        The segments, none for a goal that is not cut.
    wanted
        (Person id, place of the slice) → what of that slice is his, any scale; None where each sells
        the same mix.
    over
        Node key → how much more than its plan its children are given together.
    bounds
        Node key → the least and the most of each of its months.
    rule
        What the weights came from, in one word: equal, past, year, situation, capacity, manual.
    """

    weights: Mapping[int, Fraction] | None = None
    season: Mapping[str, Fraction] | None = None
    slices: Sequence[Slice] = ()
    wanted: Mapping[tuple[int, int], Fraction] | None = None
    over: Mapping[str, Fraction] = field(default_factory=dict)
    bounds: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    rule: str = "equal"

    @property
    def cut(self) -> str:
        named = {name for each in self.slices for name in each.names}
        return ",".join(cut for cut in CUTS if cut in named)

    def terms(self) -> dict[str, Any]:
        """What is written with the version, exact numbers as text."""
        return {
            "rule": self.rule,
            "weights": {str(who): str(weight) for who, weight in (self.weights or {}).items()},
            **({"season": {month: str(rate) for month, rate in self.season.items()}} if self.season else {}),
            **({"over": {key: str(share) for key, share in self.over.items()}} if self.over else {}),
            **({"slices": [str(each.weight) for each in self.slices]} if self.slices else {}),
        }


def spread_over_cells(
    organisation: Organisation,
    *,
    months: list[Period],
    total: int,
    tree: Node,
    kept: KeptPlans,
    shape: GoalShape,
    segments: Sequence[int],
    step: int,
) -> dict[NodeMonth, Cell]:
    """The cells of a goal: those that stay, and the rest of the goal over the other months."""
    if not tree.total_weight():
        raise NobodyToPlanFor(key=months[0].key)
    cells = {place: _cell(value, place in kept.typed) for place, value in kept.cells.items()}
    totals = _month_totals(organisation, months, total, tree.key, kept, shape, step)
    trees = _tree_of_each_slice(tree, shape) if segments and _nothing_stands_in_the_way(shape, tree) else []
    for month, of_month in zip(months, totals, strict=True):
        here = tree_of_month(tree, month.key)
        whole = kept.of_month(month.key)
        if trees and not whole and not kept.typed_in(month.key):
            cells |= _segments_first(
                of_month, month.key, [tree_of_month(each, month.key) for each in trees], shape, segments, step
            )
            continue
        if not whole:
            with refused_by_name(organisation, month.key):
                spread = spread_down(
                    of_month,
                    here,
                    typed=kept.typed_in(month.key),
                    lo={key: lo for key, (lo, _) in shape.bounds.items() if lo is not None},
                    hi={key: hi for key, (_, hi) in shape.bounds.items() if hi is not None},
                    quantum=step,
                )
            cells |= {
                (key, month.key): _cell(
                    value, (key, month.key) in kept.typed, shape.bounds.get(key, (None, None))
                )
                for key, value in spread.items()
            }
        if segments:
            with refused_by_name(organisation, month.key):
                cells |= _segment_cells(cells, month.key, here, shape, segments, kept)
    return cells


def _nothing_stands_in_the_way(shape: GoalShape, tree: Node) -> bool:
    """Whether segments may go down the tree each by itself, and the totals be their sums."""
    return not shape.bounds and not _gives_out_more(tree)


def _gives_out_more(node: Node) -> bool:
    return bool(node.over) or any(_gives_out_more(child) for child in node.children)


def _tree_of_each_slice(tree: Node, shape: GoalShape) -> list[Node]:
    """The tree with the weights of each slice; one and the same where everybody sells the same mix."""
    if shape.wanted is None:
        return [tree] * len(shape.slices)
    of_person = shape.wanted

    def weighed(node: Node, number: int) -> Node:
        if node.children:
            return Node(node.key, tuple(weighed(child, number) for child in node.children))
        return Node(node.key, weight=of_person.get((int(node.key[1:]), number), Fraction(0)))

    return [weighed(tree, number) for number in range(len(shape.slices))]


def _segments_first(
    total: int, month: str, trees: Sequence[Node], shape: GoalShape, segments: Sequence[int], step: int
) -> dict[NodeMonth, Cell]:
    """A month by its segments, each down the tree; what a node has is the sum of its segments.

    Fifty times quicker than fitting both margins (`share_segments`), and the same but for the last
    steps of rounding: for a thousand people and ten products 0.3 s a year.
    """
    parts = split_without_loss(total, [each.weight for each in shape.slices], quantum=step)
    found: dict[NodeMonth, Cell] = {}
    sums: dict[str, int] = {}
    for tree, segment, part in zip(trees, segments, parts, strict=True):
        for key, value in spread_down(part, tree, typed={}, quantum=step).items():
            found[in_segment(key, segment), month] = Cell(value)
            sums[key] = sums.get(key, 0) + value
    return found | {(key, month): Cell(value) for key, value in sums.items()}


def refuse_months_above(total: int, months: Mapping[str, int], organisation: Organisation) -> None:
    """Refuse a goal that is below the months which keep their plan (month key → the company's plan)."""
    over = sum(months.values()) - total
    if over > 0:
        raise MonthsAboveGoal(months=tuple(sorted(months)), amount=over, currency=organisation.currency)


def segment_ids(organisation: Organisation, slices: Sequence[Slice]) -> tuple[int, ...]:
    """The ids of the segments of a goal, made where they are new. One query each."""
    return tuple(
        GoalSegment.objects.get_or_create(
            organisation=organisation,
            product_id=each.product,  # type: ignore[misc]
            kind=each.kind,
            industry=each.industry,
            region=each.region,
        )[0].pk
        for each in slices
    )


def _cell(value: int, typed: bool, bounds: tuple[int | None, int | None] = (None, None)) -> Cell:
    return Cell(value, typed, *bounds)


def _month_totals(
    organisation: Organisation,
    months: list[Period],
    total: int,
    top: str,
    kept: KeptPlans,
    shape: GoalShape,
    step: int,
) -> list[int]:
    """The company's months: kept ones as they are, the rest by working days and season."""
    stays = kept.cells | kept.typed
    locked = {place: stays[top, month.key] for place, month in enumerate(months) if month.key in kept.months}
    refuse_months_above(total, {months[place].key: value for place, value in locked.items()}, organisation)
    asked = sum(locked.values()) if len(locked) == len(months) else total
    season = [(shape.season or {}).get(month.key, Fraction(1)) for month in months]
    weights = month_weights(months, company_calendar(organisation), season_rate=season)
    return split_without_loss(asked, weights, locked=locked, quantum=step)


def _segment_cells(
    cells: Mapping[NodeMonth, Cell],
    month: str,
    tree: Node,
    shape: GoalShape,
    segments: Sequence[int],
    kept: KeptPlans,
) -> dict[NodeMonth, Cell]:
    """The parts of every node of a month. What a person wrote into one stays."""
    totals = {key: cell.value for (key, of), cell in cells.items() if of == month and "/" not in key}
    locked = {
        (key, number): value
        for key in totals
        for number, segment in enumerate(segments)
        if (value := kept.typed.get((in_segment(key, segment), month))) is not None
    }
    shares = [each.weight for each in shape.slices]
    shared = fit_segments(tree, shares, totals=totals, wanted=_wanted(tree, shape, totals), locked=locked)
    return {
        (in_segment(key, segment), month): Cell(value, (key, number) in locked)
        for key, values in shared.items()
        for number, (segment, value) in enumerate(zip(segments, values, strict=True))
    }


def _wanted(tree: Node, shape: GoalShape, totals: Mapping[str, int]) -> Wanted:
    """How the plan of a node would divide: as its people sell, or as the whole goal does."""
    if shape.wanted is None:
        return lambda key, number: totals[key] * shape.slices[number].weight
    of_person = shape.wanted
    sums: dict[tuple[str, int], Fraction] = {}

    def walk(node: Node) -> list[Fraction]:
        if node.children:
            below = [walk(child) for child in node.children]
            own = [sum(column, Fraction(0)) for column in zip(*below, strict=True)]
        else:
            own = [
                of_person.get((int(node.key[1:]), number), Fraction(0)) for number in range(len(shape.slices))
            ]
        for number, share in enumerate(own):
            sums[node.key, number] = share
        return own

    walk(tree)
    return lambda key, number: sums[key, number]
