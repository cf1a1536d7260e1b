"""The threads of a process write to SQLite one after the other, in the order they came."""

from __future__ import annotations

from collections import deque
from functools import cache
from threading import Lock
from typing import Any


class Turns:
    """A lock that is handed to whoever has waited longest.

    A plain Lock goes to whoever asks at the right moment, so one of many can wait while the
    others take it again and again.
    """

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False

    def take(self, *, seconds: float) -> bool:
        """Wait for the turn; False if it did not come in time."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=seconds):
            return True
        with self._guard:
            if mine in self._waiting:
                self._waiting.remove(mine)
                return False
        return True  # it was handed over at the last moment

    def give(self) -> None:
        """Hand the turn to the next in line."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False


def connection_in_turn(driver: Any, *, seconds: float) -> type[Any]:
    """Return a connection class whose transactions wait for one another here, not in SQLite.

    SQLite lets a waiting writer sleep up to 100 ms and look again, whoever came first; with
    the wait here it goes on when its turn comes. Of one process: others meet at SQLite's own
    lock, as before.
    """
    turns = Turns()

    class Connection(driver.Connection):  # type: ignore[misc]
        has_turn = False

        def cursor(self, factory: Any = driver.Cursor) -> Any:
            return super().cursor(_in_turn(factory))

        def take_turn(self) -> None:
            if not self.has_turn and not turns.take(seconds=seconds):
                raise driver.OperationalError("database is locked: the writers before took too long")
            self.has_turn = True

        def end_turn(self) -> None:
            if self.has_turn:
                self.has_turn = False
                turns.give()

        def commit(self) -> None:
            super().commit()  # a refused commit keeps the turn: a rollback follows
            self.end_turn()

        def rollback(self) -> None:
            try:
                super().rollback()
            finally:
                self.end_turn()

        def close(self) -> None:
            try:
                super().close()
            finally:
                self.end_turn()

    return Connection


@cache
def _in_turn(factory: type[Any]) -> type[Any]:
    """The cursor Django asks for; the transaction it begins waits for its turn."""

    class Cursor(factory):  # type: ignore[misc]
        def execute(self, query: str, *parameters: Any) -> Any:
            if not query.startswith("BEGIN"):
                return super().execute(query, *parameters)
            self.connection.take_turn()
            try:
                return super().execute(query, *parameters)
            except BaseException:
                self.connection.end_turn()
                raise

    return Cursor
