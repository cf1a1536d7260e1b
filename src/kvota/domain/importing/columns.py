"""Guessing which column is what: by its header, by its values, and by how well the two agree."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from kvota.domain.errors import RuleError
from kvota.domain.importing.blanks import is_blank
from kvota.domain.importing.cells import cell_text
from kvota.domain.importing.currency_words import currency_code
from kvota.domain.importing.dates import DateWithoutDay, written_date
from kvota.domain.importing.fields import DATE_FIELDS, NUMBER_FIELDS, REQUIRED, FileKind
from kvota.domain.importing.header_words import HEADER_WORDS
from kvota.domain.importing.kind_words import sale_kind
from kvota.domain.importing.numbers import decimal_mark_of, written_number
from kvota.domain.importing.stages import names_an_end

ENOUGH_TO_USE = 0.5
_EXACT_NAME, _NAME_WITHIN, _VALUES_ONLY, _HINT = 0.95, 0.6, 0.7, 0.4
# A column whose whole name is known stays while a single value can be read, and its bad cells are
# refused row by row: dropped, it would take the good ones with it, without a word. None at all is
# another column of that name, as the Yes and No under "Closed" are no days.
_KNOWN_NAME, _ANY_AT_ALL = 0.65, 1e-9

_BRACKETED = re.compile(r"[(\[{（【].*?[)\]}）】]")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_WORD = re.compile(r"[\W_]+")
_OBJECT_BEFORE = re.compile(r"^(?:deal|opportunity|сделка|лид|商机|account|contact|company|компания)\s+(?=.)")
_UNIT_BEHIND = re.compile(r"[\s,]+(?:₽|руб|р|rub|usd|eur|bgn|cny|лв|元|万元|тыс руб)$")


@dataclass(frozen=True)
class ColumnGuess:
    """What one column seems to hold.

    Parameters
    ----------
    place
        The place of the column, from 0.
    header
        Its header as the file writes it.
    field
        Our field; None when nothing speaks for any.
    confidence
        0 to 1. From 0.5 on the guess is used without asking.
    by
        Whether the name of the column speaks, its values, or both.
    given_up_for
        The header that took the field, when two columns seem to hold one field.
    """

    place: int
    header: str
    field: str | None
    confidence: float
    by: Literal["name", "values", "both", "nothing"]
    given_up_for: str = ""


def header_key(header: str) -> str:
    """Return a header without case, punctuation and camel case.

    Examples
    --------
    >>> header_key("Close_Date"), header_key("StageName"), header_key("Сумма, руб.")
    ('close date', 'stage name', 'сумма руб')
    """
    plain = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header))
    return _NOT_WORD.sub(" ", plain.casefold()).strip()


@cache
def _fields_of_names(kind: FileKind) -> dict[str, tuple[tuple[str, float], ...]]:
    found: dict[str, list[tuple[str, float]]] = {}
    for field, names in HEADER_WORDS[kind].items():
        for rank, name in enumerate(names):
            # The likelier of two synonyms wins: "Дата создания" before "Дата".
            found.setdefault(header_key(name), []).append((field, _EXACT_NAME - 0.002 * rank))
    return {name: tuple(fields) for name, fields in found.items()}


def _by_name(header: str, kind: FileKind) -> dict[str, float]:
    names = _fields_of_names(kind)
    key = header_key(header)
    without_brackets = header_key(_BRACKETED.sub(" ", header))
    shorter = _UNIT_BEHIND.sub("", _OBJECT_BEFORE.sub("", without_brackets))
    for variant, share in ((key, 1.0), (without_brackets, 0.97), (shorter, 0.95)):
        if variant in names:
            return {field: confidence * share for field, confidence in names[variant]}
    if kind == "log":
        return {}
    found: dict[str, float] = {}
    for name, fields in names.items():
        if _is_its_main_word(name, shorter):
            for field, confidence in fields:
                found[field] = max(found.get(field, 0.0), _NAME_WITHIN * confidence)
    return found


def _is_its_main_word(name: str, header: str) -> bool:
    """Say whether a known name is what a longer header is about.

    English and Chinese put the main word last ("Total deal amount", 预计金额), Russian and
    Bulgarian first ("Сумма продажи"): "Company size" is a size and no company.
    """
    if re.search(r"[\u4e00-\u9fff]", name):
        return len(name) >= 2 and header.endswith(name)
    if len(name) < 4:
        return False
    if re.search(r"[а-я]", name):
        return header.startswith(name + " ")
    return header.endswith(" " + name)


def _reads(read: Callable[[str], object]) -> Callable[[str], bool]:
    def does(value: str) -> bool:
        try:
            read(value)
        except DateWithoutDay:
            return True  # a month is a poor date, and still no client or product
        except RuleError:
            return False
        return True

    return does


def _remembered(does: Callable[[str], bool]) -> Callable[[str], bool]:
    """Each kind of file asks the same of the same values, and every page of an import asks again."""
    known = lru_cache(maxsize=16_384)(does)
    return lambda value: known(value) if len(value) <= _LONGEST_REMEMBERED else does(value)


_LONGEST_REMEMBERED = 64  # no cell of a megabyte stays in memory
_is_date = _remembered(_reads(written_date))
_is_number = _remembered(_reads(lambda value: decimal_mark_of(written_number(value).body)))
_is_currency = _remembered(_reads(currency_code))


def _share(values: Sequence[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, values)) / len(values) if values else 0.0


def _agreement(field: str, header: str, values: Sequence[str]) -> float:
    """Return 0 to 1: how far the values of a column can be this field at all."""
    if not values:
        return 1.0  # an empty column contradicts nobody
    if field in DATE_FIELDS:
        return _share(values, _is_date)
    if field in NUMBER_FIELDS:
        return _share(values, _is_number)
    if field == "currency":
        return _share(values, _is_currency)
    if field == "kind":
        return _share(values, _reads(lambda value: sale_kind(value, header=header)))
    if field in {"client", "owner", "product", "head", "payer", "industry", "lost_reason"}:
        return 1.0 - _share(values, _is_number)
    return 1.0


def _by_values(kind: FileKind, values: Sequence[str]) -> dict[str, float]:
    """Return what the values alone suggest; names that we know always weigh more."""
    if not values or kind == "log":
        return {}
    fields = HEADER_WORDS[kind]
    different = set(values)
    found: dict[str, float] = {}
    if "currency" in fields and _share(values, _is_currency) > 0.9 and not _share(values, _is_number):
        found["currency"] = _VALUES_ONLY
    if "stage" in fields and len(different) <= 30 and sum(map(names_an_end, different)) >= 2:
        found["stage"] = _VALUES_ONLY
    if "login" in fields and _share(values, lambda value: "@" in value) > 0.9:
        found["login"] = _VALUES_ONLY
    numbers = [value for value in values if _is_number(value)]
    if len(numbers) > 0.9 * len(values):
        money = _share(numbers, lambda value: bool(written_number(value).currencies)) > 0.5
        has_decimals = _share(numbers, lambda value: decimal_mark_of(written_number(value).body) != "") > 0.3
        for field in ("amount", "price"):
            if field in fields and (money or has_decimals):
                found[field] = _VALUES_ONLY if money else _HINT
    elif _share(values, _is_date) > 0.9:
        found["date" if "date" in fields else "created_on"] = _HINT
    return {field: confidence for field, confidence in found.items() if field in fields}


def guess_columns(
    header: Sequence[str], sample: Sequence[Sequence[str]], *, kind: FileKind
) -> tuple[ColumnGuess, ...]:
    """Guess the field of every column.

    Parameters
    ----------
    header
        The headers, left to right.
    sample
        Some rows of the file, a few hundred at most; they confirm or contradict the names.
    kind
        What the file is about.

    Returns
    -------
    One guess a column, in the order of the columns. A field goes to one column only, the
    likeliest; the others name it in `given_up_for`.

    Examples
    --------
    >>> guesses = guess_columns(["Сделка №", "Клиент", "Сумма, руб."], [["7", "Acme", "1 200"]], kind="deals")
    >>> [(guess.header, guess.field) for guess in guesses]
    [('Сделка №', 'id'), ('Клиент', 'client'), ('Сумма, руб.', 'amount')]
    """
    bids: list[tuple[float, int, str, ColumnGuess]] = []
    best: dict[int, ColumnGuess] = {}
    for place, name in enumerate(header):
        values = _values(sample, place)
        named, valued = _by_name(name, kind), _by_values(kind, values)
        for field in {*named, *valued}:
            confidence = max(named.get(field, 0.0), 0.0 if named else valued.get(field, 0.0))
            agreement = _agreement(field, name, values) if field in named else 1.0
            if agreement < (0.5 if named.get(field, 0.0) < _KNOWN_NAME else _ANY_AT_ALL):
                confidence *= 0.3
            by: Literal["name", "values", "both"] = (
                "both" if field in named and field in valued else "name" if field in named else "values"
            )
            guess = ColumnGuess(place, name, field, round(confidence, 3), by)
            bids.append((-guess.confidence, place, field, guess))
            if place not in best or guess.confidence > best[place].confidence:
                best[place] = guess

    taken: dict[str, ColumnGuess] = {}
    settled: dict[int, ColumnGuess] = {}
    for _, place, field, guess in sorted(bids, key=lambda bid: bid[:3]):
        if place not in settled and field not in taken and guess.confidence > 0:
            settled[place] = taken[field] = guess
    return tuple(
        _stage_from_status(settled[place], taken)
        if place in settled
        else _without_a_field(place, name, best.get(place), taken)
        for place, name in enumerate(header)
    )


def _values(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    found = []
    for row in sample:
        if place < len(row) and not is_blank(row[place]):
            try:
                found.append(cell_text(row[place]).strip())
            except RuleError:
                continue  # an error of the spreadsheet says nothing about its column
    return found


def _stage_from_status(guess: ColumnGuess, taken: Mapping[str, ColumnGuess]) -> ColumnGuess:
    # Where a file has one column of both, "Status" is its stage.
    if guess.field == "status" and "stage" not in taken:
        return replace(guess, field="stage")
    return guess


def _without_a_field(
    place: int, name: str, wanted: ColumnGuess | None, taken: Mapping[str, ColumnGuess]
) -> ColumnGuess:
    if wanted is None or wanted.field is None or wanted.field not in taken:
        return ColumnGuess(place, name, None, 0.0, "nothing")
    return ColumnGuess(place, name, None, 0.0, wanted.by, given_up_for=taken[wanted.field].header)


def accepted(guesses: Sequence[ColumnGuess]) -> dict[str, int]:
    """Return the fields whose guess is sure enough to be used without asking: field to place."""
    return {
        guess.field: guess.place
        for guess in guesses
        if guess.field is not None and guess.confidence >= ENOUGH_TO_USE
    }


def guess_kind(header: Sequence[str], sample: Sequence[Sequence[str]]) -> FileKind:
    """Say what a file is about, by which fields its columns would fill.

    Returns
    -------
    The kind whose required fields are there and which claims most columns; "deals" when nothing
    decides, because that is what people import. Clients with neither a stage nor a day are a
    list of clients, whatever sums stand beside them.

    Examples
    --------
    >>> guess_kind(["product", "series", "sales_price"], [["GTX Pro", "GTX", "4821"]])
    'products'
    """
    best: FileKind = "deals"
    most = 0.0
    for kind in HEADER_WORDS:
        found = guess_columns(header, sample, kind=kind)
        sure = [guess for guess in found if guess.field and guess.confidence >= ENOUGH_TO_USE]
        fields = {guess.field for guess in sure}
        complete = all(any(field in fields for field in group) for group in REQUIRED[kind])
        if kind == "deals":
            complete = complete and bool(fields & {"stage", "status", "created_on", "moved_on", "closed_on"})
        weight = sum(guess.confidence for guess in sure)
        if complete and weight > most + 1e-9:
            best, most = kind, weight
    return best
