"""The one way into a file: what is it, and can it be read as a table?"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from kvota.domain.importing.refused_file import NotATable
from kvota.integrations.files.file_kind import find_container
from kvota.integrations.files.source_file import Choices, FileBytes, SourceFile
from kvota.integrations.files.text_source import open_text
from kvota.integrations.files.workbook_source import open_workbook


def open_source(
    source: Path | bytes | BinaryIO, *, name: str = "", choices: Choices | None = None
) -> SourceFile:
    """Recognise a file and find its header.

    Parameters
    ----------
    source
        A path, bytes (a table that was pasted), or a stream that can seek.
    name
        The name to show; that of the path when left out.
    choices
        What a person corrected.

    Raises
    ------
    FileRefused
        The file is no table or cannot be read to its end; one class for each reason, in
        `kvota.domain.importing.refused_file`.

    Examples
    --------
    >>> table = open_source("Клиент;Сумма\\nРомашка;1 234,56\\n".encode("cp1251"), name="deals.csv")
    >>> table.encoding, table.delimiter, table.header, list(table.rows())
    ('windows-1251', ';', ('Клиент', 'Сумма'), [(2, ['Ромашка', '1 234,56'])])
    """
    choices = choices or Choices()
    data = FileBytes(source)
    name = name or (source.name if isinstance(source, Path) else "")
    with data.opened() as stream:
        container = find_container(stream)
    if container == "workbook":
        return open_workbook(data, name, choices)
    if container == "gzip":
        data.packed = True
        with data.opened() as stream:
            inside = find_container(BytesIO(stream.read(4096)))
        if inside != "text":
            raise NotATable(kind="an archive")
    return open_text(data, name, choices)
