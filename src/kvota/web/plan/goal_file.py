"""The goal as a workbook with live formulas, and the same file back: shown before it is stored."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.change_goal_cells import (
    MOST_AT_ONCE,
    GoalChangedMeanwhile,
    TooManyCells,
    cells_changed,
    change_goal_cells,
)
from kvota.actions.goal_from_file import (
    FileDifference,
    SumOverwritten,
    changes_of_file,
    differences_of_file,
)
from kvota.actions.store_goal import newest_like
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.domain.money.amount import minor_units
from kvota.domain.money.currencies import exponent
from kvota.domain.planning.goal_segments import in_segment, node_and_segment
from kvota.integrations.files.goal_workbook import (
    MARK,
    GoalColumn,
    GoalLine,
    GoalTable,
    ReadGoal,
    read_goal_workbook,
    write_goal_workbook,
)
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import mark
from kvota.records.goal_nodes import segments_of
from kvota.records.goals import GoalVersion
from kvota.records.rights import require
from kvota.web.plan.goal_asked import author_of, goal_asked, goals_to_read, query_of
from kvota.web.plan.page import show
from kvota.web.plan.segment_rows import segment_rows
from kvota.web.plan.sheet import GoalSheet, Line, columns_of_period
from kvota.web.read_uid import row_of
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import STATUS, sentence_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 20 * 1024 * 1024


class NoGoalInFile(RuleError):
    code = "no_goal_in_file"
    sentence = "the file is no goal that was written by kvota"


class FileOfAnotherGoal(RuleError):
    """The file holds another goal than the one it was brought to."""

    code = "file_of_another_goal"
    nature = "conflict"
    sentence = "the file holds the goal of {first}, this is the goal of {second}"
    first: str
    second: str


class FileCellUnreadable(RuleError):
    code = "goal_file_cell_unreadable"
    sentence = "{who}, {month}: {value} is no amount"
    who: str
    month: str
    value: str


@require_GET
def workbook(request: Asked) -> HttpResponse:
    """The rows in sight as a workbook: months are numbers, everything above them formulas."""
    version = goal_asked(request, request.GET.get("version"))
    book = BytesIO()
    write_goal_workbook(book, table_of(request, version))
    response = HttpResponse(book.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="kvota-plan-{version.period}.xlsx"'
    return response


@require_POST
def bring_back(request: Asked) -> HttpResponse:
    """What a file says otherwise, to be accepted; with `changes` it is stored, as one version."""
    require(request.seat, "set_goal")
    version = goal_asked(request, request.POST.get("version"))
    try:
        if "differences" in request.POST:
            return _stored(request, version)
        return _shown(request, version)
    except RuleError as refused:
        return show(request, refusal=sentence_of(request, refused), status=STATUS[refused.nature])


def table_of(request: Asked, version: GoalVersion) -> GoalTable:
    """The sheet in sight, with the segments of a goal that is cut below each row."""
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    sheet = GoalSheet(request, version)
    cells, months = sheet.cells(), [month.key for month in sheet.months]
    lines = _all_lines(sheet)
    known = {line.key for line in lines}
    children: dict[str, list[str]] = {}
    for line in lines:
        if line.parent in known:
            children.setdefault(line.parent, []).append(line.key)

    def value(key: str, month: str) -> int | None:
        cell = cells.get((key, month))
        return cell.value if cell else None

    def left(key: str) -> list[int] | None:
        if key not in children:
            return None
        return [
            (value(key, month) or 0) - sum(value(child, month) or 0 for child in children[key])
            for month in months
        ]

    at = {month: place for place, month in enumerate(months)}
    return GoalTable(
        identity=f"{MARK} {version.uid}",
        title=f"{_('Plan')} {formats.period(sheet.period)}",
        left_words=_("%(name)s: not yet allocated"),
        columns=[
            GoalColumn(
                each["key"], each["label"], tuple(at[m] for m in each["months"]), each["kind"] == "month"
            )
            for each in columns_of_period(sheet.period, formats)
        ],
        lines=[
            GoalLine(
                line.key,
                line.parent,
                line.name,
                line.depth,
                [value(line.key, month) for month in months],
                [bool((cell := cells.get((line.key, month))) and cell.typed) for month in months],
                left(line.key),
                is_segment="/" in line.key,
            )
            for line in lines
        ],
        exponent=exponent(request.organisation.currency) if version.is_money else 0,
    )


def _lines(line: Line, named: list[tuple[str, int]]) -> list[Line]:
    """A row, and its parts in each segment: a part is a part of the same segment of the row above."""
    return [
        line,
        *(
            Line(
                in_segment(line.key, segment),
                line.node,
                f"{line.name}: {name}",
                line.uid,
                line.depth + 1,
                in_segment(line.parent, segment) if line.parent else "",
            )
            for name, segment in named
        ),
    ]


def _shown(request: Asked, version: GoalVersion) -> HttpResponse:
    upload = request.FILES.get("file")
    read = read_goal_workbook(upload.read()) if upload and (upload.size or 0) <= LARGEST else None
    if read is None:
        raise NoGoalInFile
    _refuse_another(request, version, read)
    sheet = GoalSheet(request, version)
    differences = _differences(request, sheet, read)
    if len(differences) > MOST_AT_ONCE:
        raise TooManyCells(count=len(differences), most=MOST_AT_ONCE)
    cells = sheet.cells()
    changes = changes_of_file(sheet.tree, cells, segments_of(version), differences)
    changed = cells_changed(version, changes, seen=sheet.seen) if changes else {}
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    names = {line.key: line.name for line in _all_lines(sheet)}
    gaps = sheet.gaps({**cells, **changed}, [month.key for month in sheet.months])
    context = {
        "version": version,
        "asked": query_of(version),
        "period": sheet.period,
        "rows": [
            {
                "who": names.get(each.key, ""),
                "month": _month(sheet, each.month, formats),
                "of": each,
                "change": each.after - each.before,
            }
            for each in differences
        ],
        "gaps": [
            (names.get(key, ""), sum(values)) for key, values in gaps.items() if key in names and any(values)
        ],
        "differences": json.dumps([[each.key, each.month, each.before, each.after] for each in differences]),
        "f": formats,
    }
    return render(request, "plan/from_file.html", context)


def _stored(request: Asked, version: GoalVersion) -> HttpResponse:
    sheet = GoalSheet(request, version)
    differences = _posted(request)
    changes = changes_of_file(sheet.tree, sheet.cells(), segments_of(version), differences)
    change_goal_cells(
        seat=request.seat, version=version, changes=changes, now=request.now, reason=_("From a file")
    )
    count = len(differences)
    said = ngettext("%(count)s cell of the file is stored.", "%(count)s cells of the file are stored.", count)
    messages.success(request, said % {"count": count})
    return redirect(f"{reverse('plan')}?{query_of(version)}")


def _posted(request: Asked) -> list[FileDifference]:
    """What the page itself sent along: anything else is no goal."""
    try:
        told: Any = json.loads(request.POST["differences"])
        return [
            FileDifference(str(key), str(month), int(before), int(after))
            for key, month, before, after in told
        ]
    except (ValueError, TypeError):
        raise NoGoalInFile from None


def _refuse_another(request: Asked, version: GoalVersion, read: ReadGoal) -> None:
    uid = read.identity.removeprefix(MARK).strip()
    if uid == str(version.uid):
        return
    other = row_of(goals_to_read(request), uid)
    if other is None:
        raise NoGoalInFile
    if _line(other) == _line(version):
        raise GoalChangedMeanwhile(by=author_of(newest_like(version) or version))
    raise FileOfAnotherGoal(first=_called(other), second=_called(version))


def _line(version: GoalVersion) -> tuple[Any, ...]:
    return (version.period, version.counts, version.state, version.scenario_id)


def _called(version: GoalVersion) -> str:
    words = {"draft": _("draft"), "set_aside": _("set aside"), "published": _("published")}
    return f"{version.period} ({words[version.state]})"


def _differences(request: Asked, sheet: GoalSheet, read: ReadGoal) -> list[FileDifference]:
    version, cells = sheet.version, sheet.cells()
    months = [month.key for month in sheet.months]
    currency = request.organisation.currency
    names = {line.key: line.name for line in _all_lines(sheet)}

    def of(key: str, period: str) -> int | None:
        text = read.cells.get((key, period))
        if text is None:
            return None
        try:
            number = read_number(text, decimal=".")
            if version.is_money:
                # A formula of the spreadsheet leaves 0.1 + 0.2: what is below the smallest coin is its noise.
                return minor_units(round(number, exponent(currency)), currency)
            return round(number)
        except (RuleError, ArithmeticError):
            raise FileCellUnreadable(who=names.get(key, ""), month=period, value=text[:40]) from None

    for key, _period in read.cells:
        if not key or node_and_segment(key)[0] not in names or not sheet.is_seen(key):
            raise NoGoalInFile
    found = [
        each
        for each in differences_of_file(
            sheet.tree,
            cells,
            segments_of(version),
            months=months,
            of=lambda key, month: of(key, month) if sheet.is_seen(key) else None,
        )
        if sheet.is_seen(each.key)
    ]
    formats = formats_for(request.LANGUAGE_CODE, currency)
    for column in columns_of_period(sheet.period, formats):
        if column["kind"] == "month":
            continue
        for line in _all_lines(sheet):
            said = of(line.key, column["key"])
            stored = sum(cell.value for month in column["months"] if (cell := cells.get((line.key, month))))
            shown = [of(line.key, month) for month in column["months"]]
            if said is not None and said not in {stored, sum(value or 0 for value in shown)}:
                whole = parse_period(column["key"], fiscal_start=request.organisation.fiscal)
                raise SumOverwritten(who=line.name, period=formats.period(whole))
    return found


def _all_lines(sheet: GoalSheet) -> list[Line]:
    version = sheet.version
    named = [
        (mark("comma").join([row.name, part.name]) if row.parts else row.name, part.segments[0])
        for cut in version.cuts[:1]
        for row in segment_rows(version, cut)
        for part in row.parts or [row]
    ]
    return [each for line in sheet.lines() for each in _lines(line, named)]


def _month(sheet: GoalSheet, key: str, formats: Formats) -> str:
    return next(formats.month_head(month) for month in sheet.months if month.key == key)
