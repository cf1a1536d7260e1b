"""Pairs of names that look like one name written twice. A person decides; nothing is merged here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from kvota.domain.importing.text import matching_key

# Cyrillic letters drawn like Latin ones: "АСМЕ" typed on a Russian keyboard is another string.
_LOOKS_LIKE = str.maketrans("авекмнорстухіјѕ", "abekmhopctyxijs")
_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")


def look_of(name: str) -> str:
    """Return a name reduced to how it looks: no case, spaces, punctuation or look-alike letters.

    Examples
    --------
    >>> look_of("GTX Pro") == look_of("GTXPro")
    True
    >>> look_of("АСМЕ") == look_of("ACME")  # the first is Cyrillic
    True
    """
    return _NOT_A_LETTER_OR_DIGIT.sub("", matching_key(name)).translate(_LOOKS_LIKE)


def similar_names(names: Iterable[str]) -> list[tuple[str, ...]]:
    """Return groups of different names that look alike, in the order of their first name.

    Parameters
    ----------
    names
        Any names, repeats welcome; spellings with the same `matching_key` count as one name.

    Returns
    -------
    Groups of two or more spellings, each the first one met.

    Examples
    --------
    >>> similar_names(["GTX Pro", "MG Special", "GTXPro", "gtx pro"])
    [('GTX Pro', 'GTXPro')]
    """
    groups: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        if look := look_of(name):
            groups[look].setdefault(matching_key(name), name)
    return [tuple(group.values()) for group in groups.values() if len(group) > 1]
