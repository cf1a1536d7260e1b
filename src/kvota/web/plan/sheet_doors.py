"""The spreadsheet's doors: the sheet, a change or its preview, a pasted block, undo and redo, as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.http import HttpResponse, HttpResponseBadRequest, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.cells_in_sight import refuse_out_of_sight
from kvota.actions.change_goal_cells import CellChange, change_sheet, sheet_changed
from kvota.actions.distribute_goal_cell import changes_of_total, changes_to_distribute
from kvota.actions.note_goal_cell import note_goal_cell
from kvota.actions.undo_goal_change import redo_goal_change, undo_goal_change
from kvota.actions.weights_of_children import RULES, weights_of_children
from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.missing_rates import leaving_out_missing_rates
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.planning.goal_segments import node_and_segment
from kvota.domain.planning.goal_sheet import Cell
from kvota.language.formats import Formats, formats_for
from kvota.records.goal_nodes import NodeMonth, kept_cells
from kvota.records.goals import GoalVersion
from kvota.records.rights import require
from kvota.web.plan.goal_asked import goal_asked
from kvota.web.plan.grid import rows_in_sight
from kvota.web.plan.sheet import GoalSheet, told_cell, told_sheet, told_state
from kvota.web.plan.typed_cells import months_of_columns, pasted_values, typed_value
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

Answer = Callable[[Asked, dict[str, Any]], dict[str, Any]]


class NotAsked(Exception):
    """The body is not what the spreadsheet sends: a fault of a program, not of a person."""


def json_door(view: Answer) -> Callable[[Asked], HttpResponse]:
    """Read a JSON body and answer JSON; what the rules refuse is a sentence with its status."""

    @wraps(view)
    def answer(request: Asked) -> HttpResponse:
        try:
            body = json.loads(request.body or b"{}")
            if not isinstance(body, dict):
                raise NotAsked
            return JsonResponse(view(request, body))
        except (json.JSONDecodeError, UnicodeDecodeError, NotAsked):
            return HttpResponseBadRequest()
        except RuleError as refused:
            told = {"sentence": sentence_of(request, refused), "code": refused.code}
            return JsonResponse(told, status=STATUS[refused.nature])

    return answer


@require_GET
def sheet(request: Asked) -> HttpResponse:
    """The whole sheet of a version; `cut` adds its segments below each row, `who` leaves one row of it."""
    asked = GoalSheet(
        request,
        goal_asked(request, request.GET.get("version")),
        cut=request.GET.get("cut", ""),
        who=request.GET.get("who", ""),
    )
    try:
        return JsonResponse(told_sheet(asked))
    except MissingRate:
        with leaving_out_missing_rates():
            return JsonResponse(told_sheet(asked))


@require_POST
@json_door
def change(request: Asked, body: dict[str, Any]) -> dict[str, Any]:
    """The cells that changes leave different: with `preview` only said, else stored as a new version."""
    require(request.seat, "set_goal")
    version = goal_asked(request, body.get("version"))
    changes = [each for one in _listed(body, "changes") for each in _changes(request, version, one, body)]
    return _made(request, version, changes, body)


@require_POST
@json_door
def paste(request: Asked, body: dict[str, Any]) -> dict[str, Any]:
    """Store a block of the clipboard at once, as one version: undo takes it back whole."""
    require(request.seat, "set_goal")
    version = goal_asked(request, body.get("version"))
    rows = [str(key) for key in _listed(body, "rows")]
    columns = [[str(month) for month in column] for column in _listed(body, "columns")]
    values = pasted_values(
        str(body.get("text", "")), version, _formats(request), rows=len(rows), columns=len(columns)
    )
    months = months_of_columns(columns)
    changes: list[CellChange] = []
    for each in values:
        key = rows[each.row]
        if len(months[each.column]) == 1:
            changes.append(CellChange(_seen(request, key), months[each.column][0], "type", each.value))
        elif months[each.column]:
            _seen(request, key)
            changes += changes_of_total(version, key=key, months=months[each.column], value=each.value)
    return {**_made(request, version, changes, body), "pasted": len(values)}


@require_POST
@json_door
def undo(request: Asked, body: dict[str, Any]) -> dict[str, Any]:
    before = goal_asked(request, body.get("version"))
    after = undo_goal_change(seat=request.seat, version=before, now=request.now)
    return _what_changed(request, before, after, body)


@require_POST
@json_door
def redo(request: Asked, body: dict[str, Any]) -> dict[str, Any]:
    before = goal_asked(request, body.get("version"))
    after = redo_goal_change(seat=request.seat, version=before, now=request.now)
    return _what_changed(request, before, after, body)


@require_POST
@json_door
def note(request: Asked, body: dict[str, Any]) -> dict[str, Any]:
    """Write a note beside a cell, or take it away with an empty text."""
    version = goal_asked(request, body.get("version"))
    key = str(body.get("key", ""))
    month = str(body.get("month", ""))
    stored = note_goal_cell(
        seat=request.seat,
        version=version,
        key=key,
        month=month,
        text=str(body.get("text", "")),
        now=request.now,
    )
    return {
        "key": node_and_segment(key)[0],
        "month": month,
        "text": stored.text,
        "by": request.seat.person.name,
    }


def _made(
    request: Asked, version: GoalVersion, changes: Sequence[CellChange], body: dict[str, Any]
) -> dict[str, Any]:
    cut = str(body.get("cut", ""))
    if not changes:
        return _answer(GoalSheet(request, version, cut=cut), {}, {})
    if body.get("preview"):
        seen = sheet_changed(version, changes, seen=rows_in_sight(request))
        return _answer(
            GoalSheet(request, version, cut=cut, tree=seen.sheet.top), seen.cells, seen.sheet.cells
        )
    done = change_sheet(
        seat=request.seat,
        version=version,
        changes=changes,
        now=request.now,
        reason=str(body.get("reason", ""))[:400],
    )
    done.version.organisation = request.organisation
    told = GoalSheet(request, done.version, cut=cut, tree=done.sheet.top)
    if _holds_all(done.version, version):
        return {**told_state(told), "reload": True}
    return {**_answer(told, done.cells, done.sheet.cells), "reload": False}


def _holds_all(after: GoalVersion, before: GoalVersion) -> bool:
    """Whether a version was written whole: what it changed is then not told apart."""
    return after.root_id is None or after.root_id != (before.root_id or before.pk)


def _what_changed(
    request: Asked, before: GoalVersion, after: GoalVersion, body: dict[str, Any]
) -> dict[str, Any]:
    """The cells a new version stores, which are those that differ; `reload` for one that holds all."""
    after.organisation = request.organisation
    told = GoalSheet(request, after, cut=str(body.get("cut", "")))
    if _holds_all(after, before):
        return {**told_state(told), "reload": True}
    changed = kept_cells(after, version_id=after.pk)
    return {**_answer(told, changed, told.cells(sorted({month for _, month in changed}))), "reload": False}


def _answer(
    sheet: GoalSheet, changed: Mapping[NodeMonth, Cell], cells: Mapping[NodeMonth, Cell]
) -> dict[str, Any]:
    """The changed cells in sight, and what is not given out in their months; `cells` are all of these."""
    months = sorted({month for _, month in changed})
    found: dict[str, dict[str, Any]] = {}
    for (key, month), cell in changed.items():
        if sheet.is_seen(key) and (sheet.cut or "/" not in key):
            found.setdefault(key, {})[month] = told_cell(cell)
    return {**told_state(sheet), "changed": found, "months": months, "gaps": sheet.gaps(cells, months)}


def _changes(request: Asked, version: GoalVersion, one: Any, body: dict[str, Any]) -> list[CellChange]:
    """What one change of the spreadsheet means: a cell, a sum of months, or a cell shared by a rule."""
    if not isinstance(one, dict):
        raise NotAsked
    key, doing = _seen(request, str(one.get("key", ""))), str(one.get("doing", "type"))
    months = [str(month) for month in _listed(one, "months")]
    formats = _formats(request)
    if doing in {"lock", "unlock", "free"}:
        return [CellChange(key, month, doing) for month in months]  # type: ignore[arg-type]
    if doing == "bound":
        lo, hi = (_bound(str(one.get(end, "")), version, formats) for end in ("lo", "hi"))
        return [CellChange(key, month, "bound", lo=lo, hi=hi) for month in months]
    if doing not in {"type", "share"} or not months:
        raise NotAsked
    value = typed_value(str(one.get("text", "")), version, formats) if doing == "type" else None
    rule = str(body.get("rule", ""))
    if len(months) > 1 and value is not None:
        return changes_of_total(version, key=key, months=months, value=value)
    if rule not in RULES:
        return [CellChange(key, months[0], "type", value)]
    return [
        each
        for month in months
        for each in changes_to_distribute(
            version,
            key=key,
            month=month,
            value=value,
            weights=weights_of_children(
                version,
                node=node_and_segment(key)[0],
                month=parse_period(month, fiscal_start=request.organisation.fiscal),
                rule=rule,
                today=request.today,
            ),
        )
    ]


def _bound(text: str, version: GoalVersion, formats: Formats) -> int | None:
    return typed_value(text, version, formats) if text.strip() else None


def _seen(request: Asked, key: str) -> str:
    """The key of a row in sight. Asked before its cells are read to see what a change of it means."""
    refuse_out_of_sight([key], rows_in_sight(request))
    return key


def _listed(body: dict[str, Any], name: str) -> list[Any]:
    found = body.get(name, [])
    if not isinstance(found, list):
        raise NotAsked
    return found


def _formats(request: Asked) -> Formats:
    return formats_for(request.LANGUAGE_CODE, request.organisation.currency)
