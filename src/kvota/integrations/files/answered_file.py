"""A file with everything a person said about it: opened, its columns named, its formats decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import cached_property
from pathlib import Path

from kvota.domain.importing.answers import Answers
from kvota.domain.importing.column_map import ColumnMap, ColumnMissing, map_columns
from kvota.domain.importing.column_values import ColumnValue, values_of_fields
from kvota.domain.importing.columns import ColumnGuess, accepted, guess_columns, guess_kind
from kvota.domain.importing.corrections import corrected
from kvota.domain.importing.fields import FileKind
from kvota.domain.importing.formats import Formats, decide_formats
from kvota.domain.importing.origins import columns_of_origin, origin_of
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import Choices, Row, SourceFile


@dataclass(frozen=True)
class AnsweredFile:
    """A file as it will be read.

    `zone` is the company's, for instants that carry another. Opening reads the bytes once;
    `formats` and `count` read every row once more, when they are first asked.
    """

    source: SourceFile
    answers: Answers
    zone: tzinfo | None = None

    @classmethod
    def open(
        cls, path: Path, answers: Answers, *, name: str = "", zone: tzinfo | None = None
    ) -> AnsweredFile:
        """Open a file as it was said to be.

        Raises
        ------
        FileRefused
            It is no table, or cannot be opened as was said.
        """
        choices = Choices(
            encoding=answers.encoding or None,
            delimiter=answers.delimiter or None,
            header_row=answers.header_row or None,
            sheet=answers.sheet or None,
        )
        return cls(open_source(path, name=name, choices=choices), answers, zone)

    @cached_property
    def kind(self) -> FileKind:
        """What the file is about: as was said, else by its columns."""
        return self.answers.kind or guess_kind(self.source.header, self.source.sample_cells())

    @cached_property
    def origin(self) -> str:
        """The system that a file of deals comes from: as was said, else by its columns; empty for none."""
        if self.kind != "deals":
            return ""
        return self.answers.origin or origin_of(self.source.header)

    @cached_property
    def guesses(self) -> tuple[ColumnGuess, ...]:
        """What each column seems to hold, whatever a person said."""
        return guess_columns(self.source.header, self.source.sample_cells(), kind=self.kind)

    @cached_property
    def columns(self) -> ColumnMap:
        """Which column is what.

        Raises
        ------
        ColumnMissing, ColumnUnknown, FieldUnknown
            The file lacks what its kind cannot do without, or the columns that were named.
        """
        if self.answers.columns is None:
            guessed = columns_of_origin(self.origin, self.source.header, accepted(self.guesses))
            return map_columns(self.source.header, kind=self.kind, guessed=guessed, tags=self._tags)
        return map_columns(self.source.header, kind=self.kind, chosen=self.answers.columns, tags=self._tags)

    @property
    def _tags(self) -> Sequence[str]:
        """Only deals have them: another kind of file may have been said since."""
        return self.answers.tags if self.kind == "deals" else ()

    @cached_property
    def has_columns(self) -> bool:
        """Whether the columns a file cannot do without are known."""
        try:
            return bool(self.columns.places)
        except ColumnMissing:
            return False

    @cached_property
    def _surveyed(self) -> tuple[Formats, int]:
        counted = _Counted(self.source)
        formats = decide_formats(
            counted,
            self.columns if self.has_columns else ColumnMap(kind=self.kind, header=(), places={}),
            epoch=self.source.epoch,
            zone=self.zone,
            delimiter=self.source.delimiter,
        )
        return self.answers.applied_to(formats), counted.rows

    @property
    def formats(self) -> Formats:
        """How the dates and numbers of each column are read.

        By the file alone: a cell corrected by hand is read as the others are, and decides nothing.
        """
        return self._surveyed[0]

    @property
    def count(self) -> int:
        """How many rows hold something."""
        return self._surveyed[1]

    def rows(self) -> Iterator[Row]:
        """Read the rows, with the cells that a person corrected."""
        return corrected(self.source.rows(), self.source.header, self.answers.corrections)

    def values(self, fields: Sequence[str]) -> dict[str, tuple[ColumnValue, ...]]:
        """The different names in these columns, each with how many rows hold it."""
        return values_of_fields(self.rows(), self.columns, fields)


class _Counted:
    """The rows of a file, counted as they are gone through."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self.rows = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._source.rows():
            self.rows += 1
            yield row
