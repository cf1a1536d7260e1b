"""The goal as a sheet for the spreadsheet: rows, periods, cells, notes, and what is not given out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kvota.actions.note_goal_cell import notes_of
from kvota.actions.undo_goal_change import earlier_content, later_content
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.goal_segments import in_segment, node_and_segment
from kvota.domain.planning.goal_sheet import Cell
from kvota.domain.planning.goal_tree import Node
from kvota.language.formats import Formats, formats_for
from kvota.records.goal_grades import graded_cells
from kvota.records.goal_nodes import NodeMonth, kept_cells, segments_of, step_of, tree_of
from kvota.records.goals import GoalVersion
from kvota.web.plan.goal_asked import author_of, grade_asked, may_edit
from kvota.web.plan.grid import facts_of_rows, names_of_rows, rows_in_sight
from kvota.web.plan.segment_rows import SegmentRow, segment_rows
from kvota.web.seat_in_force import Asked

NONE = Cell(0)


@dataclass(frozen=True)
class Line:
    """A row of the sheet: a node, or with `segments` its part in them. `parent` is a key."""

    key: str
    node: str
    name: str
    uid: str
    depth: int
    parent: str
    segments: tuple[int, ...] = ()


class GoalSheet:
    """A version as one seat sees it, with the rows of its tree or of a cut below each of them.

    Asked for in parts, each found once: the tree costs two queries, names two, the cells two.
    """

    def __init__(
        self,
        request: Asked,
        version: GoalVersion,
        *,
        cut: str = "",
        who: str = "",
        tree: Node | None = None,
    ) -> None:
        self.request, self.version = request, version
        self.grade = grade_asked(request, version)
        self.cut = cut if cut in version.cuts and self.grade == "target" else ""
        self.who = who
        self.seen = rows_in_sight(request)
        self.tree = tree or tree_of(version)

    @cached_property
    def months(self) -> list[Period]:
        return self.period.months()

    @cached_property
    def period(self) -> Period:
        return parse_period(self.version.period, fiscal_start=self.request.organisation.fiscal)

    @cached_property
    def names(self) -> dict[str, tuple[str, str]]:
        return names_of_rows(self.request)

    @cached_property
    def graded(self) -> dict[NodeMonth, int]:
        return graded_cells(self.version, self.grade)

    @cached_property
    def groups(self) -> Sequence[SegmentRow]:
        return segment_rows(self.version, self.cut) if self.cut else ()

    def is_seen(self, key: str) -> bool:
        """Whether the seat may read and change this node's cells, in a segment or not."""
        return self.seen is None or node_and_segment(key)[0] in self.seen

    def lines(self) -> list[Line]:
        """The rows from the top down; with `who` that node alone, and what it is made of."""
        if self.who:
            chosen = [
                node for node in nodes_of(self.tree) if self.names.get(node.key, ("", ""))[1] == self.who
            ]
            return [
                line
                for node in chosen
                if self.is_seen(node.key)
                for line in self._of(node, 0, "", alone=True)
            ]
        return list(self._below(self.tree, 0, ""))

    def _below(self, node: Node, depth: int, parent: str) -> Iterator[Line]:
        visible = self.is_seen(node.key)
        if visible:
            yield from self._of(node, depth, parent)
        for child in node.children:
            yield from self._below(child, depth + visible, node.key if visible else parent)

    def _of(self, node: Node, depth: int, parent: str, *, alone: bool = False) -> Iterator[Line]:
        name, uid = self.names.get(node.key, ("", ""))
        yield Line(node.key, node.key, name, uid, depth, parent)
        for group in self.groups:
            key = (
                in_segment(node.key, group.segments[0])
                if len(group.segments) == 1
                else f"{node.key}/{group.key}"
            )
            yield Line(key, node.key, group.name, uid, depth + 1, node.key, group.segments)
            for part in group.parts:
                own = in_segment(node.key, part.segments[0])
                yield Line(own, node.key, part.name, uid, depth + 2, key, part.segments)

    def cells(self, months: Sequence[str] | None = None) -> dict[NodeMonth, Cell]:
        if self.grade != "target":
            return {
                place: Cell(value) for place, value in self.graded.items() if not months or place[1] in months
            }
        return kept_cells(self.version, **({"month__in": list(months)} if months is not None else {}))

    def gaps(self, cells: Mapping[NodeMonth, Cell], months: Sequence[str]) -> dict[str, list[int]]:
        """Row key → by month what is given to no child yet; below zero what is given out beyond the plan.

        The segments of a node have a key of their own, `u1/parts`.
        """
        found = {}
        wanted = segments_of(self.version) if self.cut else ()
        for node in nodes_of(self.tree):
            if not self.is_seen(node.key):
                continue
            if node.children:
                found[node.key] = [
                    _left(cells, month, node.key, [c.key for c in node.children]) for month in months
                ]
            if wanted:
                parts = [in_segment(node.key, segment) for segment in wanted]
                found[f"{node.key}/parts"] = [_left(cells, month, node.key, parts) for month in months]
        return {key: values for key, values in found.items() if any(values)}

    def goal_left(self) -> int | None:
        """What no month of the company owns yet of the target; only who reads everything is told."""
        if self.seen is not None or self.grade != "target":
            return None
        top = kept_cells(self.version, unit_id=int(self.tree.key[1:]), segment=None)
        return self.version.revenue_minor - sum(cell.value for cell in top.values())


