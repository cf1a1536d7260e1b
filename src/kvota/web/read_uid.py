"""Read an id as addresses, forms and events hold it, and the row it belongs to."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

Found = TypeVar("Found", bound=Model)


def as_uid(text: object) -> UUID | None:
    """The id, None for what is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def row_of(rows: QuerySet[Found], text: object) -> Found | None:
    """The row with this id among those that may be read, None for any other and for what is no id."""
    uid = as_uid(text)
    return rows.filter(uid=uid).first() if uid else None
