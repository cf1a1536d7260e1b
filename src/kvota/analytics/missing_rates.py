"""Sums that may leave out what has no rate: asked for by a page that then says what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_left_out: ContextVar[bool] = ContextVar("left out", default=False)


@contextmanager
def leaving_out_missing_rates() -> Iterator[None]:
    """Inside, what has no rate is left out of sums where it would refuse them all (`MissingRate`).

    Only for a page that names what is left out (`without_rate`): everywhere else a sum without some
    of its parts would be a lie, so a metric refuses.
    """
    token = _left_out.set(True)
    try:
        yield
    finally:
        _left_out.reset(token)


def rates_may_be_missing() -> bool:
    """Whether the page that asks says itself what is left out."""
    return _left_out.get()
