"""A part of the settings as a text says it: what it changes, told before it is made, and who changes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.settings.company_settings import Names
from kvota.records.company_settings import names_of
from kvota.records.funnels import WorkedName
from kvota.records.people import Seat

Named = TypeVar("Named", bound=WorkedName)


class SettingsNamedTwice(RuleError):
    code = "settings_named_twice"
    sentence = "{key}: {value} stands there twice"
    key: str
    value: str


@dataclass(frozen=True)
class Change:
    """What becomes otherwise, by its key in the file. Without `before` it is new, without `after` gone."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """A part of the settings: what is told of its changes, and how they are made."""

    changes: list[Change]
    make: Callable[[], None]


@dataclass(frozen=True)
class By:
    """Who changes, and when."""

    seat: Seat
    now: datetime
    today: date


def rows_meant(wanted: Sequence[Names], rows: Sequence[Named]) -> list[Named | None]:
    """The row that each name means: of the same names first, else with one name in common, else none."""
    left = list(rows)
    found: list[Named | None] = [None] * len(wanted)
    for same in (True, False):
        for place, names in enumerate(wanted):
            if found[place] is None:
                found[place] = next((row for row in left if _means(names, names_of(row), same=same)), None)
                if found[place] is not None:
                    left = [row for row in left if row is not found[place]]
    return found


def _means(names: Names, others: Names, *, same: bool) -> bool:
    if same:
        return names == others
    return any(
        matching_key(one) == matching_key(other)
        for one, other in zip(names, others, strict=True)
        if one and other
    )


def names_told(names: Names) -> str:
    return " / ".join(dict.fromkeys(name for name in names if name))


def plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def set_columns(row: Any, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted))
