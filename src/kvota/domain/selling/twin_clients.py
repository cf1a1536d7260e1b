"""Clients that look like one client written twice. A person decides; nothing is merged here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from kvota.domain.importing.similar_names import look_of
from kvota.domain.importing.text import matching_key

Likeness = Literal["same", "close"]

# Short names differ by one letter and mean two firms; long ones that do are mostly slips of the finger.
SHORTEST_CLOSE = 6

# Words that say what kind of company it is, where they stand first or last. Not "group" or "трейд":
# those are parts of names that people use to tell firms apart.
_LEGAL_FORMS = frozenset(
    {
        *("ооо", "оао", "зао", "пао", "нао", "ао", "ип", "тоо", "чп", "чуп"),
        *("нко", "ано", "фгуп", "гуп", "муп"),
        *("оод", "еоод", "ад", "еад", "ет", "кд", "кда", "сд"),
        *("ltd", "limited", "llc", "lllp", "llp", "lp", "inc", "incorporated", "corp", "corporation"),
        *("co", "company", "plc", "pty"),
        *("gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "ev", "sa", "sas"),
        *("sarl", "srl", "spa", "bv", "nv", "oy", "oyj", "ab", "as", "aps"),
        *("sro", "doo", "kft", "zrt"),
        *("ooo", "oao", "zao", "pao", "ood", "eood", "ead"),
    }
)
_LONG_FORMS = (
    *("общество с ограниченной ответственностью", "публичное акционерное общество"),
    *("закрытое акционерное общество", "открытое акционерное общество", "акционерное общество"),
    *("индивидуальный предприниматель", "дружество с ограничена отговорност"),
    *("еднолично дружество с ограничена отговорност", "акционерно дружество", "едноличен търговец"),
)
_HAN_FORMS = re.compile(r"(?:(?:集团)?(?:股份)?有限(?:责任)?公司|股份公司|公司)$")
_DOTTED = re.compile(r"\b(\w)\.\s?(?=\w\b)")
_WORDS = re.compile(r"[^\W_]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words repeat from name to name.
_look_of = lru_cache(maxsize=50_000)(look_of)
_DIGITS = re.compile(r"\d+")


class Pair(NamedTuple):
    """Two clients by their numbers, the one known longer first, and how their names are alike.

    "same": equal but for the legal form, punctuation, order of words or letters of another alphabet that
    look alike. "close": one letter more, less, other, or two exchanged.
    """

    first: int
    second: int
    how: Likeness


@lru_cache(maxsize=100_000)
def core_name(name: str) -> str:
    """Return a name without its legal form, punctuation, case and spaces, its words in alphabetical order.

    Parameters
    ----------
    name
        As typed. A name that is nothing but a legal form is kept whole.

    Examples
    --------
    >>> core_name('ООО "Ромашка"') == core_name("Ромашка, о.о.о.")
    True
    >>> core_name("Вега Трейд ЕООД") == core_name("ВЕГА ТРЕЙД")
    True
    >>> core_name("华为技术有限公司") == core_name("华为技术")
    True
    >>> core_name("Acme Ltd.") == core_name("Acme, Inc") == "acme"
    True
    >>> core_name("Trade Vega") == core_name("Vega Trade")
    True
    """
    key = matching_key(name)
    for form in _LONG_FORMS:
        key = key.replace(form, " ")
    words = _WORDS.findall(_DOTTED.sub(r"\1", key))
    words = [_HAN_FORMS.sub("", word) or word for word in words]
    bare = list(words)
    while len(bare) > 1 and bare[0] in _LEGAL_FORMS:
        bare.pop(0)
    while len(bare) > 1 and bare[-1] in _LEGAL_FORMS:
        bare.pop()
    return "".join(sorted(_look_of(word) for word in bare)) or look_of(name)


def one_slip_apart(first: str, second: str) -> bool:
    """Return whether one letter more, less, another, or two neighbours exchanged make them equal.

    Equal strings are not a slip apart.

    Examples
    --------
    >>> one_slip_apart("romashka", "romaschka"), one_slip_apart("vega", "vgea"), one_slip_apart("a", "a")
    (True, True, False)
    """
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    short, long = sorted((first, second), key=len)
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    exchanged = short[start + 1 : start + 2] + short[start : start + 1] + short[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or exchanged == long[start:]


def likeness(first: str, second: str) -> Likeness | None:
    """Return how two names are alike, None where they are not.

    "Close" asks for six letters and more, the same digits (shop 12 is not shop 13), and an alphabet: a
    Chinese sign is a word, and names that differ by one are two firms.

    Examples
    --------
    >>> likeness("ООО Ромашка", "ромашка"), likeness("Ромашка", "Ромашкка"), likeness("Shop 12", "Shop 13")
    ('same', 'close', None)
    """
    one, other = core_name(first), core_name(second)
    if one == other:
        return "same"
    return "close" if _is_close(one, other) else None


def _is_close(one: str, other: str) -> bool:
    if min(len(one), len(other)) < SHORTEST_CLOSE or _HAN.search(one) or _HAN.search(other):
        return False
    return one_slip_apart(one, other) and _DIGITS.findall(one) == _DIGITS.findall(other)


@lru_cache(maxsize=8)
def twins(clients: tuple[tuple[int, str], ...]) -> tuple[Pair, ...]:
    """Find the pairs among many clients without holding each against each.

    Parameters
    ----------
    clients
        Number and name, the one known longest first.

    Returns
    -------
    Pairs in the order of the clients, those of the same name before the close ones. Of several alike each is
    paired with the first of them only: merged one after another they all come together.

    Notes
    -----
    Two strings one slip apart become equal when at most one letter is left out of each. So every name is
    filed under itself and under itself less each letter, and only names in one file are compared: 30,000
    clients take three seconds, and nothing while the list stays the same. Filing by halves would be quicker,
    but three thousand shops that begin with the same word would be compared each with each.

    Examples
    --------
    >>> known = (1, "Vega"), (2, "Vega Ltd"), (3, "Romashka"), (4, "Romaschka OOO"), (5, "Orion")
    >>> for pair in twins(known):
    ...     print(pair)
    Pair(first=1, second=2, how='same')
    Pair(first=3, second=4, how='close')
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for number, name in clients:
        if core := core_name(name):
            alike[core].append(number)
    same = [Pair(members[0], other, "same") for members in alike.values() for other in members[1:]]
    first_of = {core: members[0] for core, members in alike.items()}
    place = {number: at for at, (number, _) in enumerate(clients)}
    close = []
    for one, other in _slips(first_of):
        first, second = sorted((first_of[one], first_of[other]), key=place.__getitem__)
        close.append(Pair(first, second, "close"))
    return tuple(
        pair for pairs in (same, close) for pair in sorted(pairs, key=lambda found: place[found.second])
    )


