"""A block pasted from a spreadsheet: a channel in the first column, then a number for each week."""

from __future__ import annotations

from datetime import date

from kvota.actions.record_supply import Said
from kvota.domain.errors import RuleError
from kvota.domain.importing.numbers import read_number
from kvota.language.formats import Formats
from kvota.language.typed_money import DECIMAL_MARKS, typed_money

MOST_ROWS = 500
#: What the cells of the page show, and which column of an entry they are.
SHOWN = {"leads": "expected", "planned": "planned_minor", "spent": "spent_minor"}


class SupplyBlockCell(RuleError):
    """A cell of the block is no number of leads, or no sum."""

    code = "supply_block_cell"
    sentence = "row {row}, column {column}: {value!r} is not read"
    row: int
    column: int
    value: str


class SupplyBlockWide(RuleError):
    code = "supply_block_wide"
    sentence = "row {row} has more columns than the {weeks} weeks"
    row: int
    weeks: int


def typed_cell(text: str, shown: str, formats: Formats) -> int | None:
    """A cell as its language writes it: whole leads, or a sum in minor units; None where it is empty.

    Raises
    ------
    RuleError
        It is no number, or leads are not whole: "5,0" is five, "5,5" is nobody's count.
    """
    if not text.strip():
        return None
    if shown != "leads":
        return typed_money(text, formats).minor
    number = read_number(text, decimal=DECIMAL_MARKS[formats.region.language])
    if number != int(number):
        raise SupplyBlockCell(row=1, column=1, value=text[:40])
    return int(number)


def said_by_block(text: str, *, weeks: tuple[date, ...], shown: str, formats: Formats) -> list[Said]:
    """Read a block as it is copied from a spreadsheet: tabs between columns, a line for each channel.

    Empty cells say nothing. The first fault is refused with its row and column.
    """
    found = []
    for row, line in enumerate(text.replace("\r", "").split("\n")[:MOST_ROWS], start=1):
        name, *cells = line.split("\t")
        if not name.strip():
            continue
        while cells and not cells[-1].strip():
            cells.pop()
        if len(cells) > len(weeks):
            raise SupplyBlockWide(row=row, weeks=len(weeks))
        for place, cell in enumerate(cells):
            try:
                value = typed_cell(cell, shown, formats)
            except RuleError:
                raise SupplyBlockCell(row=row, column=place + 2, value=cell[:40]) from None
            if value is not None:
                found.append(Said(name, weeks[place], {SHOWN[shown]: value}))
    return found
