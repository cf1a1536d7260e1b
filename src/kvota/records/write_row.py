"""Write one new row by the INSERT of its model, which is made once."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models


def write_row(row: models.Model) -> None:
    """Store a row that has no number yet: what `save(force_insert=True)` stores, without its signals."""
    text, fields = _insert(type(row), connection.vendor)
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


@cache
def _insert(model: type[models.Model], vendor: str) -> tuple[str, tuple[models.Field[Any, Any], ...]]:
    fields = tuple(field for field in model._meta.concrete_fields if not field.primary_key)
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    table, key = quoted(model._meta.db_table), quoted(model._meta.pk.column)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks}) RETURNING {key}", fields
