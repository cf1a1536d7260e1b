"""Answers of one company's copy, kept until it changes: planning a question costs more than answering it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, NamedTuple

#: Values kept of one company in all its answers: about ten megabytes. An answer of more than a quarter of
#: them is not kept: it would push out everything else.
MOST_CELLS = 200_000


class Answer(NamedTuple):
    """The rows of one question, as they came."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    @property
    def cells(self) -> int:
        return 1 + len(self.columns) * len(self.rows)


class KeptAnswers:
    """Question -> its answer and the state it was given in; the one asked least recently goes first.

    An answer holds for its state only, so whatever is stored next makes all of them worthless at
    once; nobody has to say which question a fact touches.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, tuple[object, Answer]] = OrderedDict()
        self._cells = 0

    def find(self, question: Hashable, *, state: object) -> Answer | None:
        """The answer given in this very state, if it is kept."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or kept[0] != state:
                return None
            self._kept.move_to_end(question)
            return kept[1]

    def keep(self, question: Hashable, answer: Answer, *, state: object) -> None:
        if answer.cells > MOST_CELLS // 4:
            return
        with self._lock:
            self._drop(question)
            self._kept[question] = (state, answer)
            self._cells += answer.cells
            while self._cells > MOST_CELLS:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self._cells = 0

    def _drop(self, question: Hashable) -> None:
        dropped = self._kept.pop(question, None)
        if dropped is not None:
            self._cells -= dropped[1].cells
