"""What the database knows about its own tables when it chooses an index."""

from __future__ import annotations

from django.db import connection

from kvota.records.imported_rows import POINTING_FIRST

ROWS_LOOKED_AT = 1_000


def learn_sizes() -> None:
    """Let the database look at its tables. Milliseconds on SQLite, tenths of a second on PostgreSQL.

    Every question names the company besides a deal or a client. Without numbers SQLite takes
    both conditions for equally sharp and may walk through the whole company: the moves of one
    deal then took 4 ms among 20,000 and would take half a second among millions. PostgreSQL
    learns by itself, some minutes after a large import.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
            cursor.fetchall()
            cursor.execute("ANALYZE")
        else:
            tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in POINTING_FIRST)
            cursor.execute(f"ANALYZE {tables}")
