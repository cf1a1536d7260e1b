"""What a person said about a file beyond what the file says itself: kept, and said again for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from kvota.domain.importing.corrections import Corrections
from kvota.domain.importing.fields import FileKind
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.stages import StageKind


@dataclass(frozen=True)
class Answers:
    """Every question about a file, answered or left to what was recognised.

    Parameters
    ----------
    kind
        What the file is about; empty leaves it to its columns.
    origin
        The system that a file of deals was exported from, one of `origins.ORIGINS`, or "elsewhere"; empty
        leaves it to its columns.
    encoding, delimiter, header_row, sheet
        How the file is opened; empty or 0 leaves it to the file.
    date_order, decimal
        "dmy", "mdy" or "ymd", and "." or ",": for every date and every number of the file.
    orders, marks
        The same for one field, by its name; wins over the answer for the file.
    columns
        Field to header, the whole map; None leaves it to the guesses.
    tags
        Headers of the columns without a field that are kept with each deal.
    currency
        Of sums that name none; empty means the company's.
    stage_kinds
        "open", "won" or "lost" by the `matching_key` of a stage.
    aliases
        Field, then `matching_key` of a spelling, to the name that is meant.
    corrections
        What single cells of this very file are to say instead; another file never takes them.
    """

    kind: FileKind | Literal[""] = ""
    origin: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_row: int = 0
    sheet: str = ""
    date_order: str = ""
    decimal: str = ""
    orders: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] | None = None
    tags: Sequence[str] = ()
    currency: str = ""
    stage_kinds: Mapping[str, StageKind] = field(default_factory=dict)
    aliases: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return what was answered as plain values; `from_dict` takes it back.

        Examples
        --------
        >>> Answers(encoding="gb18030", orders={"created_on": "mdy"}).as_dict()
        {'encoding': 'gb18030', 'orders': {'created_on': 'mdy'}}
        """
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Answers:
        """Return the answers that `as_dict` gave; names it does not know are left alone."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in said.items() if name in known})

    def applied_to(self, formats: Formats) -> Formats:
        """Return the decisions about dates and numbers with the answers in the place of the evidence.

        Raises
        ------
        FormatUnknown
            An answer is none of the orders or marks there are.
        """
        if self.date_order:
            formats = formats.with_order(self.date_order)
        if self.decimal:
            formats = formats.with_decimal(self.decimal)
        for name, order in self.orders.items():
            formats = formats.with_order(order, only=name)
        for name, mark in self.marks.items():
            formats = formats.with_decimal(mark, only=name)
        return formats
