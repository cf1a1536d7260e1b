"""Step 1: what the file is, with three of its lines and a switch for everything that was recognised."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.actions.apply_import import may_import
from kvota.actions.draft_import import keep_answers
from kvota.domain.errors import RuleError
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.fields import FIELDS, FileKind
from kvota.domain.importing.formats import DateDecision, NumberDecision
from kvota.domain.importing.origins import ELSEWHERE, ORIGINS, origin_of
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.integrations.files.delimiters import DELIMITERS
from kvota.integrations.files.source_file import Note
from kvota.integrations.files.text_encoding import ENCODINGS
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.language.names import FILE_KINDS
from kvota.records.imports import ImportBatch
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.how_it_is_read import ORDERS, readings
from kvota.web.setup.imports.the_import import elsewhere, frame, to_step
from kvota.web.setup.imports.work import file_of

LINES_SHOWN = 3
# As other programs name them in their dialogues.
ENCODING_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "windows-1251": "Windows-1251",
    "koi8-r": "KOI8-R",
    "cp866": "CP866",
    "gb18030": "GB18030",
    "big5": "Big5",
    "windows-1252": "Windows-1252",
}
Choice = tuple[str, str]


def step_file(request: Asked, batch: ImportBatch) -> HttpResponse:
    """The page; 302 to the columns, or back here to look again; 422 for what cannot be read that way."""
    away = elsewhere(request, batch)
    if away is not None:
        return away
    if request.method == "GET":
        return _page(request, batch, file_of(batch))
    try:
        _keep(request, batch)
    except RuleError as refused:
        return _page(request, batch, file_of(batch), refusal=worded(refused))
    return to_step(batch, "file" if request.POST.get("look") else "columns")


def _keep(request: Asked, batch: ImportBatch) -> None:
    """Take the switches, if the file can be opened with them."""
    before = Answers.from_dict(batch.mapping)
    said = _said(request, before)
    file = file_of(batch, said)
    if (list(file.source.header), file.kind) != (batch.mapping.get("header"), batch.kind) or (
        said.origin != before.origin
    ):
        said = replace(said, columns=None)  # the old ones named other columns
        file = replace(file, answers=said)
    assert file.formats  # reads every row: a bad one is better named now than two steps later
    keep_answers(seat=request.seat, batch=batch, answers=said, header=file.source.header, today=request.today)


def _said(request: Asked, before: Answers) -> Answers:
    post = request.POST
    row = post.get("header_row", "")
    kind, origin = post.get("kind", ""), post.get("origin", "")
    return replace(
        before,
        kind=kind if kind in FIELDS else before.kind,
        origin=origin if origin in {*ORIGINS, ELSEWHERE} else "",
        encoding=post.get("encoding", ""),
        delimiter=post.get("delimiter", ""),
        sheet=post.get("sheet", ""),
        header_row=int(row[:7]) if row.isdecimal() else 0,
        date_order=post.get("date_order", ""),
        decimal=post.get("decimal", ""),
    )


def _page(request: Asked, batch: ImportBatch, file: AnsweredFile, *, refusal: str = "") -> HttpResponse:
    source, said = file.source, file.answers
    same = ImportBatch.visible_to(request.seat, on=request.today).filter(
        state="applied", file_hash=source.sha256
    )
    context: dict[str, Any] = frame(batch, "file", refusal=refusal) | {
        "source": source,
        "kind": file.kind,
        "kinds": _kinds(request, file.kind),
        "origins": _origins(file),
        "said": said,
        "rows": file.count,
        "columns": len(source.header),
        "separator": "\t" if source.delimiter == "\t" else f" {source.delimiter or '|'} ",
        "header": source.header,
        "lines": source.sample_cells()[:LINES_SHOWN],
        "readings": readings(file, formats_for(request.LANGUAGE_CODE, request.organisation.currency)),
        "notes": [_worded_note(note) for note in source.notes],
        "encodings": _encodings(source.encoding, said.encoding),
        "encoding_by": _found_by(source.encoding_by),
        "candidates": [] if source.encoding_certain else _candidates(file),
        "delimiters": _delimiters(source.delimiter, said.delimiter),
        "orders": _orders(file),
        "marks": _marks(file),
        "same": same.order_by("number").first(),
    }
    return render(request, "setup/imports/file.html", context, status=422 if refusal else 200)


def _kinds(request: Asked, held: FileKind) -> list[Choice]:
    """What a file may hold: what this seat may import, and what it seems to hold all the same."""
    return [
        (kind, str(name))
        for kind, name in FILE_KINDS.items()
        if kind == held or may_import(request.seat, kind, on=request.today)
    ]


def _origins(file: AnsweredFile) -> list[Choice]:
    """The systems that deals are exported from, the recognised one first."""
    if file.kind != "deals":
        return []
    found = origin_of(file.source.header)
    first = _as_found(found) if found else _("not recognised, by its columns")
    return [("", first), *((name, name) for name in ORIGINS), (ELSEWHERE, _("another system"))]


def _as_found(words: str) -> str:
    # Translators: first choice of a switch; %(found)s is what the file itself showed
    return _("as found: %(found)s") % {"found": words}


def _encodings(found: str, said: str) -> list[Choice]:
    names = [(encoding, ENCODING_NAMES[encoding]) for encoding in ENCODINGS]
    return names if said else [("", _as_found(ENCODING_NAMES.get(found, found))), *names]


def _candidates(file: AnsweredFile) -> list[dict[str, Any]]:
    return [
        {"encoding": each.encoding, "name": ENCODING_NAMES[each.encoding], "lines": each.lines}
        for each in file.source.encoding_candidates
    ]


def _found_by(how: str) -> str:
    return {
        "bom": _("The file says so itself."),
        "ascii": _("Plain Latin letters: every encoding reads them alike."),
        "utf-8": _("Every letter fits."),
        "zeros": _("Every second byte is zero."),
        "letters": _("Judged by its letters."),
        "chosen": _("You said so."),
    }.get(how, "")


def delimiter_name(delimiter: str) -> str:
    return {
        ";": pgettext("separator", "semicolon"),
        ",": pgettext("separator", "comma"),
        "\t": pgettext("separator", "tab"),
        "|": pgettext("separator", "vertical bar"),
    }[delimiter]


def _delimiters(found: str, said: str) -> list[Choice]:
    # A tab does not survive a form of every browser; its name does.
    names = [("tab" if one == "\t" else one, delimiter_name(one)) for one in DELIMITERS]
    return names if said or not found else [("", _as_found(delimiter_name(found))), *names]


def order_name(order: str) -> str:
    """How an order of dates is called, with an example of its own."""
    return {
        "dmy": _("day first, as in 31.12.2026"),
        "mdy": _("month first, as in 12/31/2026"),
        "ymd": _("year first, as in 2026-12-31"),
    }[order]


def mark_name(mark: str) -> str:
    return {",": _("comma, as in 1 234,56"), ".": _("point, as in 1,234.56")}[mark]


def _orders(file: AnsweredFile) -> list[Choice]:
    decisions: list[DateDecision] = list(file.formats.dates.values())
    found = sorted({each.order for each in decisions if each.order and not each.answered})
    return [("", _summary([order_name(order) for order in found], decisions)), *_named(ORDERS, order_name)]


def _marks(file: AnsweredFile) -> list[Choice]:
    decisions: list[NumberDecision] = list(file.formats.numbers.values())
    found = sorted({each.decimal for each in decisions if each.decimal and not each.answered})
    return [("", _summary([mark_name(mark) for mark in found], decisions)), *_named((",", "."), mark_name)]


def _summary(found: list[str], decisions: list[DateDecision] | list[NumberDecision]) -> str:
    if any(each.is_open for each in decisions):
        return _("to be asked")
    if len(found) == 1:
        return _as_found(found[0])
    return _("each column as found") if found else _("nothing to decide")


def _named(values: tuple[str, ...], name: Any) -> list[Choice]:
    return [(value, name(value)) for value in values]


def _worded_note(note: Note) -> str:
    if note.code == "rows_above_header":
        return (
            _("Above the names of the columns stand other rows: %(rows)s. They are left out.") % note.fields
        )
    if note.code == "sheets_not_read":
        return _("Other sheets of the workbook are not read: %(sheets)s.") % note.fields
    if note.code == "macros_not_run":
        return _("The workbook holds macros. They are never run.")
    place = note.fields | {"value": note.fields.get("value") or "???"}
    return (
        _("Row %(row)s holds “%(value)s”: letters were lost when the file was saved. Export it as CSV UTF-8.")
        % place
    )
