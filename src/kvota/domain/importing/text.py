"""Names as people type them, made fit to store and to compare."""

from __future__ import annotations

import re
import unicodedata

# Invisible and meaningless in a name: byte-order mark, zero-width space, soft hyphen, and the
# marks of writing direction, with which "xcod.exe" can be made to read "exe.docx".
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")


def clean(text: str) -> str:
    """Return text in composed form (NFC), trimmed, with single spaces and nothing invisible.

    Line breaks inside a cell become spaces: a name is one line. Letters are kept as they are,
    full-width ones too; only `matching_key` evens them out.

    Examples
    --------
    >>> clean("  Acme \\u00a0 Corp\\n")
    'Acme Corp'
    >>> clean("Й") == "Й"  # и and a breve, as macOS writes file names
    True
    """
    if text.isascii() and text.isprintable():  # most cells by far, and five times faster
        return text.strip() if "  " not in text else _SPACES.sub(" ", text).strip()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return _SPACES.sub(" ", _CONTROLS.sub("", _SPACES.sub(" ", text))).strip()


def matching_key(text: str) -> str:
    """Return what two spellings of one name have in common: case, width and spaces evened out.

    Two names with one key are one client. Nothing is guessed beyond that: "GTXPro" and
    "GTX Pro" differ, and it is a person who says they are one (`similar_names` shows the pair).

    Examples
    --------
    >>> matching_key(" ООО  РОМАШКА") == matching_key("ооо Ромашка")
    True
    >>> matching_key("ＡＣＭＥ")
    'acme'
    >>> matching_key("GTXPro") == matching_key("GTX Pro")
    False
    """
    if text.isascii():
        return clean(text).lower()
    # Folding the case can undo the composition (İ, ŉ), so the second pass is needed for
    # the key of a key to be the key itself.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return clean(folded)
