"""Why a whole file is refused: it is no table, or it cannot be read to its end without guessing."""

from __future__ import annotations

from kvota.domain.errors import RuleError


class FileRefused(RuleError):
    """A file that no row can be taken from. Every refusal of a file is one of its children."""

    code = "file_refused"
    sentence = "the file cannot be read"


class FileEmpty(FileRefused):
    """There is nothing in the file."""

    code = "file_empty"
    sentence = "the file is empty; export it again"


class OnlyAHeader(FileRefused):
    """There are names of columns and no rows."""

    code = "file_only_header"
    sentence = "the file ends after its header in row {row}; export it again with its rows"
    row: int


class NotATable(FileRefused):
    """By its content the file is something else, whatever its name says."""

    code = "file_not_a_table"
    sentence = "the file is {kind}, not a table; open it in its program and save it as XLSX or CSV"
    kind: str


class FileEncrypted(FileRefused):
    """A workbook is protected by a password."""

    code = "file_encrypted"
    sentence = "the workbook is protected by a password; save it without one"


class FileBroken(FileRefused):
    """A workbook is damaged or was cut off on its way."""

    code = "file_broken"
    sentence = "the file is damaged ({reason}); save it again and upload it whole"
    reason: str


class UnpacksTooBig(FileRefused):
    """A packed file grows beyond any honest table when it is unpacked."""

    code = "file_unpacks_too_big"
    sentence = "the file of {packed_mb} MB unpacks to more than {limit_mb} MB; split it or save it as CSV"
    packed_mb: int
    limit_mb: int


class SheetTooBig(FileRefused):
    """A sheet reaches over more cells than fit into memory at once."""

    code = "sheet_too_big"
    sentence = (
        "sheet {sheet} reaches over {cells} cells, and at most {limit} can be read;"
        " save it as CSV, which has no limit"
    )
    sheet: str
    cells: int
    limit: int


class SheetUnknown(FileRefused):
    """Somebody asks for a sheet that the workbook does not have."""

    code = "sheet_unknown"
    sentence = "the workbook has no sheet {sheet}; its sheets are {sheets}"
    sheet: str
    sheets: str


class CellsMerged(FileRefused):
    """Merged cells hide which row a value belongs to."""

    code = "cells_merged"
    sentence = "row {row}, column {column}: the cells {cells} are merged; split them and fill in each row"
    row: int
    column: str
    cells: str


class EncodingUnknown(FileRefused):
    """No encoding that we know gives text."""

    code = "encoding_unknown"
    sentence = "the text is in no encoding we know; save the file as CSV UTF-8"


class EncodingNotOffered(FileRefused):
    """Somebody asks for an encoding that is not offered."""

    code = "encoding_not_offered"
    sentence = "{encoding} is not an encoding we read; choose one of {encodings}"
    encoding: str
    encodings: str


class TextBroken(FileRefused):
    """Somewhere the bytes stop being text: the file was cut off, or glued from two."""

    code = "text_broken"
    sentence = (
        "row {row} is not {encoding} text; save the whole file again in one encoding, such as CSV UTF-8"
    )
    row: int
    encoding: str


class NulByte(FileRefused):
    """A zero byte stands in the text: a damaged disk or a binary file."""

    code = "text_holds_nul"
    sentence = "row {row} holds a zero byte; the file is damaged, export it again"
    row: int


class DelimiterNotOffered(FileRefused):
    """Somebody asks for a separator that no table uses."""

    code = "delimiter_not_offered"
    sentence = "{delimiter} does not separate columns; choose comma, semicolon, tab or |"
    delimiter: str


class QuoteUnclosed(FileRefused):
    """A quote is opened and never closed, so that the rest of the file is one cell."""

    code = "quote_unclosed"
    sentence = "row {row}, column {column}: a quote is opened and never closed; close or remove it"
    row: int
    column: str


class CellTooBig(FileRefused):
    """A cell is longer than a book."""

    code = "cell_too_big"
    sentence = (
        "row {row}, column {column}: the cell is longer than {limit} characters;"
        " shorten it, or close a quote that is left open"
    )
    row: int
    column: str
    limit: int


class RowTooWide(FileRefused):
    """A row has more cells than any table has columns."""

    code = "row_too_wide"
    sentence = "row {row} has more than {limit} columns; check which character separates them"
    row: int
    limit: int


class HeadersRepeated(FileRefused):
    """Two columns have one name, so nobody can say which of them is meant."""

    code = "headers_repeated"
    sentence = "row {row}: columns {columns} are both called {name}; rename one of them"
    row: int
    name: str
    columns: str


class HeaderRowUnknown(FileRefused):
    """Somebody names a header row behind the end of the file."""

    code = "header_row_unknown"
    sentence = "the file has no row {row} that could be its header; it ends before"
    row: int
