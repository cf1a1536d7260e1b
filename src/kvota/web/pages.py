"""A long list cut into pages, with the links that keep who and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest

PER_PAGE = 50
Item = TypeVar("Item")


class Pages:
    """Which page of a list is asked for, and the addresses of its neighbours."""

    def __init__(self, request: HttpRequest, count: int) -> None:
        asked = request.GET.get("page", "1")
        self.last = max(1, -(-count // PER_PAGE))
        self.number = min(max(1, int(asked[:6]) if asked.isdecimal() else 1), self.last)
        self._path = request.path
        self._query = {name: value for name, value in request.GET.items() if name != "page"}

    def cut(self, rows: Sequence[Item]) -> Sequence[Item]:
        """The rows of this page."""
        return rows[(self.number - 1) * PER_PAGE : self.number * PER_PAGE]

    def _to(self, number: int) -> str:
        return f"{self._path}?{urlencode({**self._query, 'page': number})}"

    @property
    def previous(self) -> str:
        return self._to(self.number - 1) if self.number > 1 else ""

    @property
    def following(self) -> str:
        return self._to(self.number + 1) if self.number < self.last else ""
