"""One case for a calculator: its keys checked by name, its numbers read exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar

from kvota.domain.exact_number import exact, whole

Item = TypeVar("Item")


class CaseRefused(Exception):
    """A case does not have the form its calculator takes. Carries a code and fields, as a RuleError."""

    def __init__(self, code: str, **fields: object) -> None:
        self.code = code
        self.fields = fields
        super().__init__(f"{code}: {fields}")


class Case:
    """The object a person wrote, read key by key.

    Numbers that must be exact may be whole numbers, decimals or text ("3/10"); a JSON decimal
    has been kept as it was written. A key with the value null counts as absent.
    """

    def __init__(self, given: Mapping[str, object], *, needs: tuple[str, ...], may: tuple[str, ...]) -> None:
        for key in given:
            if key not in needs + may:
                raise CaseRefused("unknown_key", key=key)
        self._given = {key: value for key, value in given.items() if value is not None}
        for key in needs:
            if key not in self._given:
                raise CaseRefused("missing_key", key=key)

    def has(self, key: str) -> bool:
        return key in self._given

    def whole(self, key: str, default: int = 0) -> int:
        return whole(self._given[key], name=key) if self.has(key) else default

    def exact(self, key: str, default: Fraction = Fraction(0)) -> Fraction:
        return exact(self._given[key], name=key) if self.has(key) else default

    def text(self, key: str, default: str = "") -> str:
        value = self._given.get(key, default)
        if not isinstance(value, str):
            raise CaseRefused("not_text", key=key)
        return value

    def items(self, key: str, read: Callable[[object, str], Item]) -> list[Item]:
        """Read every member of a list; `read` is given the member and its name, such as weights[2]."""
        return read_list(self._given[key], key, read)

    def wholes(self, key: str) -> list[int]:
        return self.items(key, read_whole)

    def exacts(self, key: str) -> list[Fraction]:
        return self.items(key, read_exact)

    def cells(self, key: str) -> dict[int, int]:
        """Read cell number → whole number; JSON writes the numbers of cells as text."""
        table = self.table(key) if self.has(key) else {}
        return {whole(cell, name=key): whole(value, name=f"{key}[{cell}]") for cell, value in table.items()}

    def table(self, key: str) -> dict[str, object]:
        value = self._given[key]
        if not isinstance(value, dict):
            raise CaseRefused("not_an_object", key=key)
        return value


def read_list(value: object, name: str, read: Callable[[object, str], Item]) -> list[Item]:
    if not isinstance(value, list):
        raise CaseRefused("not_a_list", key=name)
    return [read(item, f"{name}[{number}]") for number, item in enumerate(value)]


def read_exact(value: object, name: str) -> Fraction:
    return exact(value, name=name)


def read_whole(value: object, name: str) -> int:
    return whole(value, name=name)


def read_text(value: object, name: str) -> str:
    if not isinstance(value, str):
        raise CaseRefused("not_text", key=name)
    return value


def read_pair(value: object, name: str) -> tuple[object, object]:
    if not isinstance(value, list) or len(value) != 2:
        raise CaseRefused("not_a_pair", key=name)
    return value[0], value[1]
