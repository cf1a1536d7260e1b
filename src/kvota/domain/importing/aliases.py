"""Two spellings that a person declares to be one name: `--alias product:GTXPro="GTX Pro"`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import clean, matching_key

ALIASED_FIELDS = ("client", "owner", "product", "stage", "industry", "region", "source", "lost_reason")

Aliases = Mapping[str, Mapping[str, str]]
"""Field to (matching key of a spelling to the name that is meant)."""


class AliasUnreadable(RuleError):
    """An alias is not written as FIELD:SPELLING=NAME, or names a field that has no names."""

    code = "alias_unreadable"
    sentence = '{text} is not an alias; write product:GTXPro="GTX Pro", with one of {fields_known}'
    text: str
    fields_known: str


class AliasTwice(RuleError):
    """One spelling is said to mean two names."""

    code = "alias_twice"
    sentence = "{spelling} is said to mean both {first} and {second}"
    spelling: str
    first: str
    second: str


def parse_aliases(texts: Sequence[str]) -> dict[str, dict[str, str]]:
    """Read `--alias` options.

    Raises
    ------
    AliasUnreadable, AliasTwice
        See each class.

    Examples
    --------
    >>> parse_aliases(["product:GTXPro=GTX Pro"])
    {'product': {'gtxpro': 'GTX Pro'}}
    """
    aliases: dict[str, dict[str, str]] = {}
    for text in texts:
        field, colon, rest = text.partition(":")
        spelling, equals, name = (part.strip().strip('"') for part in rest.partition("="))
        if not (colon and equals and spelling and name) or field not in ALIASED_FIELDS:
            raise AliasUnreadable(text=text, fields_known=", ".join(ALIASED_FIELDS))
        meant = aliases.setdefault(field, {})
        key = matching_key(spelling)
        if meant.setdefault(key, clean(name)) != clean(name):
            raise AliasTwice(spelling=spelling, first=meant[key], second=name)
    return aliases
