"""What one cell holds once the file's own wrapping is off: text, a number, or a reason to refuse it."""

from __future__ import annotations

import re

from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import shown
from kvota.domain.importing.word_list import words

# Written by a spreadsheet instead of a value; Excel translates them, so a CSV saved in Russia
# holds #Н/Д where the same file saved in London holds #N/A.
ERROR_VALUES = frozenset(
    words(
        """#N/A | #REF! | #VALUE! | #DIV/0! | #NAME? | #NUM! | #NULL! | #SPILL! | #CALC! | #FIELD! |
        #GETTING_DATA | #Н/Д | #ССЫЛКА! | #ЗНАЧ! | #ДЕЛ/0! | #ИМЯ? | #ЧИСЛО! | #ПУСТО!"""
    )
)
# Before these our own export puts an apostrophe, or a spreadsheet would compute the text.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_TEXT_AS_FORMULA = re.compile(r'="((?:[^"]|"")*)"')


class NumberCell(str):
    """A cell that the file itself stores as a number, written with a decimal point.

    A CSV file holds only text, and its "1.234" may be a thousand. A workbook stores the
    number, so there is nothing to decide; this type carries that knowledge through lists of text.
    """

    __slots__ = ()


class CellIsError(RuleError):
    """A cell shows an error of the spreadsheet."""

    code = "cell_is_error"
    sentence = "{value} is an error of the spreadsheet; mend the formula or write the value"
    value: str


class FormulaWithoutValue(RuleError):
    """A cell holds a formula that nobody has computed. It is never computed here."""

    code = "formula_without_value"
    sentence = (
        "{value} is a formula without a value; open the file in a spreadsheet program and save it,"
        " or write the value"
    )
    value: str


def cell_text(cell: str) -> str:
    """Return what the cell says, without the marks that spreadsheets put around text.

    `="00123"` is how exports keep leading zeros through Excel, and a leading apostrophe before
    = + - @ is how our own export keeps text from being computed: both come off. Other
    formulas are refused, because a file holds no value for them.

    Raises
    ------
    CellIsError
        The cell is #N/A or a relative: importing it as a name would make a client "#N/A".
    FormulaWithoutValue
        The cell begins with "=".

    Examples
    --------
    >>> cell_text('="00123"'), cell_text("'=cmd"), cell_text("+7 495 123")
    ('00123', '=cmd', '+7 495 123')
    """
    first = cell[:1]
    if first == "=":
        wrapped = _TEXT_AS_FORMULA.fullmatch(cell)
        if not wrapped:
            raise FormulaWithoutValue(value=shown(cell))
        return wrapped[1].replace('""', '"')
    if first == "'" and cell.lstrip("'").startswith(STARTS_A_FORMULA):
        return cell[1:]
    if first == "#" and cell.strip().upper() in ERROR_VALUES:
        raise CellIsError(value=shown(cell))
    return cell
