"""Which encoding a text file is in: proven where bytes can prove it, judged by its letters elsewhere."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kvota.domain.importing.refused_file import EncodingNotOffered, EncodingUnknown, NotATable
from kvota.integrations.files.byte_survey import LONGEST_LINE, ByteSurvey
from kvota.integrations.files.letter_scores import likeness

_OLD = ("windows-1251", "koi8-r", "cp866", "gb18030", "big5", "windows-1252")
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", *_OLD)
ONE_BYTE = frozenset({"windows-1251", "koi8-r", "cp866", "windows-1252"})
_OTHER_NAMES = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "cp950": "big5",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16-le",
    "utf-32": "utf-32-le",
}
_BOMS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SURE, _CLEARLY_BETTER, _POSSIBLE = 0.3, 0.2, 0.0
_NO_TEXT_AT_ALL, _ENOUGH_LETTERS = -0.5, 40
_FEW_BYTES = 16


@dataclass(frozen=True)
class EncodingCandidate:
    """An encoding the file may be in, how likely it looks, and what its lines would then say."""

    encoding: str
    score: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class EncodingFound:
    """The encoding of a file and what speaks for it.

    Parameters
    ----------
    encoding
        One of `ENCODINGS`.
    by
        "bom" (the file says so), "ascii" (no letter depends on it), "utf-8" (every byte fits),
        "zeros" (UTF-16 without a mark), "letters" (judged by its text), "chosen" (a person said so).
    certain
        False: show the candidates and ask. Never read on in silence.
    candidates
        The likely encodings, the best first, each with lines to look at.
    """

    encoding: str
    by: Literal["bom", "ascii", "utf-8", "zeros", "letters", "chosen"]
    certain: bool
    candidates: tuple[EncodingCandidate, ...] = ()


def find_encoding(survey: ByteSurvey, *, chosen: str | None = None) -> EncodingFound:
    """Decide the encoding of a text file.

    Raises
    ------
    EncodingNotOffered
        Somebody chose one that we do not read.
    EncodingUnknown
        No encoding gives text.
    NotATable
        There are zero bytes and no UTF-16: the file is a program's data and no text.
    """
    if chosen is not None:
        return EncodingFound(offered_encoding(chosen), "chosen", True)
    for mark, encoding in _BOMS:
        if survey.head.startswith(mark):
            return EncodingFound(encoding, "bom", True)
    if survey.holds_nul and (found := _by_zeros(survey.head)):
        return EncodingFound(found, "zeros", True)
    if survey.holds_nul and b"\0" in survey.head and _looks_binary(survey.head):
        raise NotATable(kind="binary data")
    if survey.is_ascii:
        return EncodingFound("utf-8", "ascii", True)
    if survey.is_utf8 and _is_hardly_utf8(survey.lines):
        return _by_letters(survey.lines, among=("utf-8", *_OLD))
    if survey.is_utf8 or _is_damaged_utf8(survey.lines):
        return EncodingFound("utf-8", "utf-8", True)
    return _by_letters(survey.lines, among=_OLD)


def offered_encoding(name: str) -> str:
    """Return our name of an encoding that a person chose; "cp1251" and "GBK" are understood.

    Raises
    ------
    EncodingNotOffered
        We do not read it.

    Examples
    --------
    >>> offered_encoding("CP1251"), offered_encoding("gbk"), offered_encoding("UTF-16")
    ('windows-1251', 'gb18030', 'utf-16-le')
    """
    wanted = name.strip().lower().replace("_", "-")
    wanted = _OTHER_NAMES.get(wanted, wanted)
    for encoding in ENCODINGS:
        try:
            if codecs.lookup(encoding).name == codecs.lookup(wanted).name:
                return encoding
        except LookupError:
            break
    raise EncodingNotOffered(encoding=name[:40], encodings=", ".join(ENCODINGS))


def _by_zeros(head: bytes) -> str | None:
    """Recognise UTF-16 without a mark: digits, separators and line ends have a zero for a neighbour."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    total = len(head) // 2
    if _is_utf8_with_few_zeros(head, even + odd):
        return None
    if max(even, odd) < 0.02 * total or min(even, odd) > 0.25 * max(even, odd):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    whole = head[: len(head) - len(head) % 2]
    try:
        text = codecs.getincrementaldecoder(encoding)("strict").decode(whole)
    except UnicodeDecodeError:
        return None
    strange = sum(sign < " " and sign not in "\t\r\n" for sign in text)
    return encoding if strange <= len(text) // 1000 else None


