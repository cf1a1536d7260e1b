"""The eye: while it is closed, no sum is written anywhere, whoever stands beside the screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

HIDDEN = "•••"

_closed: ContextVar[bool] = ContextVar("sums_are_hidden", default=False)


def sums_are_hidden() -> bool:
    """Whether who reads now asked for no sums."""
    return _closed.get()


@contextmanager
def the_eye(*, closed: bool) -> Iterator[None]:
    """Write sums, or three dots in place of each, until the block ends.

    Examples
    --------
    >>> from kvota.language.formats import formats_for
    >>> with the_eye(closed=True):
    ...     formats_for("en", "GBP").money_short(-85_000_000)
    '•••'
    >>> formats_for("en", "GBP").money_short(-85_000_000)
    '−£850K'
    """
    before = _closed.set(closed)
    try:
        yield
    finally:
        _closed.reset(before)
