"""The parts inside an XLSX file: judged by size before anything is unpacked, and read in pieces."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from kvota.domain.importing.refused_file import FileBroken, FileEncrypted, UnpacksTooBig

_MB = 1 << 20
MOST_UNPACKED = 800 * _MB
_FREE, _MOST_TIMES = 64 * _MB, 150
_MOST_OF_SMALL_PARTS = 5 * _MB
_MOST_PARTS = 5_000
_PIECE = 1 << 18
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_FLAWS = (
    BadZipFile,
    expat.ExpatError,
    EOFError,
    zlib.error,
    NotImplementedError,
    OSError,
    LookupError,
    ValueError,
)


@dataclass(frozen=True)
class SheetPart:
    """A sheet of a workbook and the part that holds it."""

    name: str
    hidden: bool
    part: str


class WorkbookParts:
    """A checked XLSX archive.

    It is judged by the sizes it declares, before a byte is unpacked, and by what really comes out:
    `zipfile` stops at the declared size, and then the checksum of a part that lied is wrong.
    Sheets of honest programs pack ten- to fiftyfold, bombs a thousandfold.
    """

    def __init__(self, archive: ZipFile, *, packed: int) -> None:
        self._archive = archive
        self._packed = packed
        self._infos: dict[str, ZipInfo] = {}
        for info in archive.infolist():
            if info.filename in self._infos:
                raise FileBroken(reason="two parts have one name")
            self._infos[info.filename] = info
        if len(self._infos) > _MOST_PARTS:
            raise FileBroken(reason=f"{len(self._infos)} parts")
        if any(info.flag_bits & 1 for info in self._infos.values()):
            raise FileEncrypted()
        limit = min(MOST_UNPACKED, max(_FREE, _MOST_TIMES * packed))
        if sum(info.file_size for info in self._infos.values()) > limit:
            raise self.too_big(limit)

    def too_big(self, limit: int) -> UnpacksTooBig:
        """Return the refusal of a workbook that unpacks beyond `limit` bytes."""
        return UnpacksTooBig(packed_mb=-(-self._packed // _MB), limit_mb=limit // _MB)

    def holds(self, part: str) -> bool:
        return part in self._infos

    def pieces(self, part: str) -> Iterator[bytes]:
        """Unpack a part, a quarter of a megabyte at a time.

        Raises
        ------
        FileBroken
            The part is missing, damaged, or not of the size it declares.
        """
        info = self._infos.get(part)
        if info is None:
            raise FileBroken(reason=f"{part} is missing")
        try:
            with self._archive.open(info) as stream:
                while piece := stream.read(_PIECE):
                    yield piece
        except _FLAWS as flaw:
            raise FileBroken(reason=f"{part}: {flaw}"[:80]) from flaw

    def parse(self, part: str, prepare: Callable[[expat.XMLParserType], None]) -> Iterator[None]:
        """Run a part through an XML parser; each step of the iterator is one piece of it.

        Parameters
        ----------
        part
            Its name in the archive.
        prepare
            Sets the parser's handlers. Names of tags arrive as "namespace tag".

        Raises
        ------
        FileBroken
            As `pieces`; or the part is no XML, or it declares a document type, with which a few
            lines of XML can grow to gigabytes.
        """
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_document_type
        prepare(parser)
        for piece in self.pieces(part):
            _feed(parser, part, piece)
            yield
        _feed(parser, part, b"", last=True)
        yield

    def parse_small(self, part: str, handler: Callable[[str, dict[str, str]], None]) -> None:
        """Give every opening tag of a small part to a handler."""
        if self.holds(part) and self._infos[part].file_size > _MOST_OF_SMALL_PARTS:
            raise self.too_big(_MOST_OF_SMALL_PARTS)

        def prepare(parser: expat.XMLParserType) -> None:
            parser.StartElementHandler = handler

        for _ in self.parse(part, prepare):
            pass

    def sheets(self) -> tuple[tuple[SheetPart, ...], int]:
        """Return the worksheets in order, and the year that Excel's days count from: 1900 or 1904."""
        targets: dict[str, str] = {}
        named: list[tuple[str, bool, str]] = []
        epoch = 1900

        def relation(name: str, values: dict[str, str]) -> None:
            if name.endswith(" Relationship") and values.get("Type", "").endswith("/worksheet"):
                targets[values.get("Id", "")] = _part_of(values.get("Target", ""))

        def sheet(name: str, values: dict[str, str]) -> None:
            nonlocal epoch
            if name.endswith(" sheet"):
                identity = values.get(f"{_OFFICE} id") or values.get(f"{_STRICT} id") or ""
                named.append((values.get("name", ""), values.get("state", "visible") != "visible", identity))
            elif name.endswith(" workbookPr") and values.get("date1904", "0").lower() in {"1", "true", "on"}:
                epoch = 1904

        self.parse_small("xl/_rels/workbook.xml.rels", relation)
        self.parse_small("xl/workbook.xml", sheet)
        found = [SheetPart(name, hidden, targets[key]) for name, hidden, key in named if key in targets]
        return tuple(found), epoch


def _feed(parser: expat.XMLParserType, part: str, piece: bytes, *, last: bool = False) -> None:
    try:
        parser.Parse(piece, last)
    except expat.ExpatError as flaw:
        raise FileBroken(reason=f"{part}: {flaw}"[:80]) from flaw
    except LookupError as flaw:  # an encoding that exists nowhere
        raise FileBroken(reason=f"{part}: {flaw}"[:80]) from flaw


def _part_of(target: str) -> str:
    return target[1:] if target.startswith("/") else f"xl/{target}"


def _refuse_document_type(*_: object) -> None:
    raise FileBroken(reason="it declares a document type")


@contextmanager
def open_parts(stream: BinaryIO) -> Iterator[WorkbookParts]:
    """Open an XLSX file as its checked parts.

    Raises
    ------
    FileBroken, FileEncrypted, UnpacksTooBig
        The archive cannot be trusted.
    """
    packed = stream.seek(0, 2)
    stream.seek(0)
    try:
        archive = ZipFile(stream)
    except _FLAWS as flaw:
        raise FileBroken(reason=str(flaw)[:80]) from flaw
    with archive:
        yield WorkbookParts(archive, packed=packed)
