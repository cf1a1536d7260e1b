"""Reads the cells of one row after another by field, and collects what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from kvota.domain.errors import RuleError
from kvota.domain.exact_number import NotWhole
from kvota.domain.importing.aliases import Aliases
from kvota.domain.importing.blanks import is_blank, is_no_date
from kvota.domain.importing.cells import NumberCell, cell_text
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.currency_words import currency_code
from kvota.domain.importing.dates import read_date, read_instant
from kvota.domain.importing.faults import Fault, shown
from kvota.domain.importing.fields import LONGEST_OTHER_TEXT, LONGEST_TEXT
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.numbers import quick_number, read_number, written_number
from kvota.domain.importing.seen_keys import SeenKeys
from kvota.domain.importing.text import clean, matching_key
from kvota.domain.money.amount import minor_units
from kvota.domain.money.currencies import EXPONENTS
from kvota.domain.selling.tags import LONGEST_TAG

_MANGLED_BY_EXCEL = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}", re.IGNORECASE)
# Both bound the memory: a hostile file may have a million names, or names of a megabyte.
_CACHED, _LONGEST_CACHED = 20_000, 400


class RowRagged(RuleError):
    """A row has more or fewer cells than the header: its values stand under wrong names."""

    code = "row_ragged"
    sentence = (
        "the row has {cells} cells and the header has {columns}; put a text that holds the separator"
        " or a line break into quotes"
    )
    cells: int
    columns: int


class CellTooLong(RuleError):
    """A text is longer than any name: it belongs to another column."""

    code = "text_too_long"
    sentence = "{value} has {length} characters and at most {limit} fit; shorten it or map another column"
    value: str
    length: int
    limit: int


class CellMissing(RuleError):
    """A cell is empty that a row cannot do without."""

    code = "cell_missing"
    sentence = "the cell is empty; fill in the {field}"
    field: str


class AmountNegative(RuleError):
    """A sum is below zero."""

    code = "amount_negative"
    sentence = "{value} is below zero; write a refund as a refund, and an amount without the minus"
    value: str


class CurrencyDiffers(RuleError):
    """The sign beside a sum is not of the currency of its row."""

    code = "currency_differs"
    sentence = "{value} is not in {currency}; correct the sign or the currency of the row"
    value: str
    currency: str


class IdMangled(RuleError):
    """A spreadsheet has turned a long number into 1.23E+15; its digits are gone."""

    code = "id_mangled"
    sentence = "{value} is a rounded number, not the original; export the file anew with this column as text"
    value: str


class RepeatedInFile(RuleError):
    """Two rows of one file have one key; nobody can know which of them is meant."""

    code = "repeated_in_file"
    sentence = "{value} is also in row {first_row}; keep one of the two rows"
    value: str
    first_row: int


class RowReader:
    """The cells of the current row, by field.

    One object serves a whole file: `rows` moves it on, the other methods read the row it stands
    on. A cell that cannot be read gives None and leaves a fault in `faults`, so one pass shows
    everything that is wrong with the row.
    """

    def __init__(self, columns: ColumnMap, formats: Formats, *, currency: str, aliases: Aliases) -> None:
        self.columns = columns
        self.row = 0
        self.faults: list[Fault] = []
        self._cells: Sequence[str] = ()
        self._width = len(columns.header)
        self._others = tuple((place, columns.header[place]) for place in columns.unmapped)
        self._tags = tuple((place, clean(columns.header[place])) for place in columns.kept)
        self._formats = formats
        self._currency = currency
        self._aliases = aliases
        # Names repeat: the cleaned text of a cell is kept for as long as it fits.
        self._texts: dict[str, dict[str, str]] = {field: {} for field in columns.places}
        self._days: dict[str, dict[str, date]] = {field: {} for field in columns.date_fields}
        self._cleaned: dict[str, str] = {}
        self._codes: dict[str, str] = {}
        self._seen = SeenKeys()

    def read(self, row: int, cells: Sequence[str]) -> bool:
        """Move on to a row; False, with a fault, if its cells do not fit the header."""
        self.row = row
        if self.faults:
            self.faults = []  # a new list: the last row's has been given away
        width = self._width
        if len(cells) > width and not any(cells[width:]):
            cells = cells[:width]  # separators behind the last column, as some exports write
        self._cells = cells
        if len(cells) != width:
            self.faults.append(Fault.at(row, "", RowRagged(cells=len(cells), columns=width)))
        return len(cells) == width

    def refuse(self, field: str, refusal: RuleError, *, value: str = "") -> None:
        """Add a fault at a field of this row."""
        self.faults.append(Fault.at(self.row, self.columns.column(field), refusal, value=value))

    def faults_in(self, *fields: str) -> bool:
        """Say whether one of these fields of the row is already refused."""
        names = {self.columns.column(field) for field in fields}
        return any(fault.column in names for fault in self.faults)

    def raw(self, field: str) -> str:
        """Return the cell as the file has it; empty when the file lacks the column."""
        place = self.columns.places.get(field)
        return "" if place is None else self._cells[place]

    def text(self, field: str) -> str | None:
        """Return a name: cleaned, and the one that is meant where a person has said so."""
        cell = self.raw(field)
        if not cell:
            return None
        kept = self._texts[field]
        if (known := kept.get(cell)) is not None:
            return known or None
        try:
            found = self._text(field, cell)
        except RuleError as refusal:
            self.refuse(field, refusal, value=cell)
            return None
        if len(kept) < _CACHED and len(cell) <= _LONGEST_CACHED:
            kept[cell] = found
        return found or None

    def _text(self, field: str, cell: str) -> str:
        if is_blank(cell):
            return ""
        text = clean(cell_text(cell))
        limit = LONGEST_TEXT.get(field, LONGEST_OTHER_TEXT)
        if len(text) > limit:
            raise CellTooLong(value=shown(text), length=len(text), limit=limit)
        aliases = self._aliases.get(field)
        return aliases.get(matching_key(text), text) if aliases else text

    def needed(self, field: str) -> str | None:
        """Return a name that may not be missing."""
        found = self.text(field)
        if found is None and not self.faults_in(field):
            self.refuse(field, CellMissing(field=field))
        return found

    def id(self, field: str) -> str | None:
        """Return a key of another system, exactly as written; refuse one that Excel has rounded."""
        found = self.text(field)
        if found and "+" in found and _MANGLED_BY_EXCEL.fullmatch(found):
            self.refuse(field, IdMangled(value=shown(found)), value=found)
            return None
        return found

    def only_once(self, field: str, key: str | None) -> None:
        """Refuse the row if an earlier row of the file had this key."""
        if key and (first := self._seen.first_row(key, self.row)) is not None:
            self.refuse(field, RepeatedInFile(value=shown(key), first_row=first), value=key)

    def day(self, field: str) -> date | None:
        """Return the day in a cell."""
        cell = self.raw(field)
        if not cell:
            return None
        kept = self._days[field]
        if (known := kept.get(cell)) is not None:
            return known
        if is_no_date(cell):
            return None
        formats = self._formats
        try:
            found = read_date(
                cell_text(cell), order=formats.order_of(field), epoch=formats.epoch, zone=formats.zone
            )
        except RuleError as refusal:
            self.refuse(field, refusal, value=cell)
            return None
        if len(kept) < _CACHED and len(cell) <= _LONGEST_CACHED:
            kept[cell] = found
        return found

    def instant(self, field: str) -> datetime | None:
        """Return the moment in a cell, in UTC."""
        cell = self.raw(field)
        if is_no_date(cell):
            self.refuse(field, CellMissing(field=field))
            return None
        formats = self._formats
        try:
            found = read_instant(
                cell_text(cell), order=formats.order_of(field), epoch=formats.epoch, zone=formats.zone or UTC
            )
        except RuleError as refusal:
            self.refuse(field, refusal, value=cell)
            return None
        return found.astimezone(UTC)

    def currency(self) -> str | None:
        """Return the currency of the row by its own column; None where the file has none."""
        cell = self.raw("currency")
        if not cell:
            return None
        if (known := self._codes.get(cell)) is not None:
            return known
        if is_blank(cell):
            return None
        try:
            found = currency_code(cell_text(cell))
        except RuleError as refusal:
            self.refuse("currency", refusal, value=cell)
            return None
        if len(self._codes) < _CACHED and len(cell) <= _LONGEST_CACHED:
            self._codes[cell] = found
        return found

    def money(self, field: str, currency: str | None) -> tuple[int | None, str]:
        """Return a sum in minor units, None when empty, with its currency.

        The currency is the row's own, else what the sign beside the digits says, else the file's.
        """
        fallback = currency or self._currency
        cell = self.raw(field)
        if not cell:
            return None, fallback
        if (quick := quick_number(cell)) and len(quick[2]) <= (decimals := EXPONENTS.get(fallback, -1)):
            return int(quick[0] + quick[2].ljust(decimals, "0")), fallback
        if is_blank(cell):
            return None, fallback
        try:
            text = cell_text(cell) if not isinstance(cell, NumberCell) else cell
            number = read_number(text, decimal=self._formats.decimal_of(field))
            meant = () if isinstance(text, NumberCell) else written_number(text).currencies
            if meant and fallback not in meant:
                if currency is not None:
                    raise CurrencyDiffers(value=shown(cell), currency=currency)
                fallback = meant[0]
            if number < 0:
                raise AmountNegative(value=shown(cell))
            return minor_units(number, fallback), fallback
        except RuleError as refusal:
            self.refuse(field, refusal, value=cell)
            return None, fallback

    def count(self, field: str) -> int | None:
        """Return how many there are, zero or more and whole; None when empty."""
        cell = self.raw(field)
        if not cell or is_blank(cell):
            return None
        try:
            text = cell_text(cell) if not isinstance(cell, NumberCell) else cell
            number = read_number(text, decimal=self._formats.decimal_of(field))
            if number < 0:
                raise AmountNegative(value=shown(cell))
            if number != int(number):
                raise NotWhole(name=self.columns.column(field), value=shown(cell))
            return int(number)
        except RuleError as refusal:
            self.refuse(field, refusal, value=cell)
            return None

    def tags(self) -> Iterator[tuple[str, str]]:
        """Give the columns kept as tags that hold something; an error of the spreadsheet says nothing."""
        for place, name in self._tags:
            cell = self._cells[place]
            if not cell or is_blank(cell):
                continue
            try:
                text = clean(cell_text(cell))
            except RuleError:
                continue
            if len(text) > LONGEST_TAG:
                long = CellTooLong(value=shown(text), length=len(text), limit=LONGEST_TAG)
                self.faults.append(Fault.at(self.row, self.columns.header[place], long, value=cell))
            elif text:
                yield name, text

    def others(self) -> Iterator[tuple[str, str]]:
        """Give the columns without a field that hold something: (header, text)."""
        kept = self._cleaned
        for place, name in self._others:
            cell = self._cells[place]
            if not cell:
                continue
            text = kept.get(cell)
            if text is None:
                text = "" if is_blank(cell) else clean(cell)
                if len(kept) < _CACHED and len(cell) <= _LONGEST_CACHED:
                    kept[cell] = text
            if text:
                yield name, text
