"""Collects what kvota says, keeps the four catalogues in step with it, and compiles them. No system gettext.

`make words` runs it. A message that left the source leaves the catalogues; a new one comes in
empty. A translation is kept only for exactly the same message: nothing is ever guessed ("fuzzy"),
since a guess that looks translated is the mistake nobody sees.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

HOUSE = Path(__file__).resolve().parents[1]
SOURCE = HOUSE / "src" / "kvota"
LOCALE = SOURCE / "language" / "locale"

PLURALS = {
    "en": (2, "(n != 1)"),
    # The four forms of Django's own Russian catalogue; the last is for fractions, which %d never shows.
    "ru": (
        4,
        "(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : "
        "n%10==0 || (n%10>=5 && n%10<=9) || (n%100>=11 && n%100<=14)? 2 : 3)",
    ),
    "zh_Hans": (1, "0"),
    "bg": (2, "(n != 1)"),
}
"""Language folder -> number of plural forms and the rule that chooses one."""

KEYWORDS = {
    "counted": (1, 2),
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


class Words(Catalog):
    """A catalogue whose header says only what a reader of it needs: no dates, no versions of tools.

    So the same words always make the same bytes, and a compiled file can be compared with its source.
    """

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, project="kvota", fuzzy=False)
        self.header_comment = f"# What kvota says ({language}). Update with: make words"
        self.language = language

    @property
    def num_plurals(self) -> int:
        return PLURALS[self.language][0]

    @property
    def plural_expr(self) -> str:
        return PLURALS[self.language][1]

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "kvota"),
            ("Language", self.language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", f"nplurals={self.num_plurals}; plural={self.plural_expr};"),
        ]


def source_files() -> list[Path]:
    """Return every file that can hold words for people, in a stable order."""
    found = [*SOURCE.rglob("*.py"), *SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]
    return sorted(path for path in found if "migrations" not in path.parts)


def said_in(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    """Yield line, message, translators' comments and context of everything marked in one file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Django turns a template into calls with the rest blanked out. The brackets keep Python's
        # tokenizer from reading a page's indentation as blocks.
        text = f"({templatize(text, origin=str(path))}\n)"
    code = io.BytesIO(text.encode("utf-8"))
    yield from extract(
        "python", code, KEYWORDS, ("Translators:",), {"encoding": "utf-8"}, strip_comment_tags=True
    )


def everything_said(paths: Iterable[Path] | None = None) -> Catalog:
    """Collect the messages of the source into one catalogue without translations."""
    said = Catalog()
    for path in source_files() if paths is None else paths:
        place = path.relative_to(HOUSE).as_posix() if path.is_relative_to(HOUSE) else path.name
        for line, message, comments, context in said_in(path):
            said.add(message, None, [(place, line)], auto_comments=comments, context=context)
    return said


def catalogue_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def catalogue(language: str) -> Words:
    """Read the stored words of one language; an empty catalogue when there are none yet."""
    words = Words(language)
    path = catalogue_file(language)
    if path.exists():
        with path.open("rb") as handle:
            read = read_po(handle, locale=language)
        for message in read:
            if message.id:
                words[message.id] = message
        words.obsolete = read.obsolete
    return words


def in_step(language: str, said: Catalog, stored: Catalog) -> Words:
    """Return the catalogue of exactly what is said now, with the translations that still fit."""
    words = Words(language)
    translated = {key_of(message): message for message in stored if message.id}
    for message in sorted((m for m in said if m.id), key=key_of):
        known = translated.get(key_of(message))
        strings = strings_of(known) if known else ()
        if language == "en" and not all(strings or ("",)):
            strings = ids_of(message)
        if len(strings) != (words.num_plurals if message.pluralizable else 1):
            strings = ("",) * words.num_plurals
        words.add(
            message.id,
            strings if message.pluralizable else strings[0],
            sorted({(place, 0) for place, _ in message.locations}),
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known else (),
            context=message.context,
        )
    return words


def ids_of(message: Message) -> tuple[str, ...]:
    """Return the English text of a message: one, or singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def strings_of(message: Message) -> tuple[str, ...]:
    """Return its translation: one text, or one for each plural form."""
    return (message.string or "",) if isinstance(message.string, str | None) else tuple(message.string)


def key_of(message: Message) -> tuple[tuple[str, ...], str]:
    """Return what makes a message the same message: its whole text, both forms, and its context."""
    return ids_of(message), message.context or ""


def untranslated(words: Catalog) -> list[Message]:
    """Return the messages that lack a form, in order."""
    return [message for message in words if message.id and not all(strings_of(message))]


def compiled(words: Catalog) -> bytes:
    """Return the .mo file of a catalogue as bytes."""
    file = io.BytesIO()
    write_mo(file, words)
    return file.getvalue()


def main() -> int:
    """Bring all catalogues in step, write .po and .mo, and say what still has to be translated."""
    said = everything_said()
    unfinished = 0
    for language in PLURALS:
        words = in_step(language, said, catalogue(language))
        path = catalogue_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as handle:
            write_po(handle, words, width=100, include_lineno=False)
        path.with_suffix(".mo").write_bytes(compiled(words))
        missing = untranslated(words)
        unfinished += len(missing)
        print(f"{language}: {len(words)} messages, {len(missing)} without words")
        for message in missing:
            print(f"    {message.id!r}" + (f" ({message.context})" if message.context else ""))
    return 1 if unfinished else 0


if __name__ == "__main__":
    sys.exit(main())
