"""How cells of a file are read, shown cell by cell: 05.03.2026 is 5 March 2026."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kvota.domain.errors import RuleError
from kvota.domain.importing.blanks import is_blank
from kvota.domain.importing.cells import NumberCell, cell_text
from kvota.domain.importing.dates import written_date
from kvota.domain.importing.formats import DateDecision, Formats, NumberDecision
from kvota.domain.importing.numbers import read_number
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.language.formats import Formats as Written

ORDERS = ("dmy", "mdy", "ymd")


@dataclass(frozen=True)
class Reading:
    """A column with one of its cells and what is understood by it; `is_open` where that must be asked."""

    column: str
    cell: str
    means: str
    proof: str
    is_open: bool


def readings(file: AnsweredFile, written: Written) -> list[Reading]:
    """One cell of every date and number column that the file is known to have."""
    formats = file.formats
    found = []
    for field, decision in {**formats.dates, **formats.numbers}.items():
        cell = _first_cell(file, field, ambiguous=decision.is_open)
        if cell is None:
            continue
        found.append(
            Reading(
                column=file.columns.column(field),
                cell=str(cell)[:60],
                means=_means(field, cell, formats, written),
                proof=_proof(decision),
                is_open=decision.is_open,
            )
        )
    return found


def _first_cell(file: AnsweredFile, field: str, *, ambiguous: bool) -> str | None:
    place = file.columns.places[field]
    cells = [
        cells[place]
        for cells in file.source.sample_cells()
        if place < len(cells) and not is_blank(cells[place])
    ]
    if ambiguous and field in file.formats.dates:
        two_ways = (cell for cell in cells if len(set(days_of(cell, file.formats).values())) > 1)
        return next(two_ways, cells[0] if cells else None)
    return cells[0] if cells else None


def days_of(cell: str, formats: Formats) -> dict[str, str]:
    """Every day a cell can mean, by order, as ISO; none for what is no date."""
    try:
        found = written_date(cell_text(cell), epoch=formats.epoch).readings
    except RuleError:
        return {}
    return {order: day.isoformat() for order, day in found.items()}


def _means(field: str, cell: str, formats: Formats, written: Written) -> str:
    try:
        if field in formats.numbers:
            if formats.numbers[field].is_open:
                return ""
            text = cell if isinstance(cell, NumberCell) else cell_text(cell)
            return written.number(read_number(text, decimal=formats.decimal_of(field)))
        days = written_date(cell_text(cell), epoch=formats.epoch).readings
    except RuleError:
        return _("not readable")
    order = formats.order_of(field)
    if order in days:
        return written.day_long(days[order])
    different = dict.fromkeys(days.values())
    if len(different) == 1:
        return written.day_long(next(iter(different)))
    first, second = (written.day_long(day) for day in list(different)[:2])
    return _("%(first)s or %(second)s?") % {"first": first, "second": second}


def read_as(cell: str, answer: str, written: Written, *, is_date: bool) -> str:
    """What a cell says if the answer holds for its column; empty if it cannot be read so."""
    try:
        if not is_date:
            return written.number(read_number(cell_text(cell), decimal="," if answer == "," else "."))
        days = dict[str, date](written_date(cell_text(cell)).readings)
    except RuleError:
        return ""
    return written.day_long(days[answer]) if answer in days else ""


def _proof(decision: DateDecision | NumberDecision) -> str:
    """The cell that decided, where one did and nobody said otherwise."""
    decided = decision.order if isinstance(decision, DateDecision) else decision.decimal
    if decision.answered or decided is None or not decision.evidence or decision.against:
        return ""
    seen = decision.evidence[0]
    return _("because of row %(row)s: %(value)s") % {"row": seen.row, "value": seen.value}
