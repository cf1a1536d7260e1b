"""Read an id as addresses and forms hold it."""

from __future__ import annotations

from uuid import UUID


def as_uid(text: str) -> UUID | None:
    """The id, None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
