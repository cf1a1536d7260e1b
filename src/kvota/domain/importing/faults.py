"""What is wrong with one cell or one row of a file: kept as a value and shown with all the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from kvota.domain.errors import RuleError

LONGEST_SHOWN = 80


def shown(value: str) -> str:
    """Return a cell short enough to be quoted in a sentence."""
    return value if len(value) <= LONGEST_SHOWN else value[: LONGEST_SHOWN - 1] + "…"


class Fault(NamedTuple):
    """One refusal at one place of the file.

    A file with 300 bad cells gives 300 of these beside its good rows: a person mends them
    in one sitting, and a program that stops at the first makes him upload the file 300 times.

    Parameters
    ----------
    row
        The row as a spreadsheet numbers it, from 1; the header counts.
    column
        The header of the column as the file writes it; empty when the whole row is meant.
    code
        The code of the rule that refuses, as `RuleError.code`.
    value
        What the cell holds, cut to 80 characters.
    fields
        What the wording in each language needs besides.
    sentence
        The English line for logs.

    Examples
    --------
    >>> from kvota.domain.importing.dates import DateImpossible
    >>> fault = Fault.at(7, "Closed", DateImpossible(value="31.02.2026"), value="31.02.2026")
    >>> fault.code, fault.row, fault.value
    ('date_impossible', 7, '31.02.2026')
    >>> str(fault)
    'row 7, column Closed: 31.02.2026 is not a day of the calendar; write a day that exists'
    """

    row: int
    column: str
    code: str
    value: str = ""
    fields: Mapping[str, object] = {}
    sentence: str = ""

    @classmethod
    def at(cls, row: int, column: str, refusal: RuleError, *, value: str = "") -> Fault:
        """Return the refusal of a rule as a fault of this place."""
        return cls(row, column, refusal.code, shown(value), refusal.fields, str(refusal))

    def __str__(self) -> str:
        place = f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"
        return f"{place}: {self.sentence}"

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as plain values, to store it or to send it."""
        return {
            "row": self.row,
            "column": self.column,
            "code": self.code,
            "value": self.value,
            "fields": {name: str(value) for name, value in self.fields.items()},
        }
