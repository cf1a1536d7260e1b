"""Opening a workbook as a table."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import cast

from kvota.domain.importing.dates import Epoch
from kvota.domain.importing.refused_file import FileEmpty, SheetUnknown
from kvota.domain.importing.text import matching_key
from kvota.integrations.files.byte_survey import CHUNK
from kvota.integrations.files.merged_cells import refuse_merged
from kvota.integrations.files.sheet_rows import sheet_rows
from kvota.integrations.files.source_file import Choices, FileBytes, Note, Row, SourceFile, with_header
from kvota.integrations.files.workbook_parts import SheetPart, open_parts
from kvota.integrations.files.workbook_styles import styles_of_time
from kvota.integrations.files.workbook_texts import shared_texts


def open_workbook(data: FileBytes, name: str, choices: Choices) -> SourceFile:
    """Check a workbook, choose its sheet and find the header.

    The sheet is the one a person named, else the first visible one that holds something.

    Raises
    ------
    FileRefused
        See `open_source`.
    """
    with data.opened() as stream:
        size, digest = 0, sha256()
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
        with open_parts(stream) as parts:
            sheets, first_year = parts.sheets()
            texts, times = shared_texts(parts), styles_of_time(parts)
            holds_macros = parts.holds("xl/vbaProject.bin")
    epoch = cast(Epoch, first_year)

    def rows_of(sheet: SheetPart, width: int) -> Iterator[Row]:
        with data.opened() as stream, open_parts(stream) as parts:
            for number, cells in sheet_rows(parts, sheet, texts=texts, times=times, epoch=epoch):
                if len(cells) < width:
                    cells += [""] * (width - len(cells))
                yield number, cells

    sheet = _chosen(sheets, choices.sheet) or next(
        (each for each in sheets if not each.hidden and next(rows_of(each, 0), None)), None
    )
    if sheet is None:
        raise FileEmpty()
    notes = [Note("macros_not_run")] if holds_macros else []
    if others := [each.name for each in sheets if each.name != sheet.name]:
        notes.append(Note("sheets_not_read", {"sheets": ", ".join(others[:20])}))
    chosen = sheet
    file = with_header(
        SourceFile(
            name=name,
            kind="xlsx",
            size=size,
            sha256=digest.hexdigest(),
            read_rows=lambda header: rows_of(chosen, len(header)),
            sheet=sheet.name,
            sheets=sheets,
            epoch=epoch,
            notes=tuple(notes),
        ),
        choices,
    )
    with data.opened() as stream, open_parts(stream) as parts:
        refuse_merged(parts, sheet, header_row=file.header_row)
    return file


def _chosen(sheets: tuple[SheetPart, ...], wanted: str | None) -> SheetPart | None:
    if wanted is None:
        return None
    for sheet in sheets:
        if matching_key(sheet.name) == matching_key(wanted):
            return sheet
    raise SheetUnknown(sheet=wanted[:80], sheets=", ".join(each.name for each in sheets[:20]))