def nodes_of(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from nodes_of(child)


def _left(cells: Mapping[NodeMonth, Cell], month: str, whole: str, parts: Sequence[str]) -> int:
    known = [cells[part, month].value for part in parts if (part, month) in cells]
    return cells.get((whole, month), NONE).value - sum(known) if known else 0


def told_sheet(sheet: GoalSheet) -> dict[str, Any]:
    """Everything the spreadsheet needs to draw itself, sums in minor units."""
    request, version = sheet.request, sheet.version
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    cells, months = sheet.cells(), [month.key for month in sheet.months]
    lines = sheet.lines()
    facts = _facts(sheet, lines)
    return {
        **told_state(sheet),
        "period": version.period,
        "months": months,
        "columns": columns_of_period(sheet.period, formats),
        "now": next((month.key for month in sheet.months if month.contains(request.today)), ""),
        "money": version.is_money,
        "exponent": exponent(request.organisation.currency) if version.is_money else 0,
        "currency": request.organisation.currency if version.is_money else "",
        "step": step_of(version),
        "cuts": list(version.cuts),
        "cut": sheet.cut,
        "rows": [_told_line(line, cells, months, facts) for line in lines],
        "notes": _notes(sheet),
        "gaps": sheet.gaps(cells, months),
    }


def told_state(sheet: GoalSheet) -> dict[str, Any]:
    """What changes with every version: its id, what may be done with it, what the goal has left."""
    version = sheet.version
    editable = may_edit(sheet.request, version, grade=sheet.grade)
    return {
        "version": str(version.uid),
        "state": version.state,
        "by": author_of(version),
        "may_edit": editable,
        "undo": editable and earlier_content(version) is not None,
        "redo": editable and later_content(version) is not None,
        "goal_left": sheet.goal_left(),
    }


def told_cell(cell: Cell) -> list[Any]:
    """A cell in short: value, whether it is locked, and its bounds where it has them."""
    if cell.lo is None and cell.hi is None:
        return [cell.value, int(cell.typed)]
    return [cell.value, int(cell.typed), cell.lo, cell.hi]


def _told_line(
    line: Line, cells: Mapping[NodeMonth, Cell], months: Sequence[str], facts: Mapping[NodeMonth, int]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "key": line.key,
        "name": line.name,
        "uid": line.uid,
        "depth": line.depth,
        "parent": line.parent,
        "cells": [_cell_of(line, cells, month) for month in months],
    }
    if line.segments:
        told["segment"] = True
        told["fixed"] = len(line.segments) > 1
    else:
        told["facts"] = [facts.get((line.key, month)) for month in months]
    return told


def _cell_of(line: Line, cells: Mapping[NodeMonth, Cell], month: str) -> list[Any] | None:
    if len(line.segments) > 1:
        known = [
            cells[key, month] for s in line.segments if ((key := in_segment(line.node, s)), month) in cells
        ]
        return [sum(cell.value for cell in known), 0] if known else None
    cell = cells.get((line.key, month))
    return told_cell(cell) if cell else None


def _facts(sheet: GoalSheet, lines: Sequence[Line]) -> dict[NodeMonth, int]:
    """What came in the months that have begun; each number opens its list."""
    keys = [line.key for line in lines if not line.segments and line.uid]
    return facts_of_rows(sheet.request, sheet.version, sheet.months, keys)


def _notes(sheet: GoalSheet) -> dict[str, dict[str, str]]:
    return {
        f"{key}|{month}": {"text": note.text, "by": note.author.name if note.author else ""}
        for (key, month), note in notes_of(sheet.version).items()
        if sheet.is_seen(key)
    }


def columns_of_period(period: Period, formats: Formats) -> list[dict[str, Any]]:
    """The period and what it is made of, down to months, each with its name; the page says the year."""
    smaller = {"year": "quarter", "quarter": "month"}.get(period.kind)
    parts = period.children(smaller) if smaller else []  # type: ignore[arg-type]
    heads = {"month": formats.month_head, "quarter": formats.quarter_head}
    label = heads.get(period.kind, formats.period)(period)
    column: dict[str, Any] = {
        "key": period.key,
        "kind": period.kind,
        "label": label,
        "months": [month.key for month in period.months()],
    }
    return [column, *(each for part in parts for each in columns_of_period(part, formats))]