def alike_to(name: str, clients: Iterable[tuple[int, str]]) -> list[tuple[int, Likeness]]:
    """Return which of the clients look like one name, the same before the close. One pass.

    Examples
    --------
    >>> alike_to("Vega, Ltd", [(1, "Orion"), (2, "Vega")])
    [(2, 'same')]
    """
    one = core_name(name)
    found: list[tuple[int, Likeness]] = []
    for number, other_name in clients:
        other = core_name(other_name)
        if other == one:
            found.append((number, "same"))
        elif abs(len(other) - len(one)) <= 1 and _is_close(one, other):
            found.append((number, "close"))
    return sorted(found, key=lambda one: one[1] != "same")


def _slips(cores: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Every two cores that are close, once."""
    files: dict[str, list[str]] = defaultdict(list)
    for core in cores:
        if len(core) >= SHORTEST_CLOSE and not _HAN.search(core):
            files[core].append(core)
            for at in range(len(core)):
                # Of two equal letters beside each other it is the same to leave out either.
                if not at or core[at] != core[at - 1]:
                    files[core[:at] + core[at + 1 :]].append(core)
    seen = set()
    for members in files.values():
        for at, one in enumerate(members):
            for other in members[at + 1 :]:
                pair = (one, other) if one < other else (other, one)
                if pair not in seen:
                    seen.add(pair)
                    if _is_close(*pair):
                        yield pair
