"""Opening a text file as a table."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from itertools import islice

from kvota.domain.importing.refused_file import FileRefused
from kvota.integrations.files.byte_survey import HEAD, survey_bytes
from kvota.integrations.files.csv_rows import csv_rows
from kvota.integrations.files.delimiters import find_delimiter
from kvota.integrations.files.source_file import Choices, FileBytes, Row, SourceFile, with_header
from kvota.integrations.files.text_encoding import find_encoding
from kvota.integrations.files.text_lines import TextLines

_LINES_LOOKED_AT = 300


def open_text(data: FileBytes, name: str, choices: Choices) -> SourceFile:
    """Recognise encoding, separator and header of a text file.

    Raises
    ------
    FileRefused
        See `open_source`.
    """
    with data.opened() as stream:
        survey = survey_bytes(stream)
    encoding = find_encoding(survey, chosen=choices.encoding)
    delimiter = find_delimiter(
        _first_lines(survey.head, encoding.encoding, whole=survey.size <= HEAD), chosen=choices.delimiter
    )

    def read_rows(header: tuple[str, ...]) -> Iterator[Row]:
        with data.opened() as stream:
            rows = csv_rows(stream, encoding.encoding, delimiter.delimiter, header=header)
            if delimiter.said_by_file:
                next(rows, None)  # the line "sep=;" is a word to Excel and no row
            yield from rows

    file = with_header(
        SourceFile(
            name=name,
            kind="csv",
            size=survey.size,
            sha256=survey.sha256,
            read_rows=read_rows,
            encoding=encoding.encoding,
            encoding_by=encoding.by,
            encoding_certain=encoding.certain,
            encoding_candidates=encoding.candidates,
            delimiter=delimiter.delimiter,
            delimiter_certain=delimiter.certain,
        ),
        choices,
    )
    if (encoding.encoding == "utf-8" and not survey.is_utf8) or (
        survey.holds_nul and not encoding.encoding.startswith("utf-")
    ):
        # It is known to break somewhere: better now, with the row, than after the mapping is made.
        for _ in file.rows():
            pass
    return file


def _first_lines(head: bytes, encoding: str, *, whole: bool) -> list[str]:
    lines: list[str] = []
    with suppress(FileRefused):  # a flaw is refused later, with the row it belongs to
        for line in islice(TextLines(BytesIO(head), encoding), _LINES_LOOKED_AT):
            lines.append(line)
    return lines if whole or len(lines) < 2 else lines[:-1]
