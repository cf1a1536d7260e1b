"""What was said about a file as a file of its own: kept beside an export, and said again in another house."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from kvota.domain.errors import RuleError
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.fields import FIELDS
from kvota.domain.importing.origins import ELSEWHERE, ORIGINS
from kvota.domain.money.currencies import EXPONENTS

MOST_BYTES: Final = 1_000_000
_MARK = "kvota_mapping"


class MappingUnread(RuleError):
    """A file that was given as a mapping is none, or says what no mapping says."""

    code = "mapping_unread"
    sentence = "the file is no mapping of kvota: {place}; download one on this page and change that"
    place: str


def mapping_text(answers: Answers) -> str:
    """Return the answers as JSON text, without the cells that were corrected: those are of one file.

    Examples
    --------
    >>> print(mapping_text(Answers(kind="deals", columns={"client": "Firm"})))
    {
      "kvota_mapping": 1,
      "kind": "deals",
      "columns": {
        "client": "Firm"
      }
    }
    """
    said = answers.as_dict()
    said.pop("corrections", None)
    return json.dumps({_MARK: 1} | said, ensure_ascii=False, indent=2)


def answers_of(text: str) -> Answers:
    """Return the answers that a mapping holds.

    Parameters
    ----------
    text
        What `mapping_text` gave, or a person changed.

    Raises
    ------
    MappingUnread
        It is no such file, or one of its parts is of another shape; whether the columns exist,
        the file to be imported decides.

    Examples
    --------
    >>> answers_of('{"kvota_mapping": 1, "columns": {"client": "Firm"}}').columns
    {'client': 'Firm'}
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise MappingUnread(place="JSON") from None
    if not isinstance(said, dict) or said.pop(_MARK, None) != 1:
        raise MappingUnread(place=_MARK)
    for name, value in said.items():
        holds = _SHAPES.get(name)
        if holds is None or not holds(value):
            raise MappingUnread(place=name)
    return Answers.from_dict(said)


def _text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 400


def _texts(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(name) and _text(said) for name, said in value.items())


_SHAPES: Mapping[str, Callable[[Any], bool]] = {
    "kind": lambda value: value in FIELDS if _text(value) else False,
    "origin": lambda value: value in {*ORIGINS, ELSEWHERE} if _text(value) else False,
    "encoding": _text,
    "delimiter": _text,
    "header_row": lambda value: type(value) is int and 0 <= value <= 1_000_000,
    "sheet": _text,
    "date_order": _text,
    "decimal": _text,
    "orders": _texts,
    "marks": _texts,
    "columns": _texts,
    "tags": lambda value: isinstance(value, list) and all(map(_text, value)),
    "currency": lambda value: value in EXPONENTS if _text(value) else False,
    "stage_kinds": lambda value: _texts(value) and {*value.values()} <= {"open", "won", "lost"},
    "aliases": lambda value: (
        isinstance(value, dict) and all(map(_text, value)) and all(map(_texts, value.values()))
    ),
}