def _is_utf8_with_few_zeros(head: bytes, zeros: int) -> bool:
    """Say whether a stray zero byte or two stand in a text: UTF-16 without them would be no UTF-8."""
    if zeros > len(head) // 20:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head.replace(b"\0", b""))
    except UnicodeDecodeError:
        return False
    return True


def _looks_binary(head: bytes) -> bool:
    strange = sum(head.count(bytes([byte])) for byte in range(32) if byte not in (9, 10, 13))
    return strange > max(len(head) // 50, 2)


def _is_damaged_utf8(lines: tuple[bytes, ...]) -> bool:
    """Say whether most lines are UTF-8: then the file is UTF-8 with a flaw, and no old encoding.

    A line of an old encoding is valid UTF-8 by chance about never (once in a thousand for four
    Chinese characters), so a file with such lines was cut off or glued together. Its flaw is then
    refused with its row; read as windows-1251 the whole file would be mojibake.
    """
    valid = 0
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as flaw:
            valid += flaw.reason == "unexpected end of data" and flaw.start > 40
        else:
            valid += 1
    return 2 * valid >= len(lines) and valid > 0


def _is_hardly_utf8(lines: tuple[bytes, ...]) -> bool:
    """Say whether a few bytes are valid UTF-8 by chance: "Ёлка" in cp866 is one rare character of it."""
    letters = sum(byte > 0x7F for line in lines for byte in line)
    if letters > _FEW_BYTES:
        return False
    decoded, _, _ = _decoded(lines, "utf-8")
    if likeness("\n".join(decoded)) >= 0:
        return False
    return any(likeness("\n".join(_decoded(lines, old)[0])) > _SURE for old in _OLD)


@lru_cache(maxsize=8)  # each page of an import opens its file anew
def _by_letters(lines: tuple[bytes, ...], *, among: tuple[str, ...]) -> EncodingFound:
    candidates = []
    for encoding in among:
        decoded, broken, letters = _decoded(lines, encoding)
        if 4 * broken > len(lines):
            continue
        score = likeness("\n".join(decoded)) - 2 * broken / len(lines)
        candidates.append((score, encoding, decoded, letters))
    candidates.sort(key=lambda candidate: -candidate[0])
    likely = tuple(
        EncodingCandidate(encoding, round(score, 3), tuple(decoded[:3]))
        for score, encoding, decoded, _ in candidates
        if score > _POSSIBLE or encoding == candidates[0][1]
    )
    best, _, decoded, letters = candidates[0]
    if best < _NO_TEXT_AT_ALL and letters >= _ENOUGH_LETTERS:
        raise EncodingUnknown()
    rival = max((score for score, _, other, _ in candidates[1:] if other != decoded), default=-1.0)
    # Where the bytes could be UTF-8 after all, looks alone do not settle it.
    certain = best >= _SURE and best - rival >= _CLEARLY_BETTER and letters >= 8 and "utf-8" not in among
    return EncodingFound(likely[0].encoding, "letters", certain, likely)


def _decoded(lines: tuple[bytes, ...], encoding: str) -> tuple[list[str], int, int]:
    """Return the lines that are text in this encoding, how many are not, and the letters beyond ASCII."""
    decoded, broken, letters = [], 0, 0
    for line in lines:
        try:
            # A long line was cut somewhere, perhaps inside a letter; a short one ends where it ends.
            decoder = codecs.getincrementaldecoder(encoding)("strict")
            text = decoder.decode(line, final=len(line) < LONGEST_LINE)
        except UnicodeDecodeError:
            broken += 1
            continue
        decoded.append(text)
        letters += sum(sign > "\x7f" for sign in text)
    return decoded, broken, letters
