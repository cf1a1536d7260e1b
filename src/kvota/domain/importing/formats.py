"""How the dates and numbers of a file are to be read: decided column by column, with the evidence.

A column is asked as a whole. One date such as 03/15/2026 proves that the month comes first in
its column, one number such as 1,234.56 what its comma means. Where nothing proves anything, or
two cells prove opposite things, the answer stays open and a person is asked; other columns of
the file may then suggest an answer, never give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from kvota.domain.errors import RuleError
from kvota.domain.importing.blanks import is_blank, is_no_date
from kvota.domain.importing.cells import NumberCell, cell_text
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.dates import LONGEST_DATE, DateOrder, Epoch, written_date
from kvota.domain.importing.faults import shown
from kvota.domain.importing.numbers import DecimalMark, decimal_mark_of, quick_number, written_number

EXAMPLES_KEPT = 20
_KNOWN_KEPT = 20_000


class FormatUnknown(RuleError):
    """Somebody answers with an order of dates or a decimal mark that does not exist."""

    code = "format_unknown"
    sentence = "{answer} is not an answer; expected one of {answers}"
    answer: str
    answers: str


@dataclass(frozen=True)
class Seen:
    """A cell that proves or leaves open how its column is written."""

    row: int
    value: str


@dataclass(frozen=True)
class DateDecision:
    """How the dates of one column are read, and why.

    Parameters
    ----------
    order
        The order to read by; None when no cell needs one, or when it must be asked.
    values
        Cells that hold something.
    evidence
        Cells that prove `order`, the first few.
    against
        Cells that prove another order; then nothing is decided.
    ambiguous
        How many cells have two readings.
    ambiguous_rows
        Their rows, the first twenty.
    serials
        How many cells are numbers of days, as Excel stores dates.
    unreadable
        How many cells are no dates at all.
    suggestion
        What the other columns of the file would say. Never used by itself.
    answered
        A person said so.
    """

    order: DateOrder | None = None
    values: int = 0
    evidence: tuple[Seen, ...] = ()
    against: tuple[Seen, ...] = ()
    ambiguous: int = 0
    ambiguous_rows: tuple[int, ...] = ()
    serials: int = 0
    unreadable: int = 0
    suggestion: DateOrder | None = None
    answered: bool = False

    @property
    def is_open(self) -> bool:
        """A person has to say how to read the ambiguous cells."""
        return self.ambiguous > 0 and self.order is None


@dataclass(frozen=True)
class NumberDecision:
    """How the numbers of one column are read, and why; the fields mean what `DateDecision` says."""

    decimal: DecimalMark | None = None
    values: int = 0
    evidence: tuple[Seen, ...] = ()
    against: tuple[Seen, ...] = ()
    ambiguous: int = 0
    ambiguous_rows: tuple[int, ...] = ()
    unreadable: int = 0
    suggestion: DecimalMark | None = None
    answered: bool = False

    @property
    def is_open(self) -> bool:
        """A person has to say which mark stands before the decimals."""
        return self.ambiguous > 0 and self.decimal is None


@dataclass(frozen=True)
class Formats:
    """The decisions for a whole file, by field.

    Parameters
    ----------
    dates, numbers
        A decision for each date and number field of the map.
    epoch
        Excel's calendar for dates stored as numbers; a workbook says which, a CSV file cannot.
    zone
        The company's time zone, for instants that carry another.
    """

    dates: Mapping[str, DateDecision] = field(default_factory=dict)
    numbers: Mapping[str, NumberDecision] = field(default_factory=dict)
    epoch: Epoch = 1900
    zone: tzinfo | None = None

    def order_of(self, name: str) -> DateOrder | None:
        decision = self.dates.get(name)
        return decision.order if decision else None

    def decimal_of(self, name: str) -> DecimalMark | None:
        decision = self.numbers.get(name)
        return decision.decimal if decision else None

    @property
    def open_fields(self) -> tuple[str, ...]:
        """The fields about which a person must be asked before the file is read."""
        asked: dict[str, DateDecision | NumberDecision] = {**self.dates, **self.numbers}
        return tuple(name for name, decision in asked.items() if decision.is_open)

    def with_order(self, order: str, *, only: str | None = None) -> Formats:
        """Return the formats with a person's answer about the dates: "dmy", "mdy" or "ymd".

        Raises
        ------
        FormatUnknown
            Another answer.
        """
        chosen = _date_order(order)
        dates = {
            name: replace(decision, order=chosen, answered=True) if only in (None, name) else decision
            for name, decision in self.dates.items()
        }
        return replace(self, dates=dates)

    def with_decimal(self, mark: str, *, only: str | None = None) -> Formats:
        """Return the formats with a person's answer about the decimal mark: "." or ",".

        Raises
        ------
        FormatUnknown
            Another answer.
        """
        chosen = _decimal_mark(mark)
        numbers = {
            name: replace(decision, decimal=chosen, answered=True) if only in (None, name) else decision
            for name, decision in self.numbers.items()
        }
        return replace(self, numbers=numbers)


def _date_order(answer: str) -> DateOrder:
    orders: dict[str, DateOrder] = {"dmy": "dmy", "mdy": "mdy", "ymd": "ymd"}
    if answer not in orders:
        raise FormatUnknown(answer=shown(answer), answers="dmy, mdy, ymd")
    return orders[answer]


def _decimal_mark(answer: str) -> DecimalMark:
    marks: dict[str, DecimalMark] = {".": ".", ",": ",", "point": ".", "comma": ","}
    if answer not in marks:
        raise FormatUnknown(answer=shown(answer), answers='".", ","')
    return marks[answer]


class DateEvidence:
    """Gathers what the cells of one date column prove."""

    def __init__(self, epoch: Epoch = 1900) -> None:
        self._epoch = epoch
        self._values = self._serials = self._unreadable = self._ambiguous = self._open = 0
        self._known: set[str] = set()  # texts that settle themselves: days repeat
        self._ambiguous_rows: list[int] = []
        self._readable_as: dict[DateOrder, int] = {"dmy": 0, "mdy": 0, "ymd": 0}
        self._proofs: dict[DateOrder, list[Seen]] = {"dmy": [], "mdy": [], "ymd": []}

    def see(self, row: int, text: str) -> None:
        """Take one cell into account."""
        if text in self._known:
            self._values += 1
            return
        if is_no_date(text):
            return
        self._values += 1
        try:
            written = written_date(cell_text(text), epoch=self._epoch)
        except RuleError:
            self._unreadable += 1
            return
        if written.settled:
            self._serials += written.is_serial
            if not written.is_serial and len(self._known) < _KNOWN_KEPT and len(text) <= LONGEST_DATE:
                self._known.add(text)
            return
        self._open += 1
        for order in written.readings:
            self._readable_as[order] += 1
        if len(written.readings) == 1:
            (only,) = written.readings
            if len(self._proofs[only]) < EXAMPLES_KEPT:
                self._proofs[only].append(Seen(row, shown(text)))
        elif len(set(written.readings.values())) > 1:
            self._ambiguous += 1
            if len(self._ambiguous_rows) < EXAMPLES_KEPT:
                self._ambiguous_rows.append(row)

    def decide(self) -> DateDecision:
        """Return the order that fits every cell, if one does and another does not."""
        fitting = [order for order, cells in self._readable_as.items() if cells == self._open]
        order = fitting[0] if self._open and len(fitting) == 1 else None
        proofs = self._proofs[order] if order else max(self._proofs.values(), key=len)
        against = [seen for seens in self._proofs.values() if seens is not proofs for seen in seens]
        return DateDecision(
            order=order,
            values=self._values,
            evidence=tuple(proofs[:3]),
            against=tuple(against[:3]),
            ambiguous=self._ambiguous,
            ambiguous_rows=tuple(self._ambiguous_rows),
            serials=self._serials,
            unreadable=self._unreadable,
        )


class NumberEvidence:
    """Gathers what the cells of one number column prove."""

    def __init__(self) -> None:
        self._values = self._unreadable = self._ambiguous = 0
        self._ambiguous_rows: list[int] = []
        self._proofs: dict[DecimalMark, list[Seen]] = {".": [], ",": []}

    def see(self, row: int, text: str) -> None:
        """Take one cell into account."""
        if isinstance(text, NumberCell):  # stored as a number: it proves nothing about texts
            self._values += 1
            return
        quick = quick_number(text)
        if quick is None and is_blank(text):
            return
        self._values += 1
        try:
            mark = quick[1] if quick else decimal_mark_of(written_number(cell_text(text)).body)
        except RuleError:
            self._unreadable += 1
            return
        if mark == "?":
            self._ambiguous += 1
            if len(self._ambiguous_rows) < EXAMPLES_KEPT:
                self._ambiguous_rows.append(row)
        elif mark and len(self._proofs[mark]) < EXAMPLES_KEPT:
            self._proofs[mark].append(Seen(row, shown(text)))

    def decide(self) -> NumberDecision:
        """Return the decimal mark that the cells prove, unless they prove both."""
        proven: list[DecimalMark] = [mark for mark, seen in self._proofs.items() if seen]
        decimal = proven[0] if len(proven) == 1 else None
        evidence, against = self._proofs[decimal or "."], self._proofs["." if decimal == "," else ","]
        return NumberDecision(
            decimal=decimal,
            values=self._values,
            evidence=tuple(evidence[:3]),
            against=tuple(against[:3]),
            ambiguous=self._ambiguous,
            ambiguous_rows=tuple(self._ambiguous_rows),
            unreadable=self._unreadable,
        )


def decide_formats(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    *,
    epoch: Epoch = 1900,
    zone: tzinfo | None = None,
    delimiter: str = "",
) -> Formats:
    """Read the date and number columns of a whole file once and decide how to read each.

    Parameters
    ----------
    rows
        Every row of the file, as `SourceFile.rows()` gives them. A sample would not do: the one
        date that proves the order may be the last.
    columns
        Which column is what.
    epoch, zone
        As `Formats`.
    delimiter
        The file's; a semicolon suggests a decimal comma, because it is used where the comma
        is taken.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> columns = map_columns(["id", "day"], kind="deals", guessed={"id": 0, "created_on": 1})
    >>> formats = decide_formats([(2, ["1", "03/04/2026"]), (3, ["2", "03/15/2026"])], columns)
    >>> formats.order_of("created_on"), formats.dates["created_on"].evidence
    ('mdy', (Seen(row=3, value='03/15/2026'),))
    """
    dates = {name: DateEvidence(epoch) for name in columns.date_fields}
    numbers = {name: NumberEvidence() for name in columns.number_fields}
    gatherers: list[tuple[int, DateEvidence | NumberEvidence]] = [
        (columns.places[name], evidence) for name, evidence in (dates | numbers).items()
    ]
    width = len(columns.header)
    for row, cells in rows:
        if len(cells) == width:  # a ragged row is refused later; its cells may stand anywhere
            for place, evidence in gatherers:
                if cells[place]:
                    evidence.see(row, cells[place])
    date_decisions = {name: evidence.decide() for name, evidence in dates.items()}
    number_decisions = {name: evidence.decide() for name, evidence in numbers.items()}
    return Formats(
        _suggest_orders(date_decisions), _suggest_marks(number_decisions, delimiter), epoch=epoch, zone=zone
    )


def _suggest_orders(decisions: dict[str, DateDecision]) -> dict[str, DateDecision]:
    orders = {decision.order for decision in decisions.values() if decision.order}
    suggestion = orders.pop() if len(orders) == 1 else None
    return {
        name: replace(decision, suggestion=suggestion) if decision.is_open else decision
        for name, decision in decisions.items()
    }


def _suggest_marks(decisions: dict[str, NumberDecision], delimiter: str) -> dict[str, NumberDecision]:
    marks = {decision.decimal for decision in decisions.values() if decision.decimal}
    if not marks and delimiter == ";":
        marks = {","}
    suggestion = marks.pop() if len(marks) == 1 else None
    return {
        name: replace(decision, suggestion=suggestion) if decision.is_open else decision
        for name, decision in decisions.items()
    }
