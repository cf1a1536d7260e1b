"""A list or a report as a file: the same rows as on the screen, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO

from django.http import Http404, HttpResponse

from kvota.integrations.files.spreadsheet_safe import csv_pieces, tab_separated, write_xlsx
from kvota.web.review import list_tables, metric_tables, report_tables
from kvota.web.review.list_tables import Table
from kvota.web.seat_in_force import Asked

TABLES: Mapping[str, Callable[[Asked], Table]] = {
    "deals": list_tables.deals,
    "actual": list_tables.actual,
    "contracts": list_tables.contracts,
    "moves": list_tables.moves,
    "tries": list_tables.tries,
    "receivables": list_tables.receivables,
    "changes": list_tables.changes,
    "cohort": list_tables.cohort,
    "metric": metric_tables.metric,
    "work": metric_tables.work,
    "funnel": report_tables.funnel,
    "review": report_tables.parts,
    "periods": report_tables.periods,
    "days": report_tables.days,
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(request: Asked, what: str, ending: str) -> HttpResponse:
    """A list or a report as CSV with a BOM, as XLSX, or as the text "copy as table" takes; else 404.

    Not streamed: the answer would be written after the company's scope and language are closed.
    """
    if what not in TABLES or ending not in _WRITERS:
        raise Http404
    header, rows = TABLES[what](request)
    content_type, write = _WRITERS[ending]
    response = HttpResponse(write(header, rows, request.LANGUAGE_CODE, what), content_type=content_type)
    if ending != "tsv":
        name = f"kvota-{what}-{request.today.isoformat()}.{ending}"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(header: list[str], rows: list[list[list_tables.CellValue]], language: str, what: str) -> bytes:
    return b"".join(csv_pieces(header, rows, language=language))


def _xlsx(header: list[str], rows: list[list[list_tables.CellValue]], language: str, what: str) -> bytes:
    book = BytesIO()
    write_xlsx(book, what, header, rows)
    return book.getvalue()


def _tsv(header: list[str], rows: list[list[list_tables.CellValue]], language: str, what: str) -> bytes:
    return tab_separated(header, rows, language=language).encode()


_WRITERS: Mapping[
    str, tuple[str, Callable[[list[str], list[list[list_tables.CellValue]], str, str], bytes]]
] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": (XLSX, _xlsx),
    "tsv": ("text/tab-separated-values; charset=utf-8", _tsv),
}
