"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re
from typing import BinaryIO, Literal
from zipfile import BadZipFile, ZipFile

from kvota.domain.importing.refused_file import FileBroken, FileEmpty, FileEncrypted, NotATable

Container = Literal["text", "gzip", "workbook"]

_PROGRAMS_DATA = (
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an XZ archive"),
    (b"SQLite format 3\0", "a database"),
    (b"{\\rtf", "an RTF document"),
    (b"PAR1", "a Parquet file"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"<(?:!doctype|html|head|body|table|meta|\?xml|!--|workbook)", re.IGNORECASE)
_JSON = re.compile(rb"\{\s*(?:\"[^\"]*\"\s*:|\})|\[\s*(?:[\[{\"\]]|-?[0-9.]+\s*[,\]]|true|false|null)")
_PART_OF_ODF = {
    "application/vnd.oasis.opendocument.spreadsheet": "an OpenDocument sheet",
    "application/vnd.oasis.opendocument.text": "an OpenDocument text",
}
_SCANNED_FOR_ENCRYPTION = 64 << 20


def find_container(stream: BinaryIO) -> Container:
    """Say whether a file is text, packed text, or a workbook.

    Raises
    ------
    FileEmpty
        It has no bytes.
    NotATable
        It is anything else. The remedy is the same for all: save it as XLSX or CSV.
    FileEncrypted, FileBroken
        It is a workbook that cannot be opened.
    """
    head = stream.read(4096)
    if not head:
        raise FileEmpty()
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        _check_workbook(stream)
        return "workbook"
    if head.startswith(_OLD_OFFICE):
        raise (
            FileEncrypted()
            if _holds_encrypted_workbook(stream)
            else NotATable(kind="an old Office file (XLS)")
        )
    if head.startswith(b"MZ") and b"\0" in head[:128]:
        raise NotATable(kind="a program")
    for mark, kind in _PROGRAMS_DATA:
        if head.startswith(mark):
            raise NotATable(kind=kind)
    start = head.removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"").lstrip()
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start[2:].lstrip()
    if _MARKUP.match(start):
        xml = start[:5].lower() == b"<?xml" and b"<html" not in start.lower()
        raise NotATable(kind="XML" if xml else "an HTML page")
    if _JSON.match(start):
        raise NotATable(kind="JSON")
    return "text"


def _check_workbook(stream: BinaryIO) -> None:
    stream.seek(0)
    try:
        with ZipFile(stream) as parts:
            names = {each.filename for each in parts.infolist()}
            if "mimetype" in names:
                kind = parts.read("mimetype")[:100].decode("ascii", "replace").strip()
                raise NotATable(kind=_PART_OF_ODF.get(kind, "an archive"))
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as flaw:
        raise FileBroken(reason=str(flaw)[:80]) from flaw
    if "xl/workbook.bin" in names:
        raise NotATable(kind="a binary workbook (XLSB)")
    if "xl/workbook.xml" in names:
        return
    for part, kind in (("word/document.xml", "a Word document"), ("ppt/presentation.xml", "a presentation")):
        if part in names:
            raise NotATable(kind=kind)
    if any(name.endswith(".iwa") for name in names):
        raise NotATable(kind="a Numbers sheet")
    raise NotATable(kind="an archive")


def _holds_encrypted_workbook(stream: BinaryIO) -> bool:
    # A workbook with a password is an old container around a stream of this name.
    mark = "EncryptedPackage".encode("utf-16-le")
    stream.seek(0)
    tail = b""
    for _ in range(_SCANNED_FOR_ENCRYPTION >> 20):
        chunk = stream.read(1 << 20)
        if mark in tail + chunk:
            return True
        if not chunk:
            break
        tail = chunk[-len(mark) :]
    return False
