"""Tables written for spreadsheets so that no text of ours is ever computed there.

A client called `=HYPERLINK("http://…")` is harmless here and a trap for whoever opens the export.
So text that a spreadsheet would take for a formula gets an apostrophe before it, which our own
import takes off again; numbers stay numbers, negative ones too. In a workbook every text is
stored as text.

Source: OWASP, CSV injection; CWE-1236.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from kvota.domain.errors import RuleError
from kvota.domain.importing.cells import STARTS_A_FORMULA

CellValue = str | int | Decimal | date | datetime | bool | None

_NUMBER = re.compile(r"[+-]?[0-9][0-9 \u00a0\u202f]*(?:[.,][0-9]+)?")
_ROWS_AT_ONCE = 500
MOST_XLSX_ROWS = 1_048_576
_LONGEST_XLSX_TEXT = 32_767
_WHOLE_DIGITS = 15  # a spreadsheet rounds what has more


class ExportTooLong(RuleError):
    """A workbook sheet cannot hold so many rows; cut off, it would look complete."""

    code = "export_too_long"
    sentence = "a sheet holds at most {limit} rows; take the CSV file, or a shorter period"
    limit: int


def safe_text(text: str) -> str:
    """Return text that no spreadsheet computes.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text("+7 495 123-45-67"), safe_text("-120,50"), safe_text("Acme")
    ("'=1+1", "'+7 495 123-45-67", '-120,50', 'Acme')
    """
    if text.lstrip("' ").startswith(STARTS_A_FORMULA) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def delimiter_of(language: str) -> str:
    """Return what separates columns where this language is spoken: Excel expects the local one.

    Examples
    --------
    >>> delimiter_of("ru"), delimiter_of("bg"), delimiter_of("en"), delimiter_of("zh-hans")
    (';', ';', ',', ',')
    """
    return ";" if language.split("-")[0] in {"ru", "bg"} else ","


def csv_pieces(
    header: Sequence[str], rows: Iterable[Sequence[CellValue]], *, language: str
) -> Iterator[bytes]:
    """Write a CSV file piece by piece, to be sent while it is made.

    Parameters
    ----------
    header, rows
        Money as Decimal in major units, days as dates, the rest as it is.
    language
        Decides the separator and the decimal mark.

    Returns
    -------
    UTF-8 with a byte-order mark: without it Excel reads Cyrillic as mojibake.
    """
    decimal_comma = delimiter_of(language) == ";"
    page = StringIO()
    writer = csv.writer(page, delimiter=delimiter_of(language), lineterminator="\r\n")
    page.write("\ufeff")
    writer.writerow([safe_text(name) for name in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([_csv_cell(value, decimal_comma=decimal_comma) for value in row])
        if number % _ROWS_AT_ONCE == 0:
            yield page.getvalue().encode()
            page.seek(0)
            page.truncate()
    yield page.getvalue().encode()


def tab_separated(header: Sequence[str], rows: Iterable[Sequence[CellValue]], *, language: str) -> str:
    """Write a table as spreadsheets paste it: cells by tabs, rows by lines, no quotes and no byte-order mark.

    A tab or a line break inside a text becomes a space: pasted, it would begin another cell.

    Examples
    --------
    >>> tab_separated(["Client", "Sum"], [["=A\\tB", Decimal("1.50")]], language="ru").splitlines()
    ['Client\\tSum', "'=A B\\t1,50"]
    """
    decimal_comma = delimiter_of(language) == ";"
    lines = ([_csv_cell(value, decimal_comma=decimal_comma) for value in row] for row in rows)
    whole = [[safe_text(head) for head in header], *lines]
    return "".join("\t".join(" ".join(cell.split()) for cell in line) + "\r\n" for line in whole)


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[CellValue]], *, language: str
) -> None:
    """Write a CSV file; see `csv_pieces`."""
    with path.open("wb") as stream:
        stream.writelines(csv_pieces(header, rows, language=language))


def _csv_cell(value: CellValue, *, decimal_comma: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return safe_text(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.replace(".", ",") if decimal_comma else text
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_xlsx(
    target: Path | BinaryIO, sheet: str, header: Sequence[str], rows: Iterable[Sequence[CellValue]]
) -> None:
    """Write a workbook of one sheet, row by row, in constant memory.

    Parameters
    ----------
    target
        A path or a stream.
    sheet
        Its name; what Excel forbids in names is left out, and it is cut to 31 characters.
    header, rows
        As for CSV. Numbers of more than 15 digits are written as text, exactly.

    Raises
    ------
    ExportTooLong
        More rows than a sheet holds.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "remove_timezone": True,
    }
    with xlsxwriter.Workbook(target if not isinstance(target, Path) else str(target), options) as book:
        page = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet)[:31].strip() or "Sheet")
        formats = _Formats(book)
        page.freeze_panes(1, 0)
        for place, name in enumerate(header):
            page.write_string(0, place, name[:_LONGEST_XLSX_TEXT], formats.header)
        for number, row in enumerate(rows, start=1):
            if number >= MOST_XLSX_ROWS:
                raise ExportTooLong(limit=MOST_XLSX_ROWS - 1)
            for place, value in enumerate(row):
                _xlsx_cell(page, number, place, value, formats)


class _Formats:
    """How kinds of cells look, each made once: a workbook holds a limited number."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._decimals: dict[int, Any] = {}
        self.header = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})

    def decimals(self, count: int) -> Any:
        if count not in self._decimals:
            pattern = "#,##0" + ("." + "0" * count if count else "")
            self._decimals[count] = self._book.add_format({"num_format": pattern})
        return self._decimals[count]


def _xlsx_cell(page: Any, row: int, place: int, value: CellValue, formats: _Formats) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        page.write_boolean(row, place, value)
    elif isinstance(value, datetime):
        page.write_datetime(row, place, value, formats.moment)
    elif isinstance(value, date):
        page.write_datetime(row, place, datetime(value.year, value.month, value.day), formats.day)
    elif isinstance(value, int) and len(str(abs(value))) <= _WHOLE_DIGITS:
        page.write_number(row, place, value)
    elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= _WHOLE_DIGITS:
        exponent = value.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        page.write_number(row, place, value, formats.decimals(decimals))
    else:
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if len(text) > _LONGEST_XLSX_TEXT:
            text = text[: _LONGEST_XLSX_TEXT - 1] + "…"  # seen, where xlsxwriter would drop the cell
        page.write_string(row, place, text)
