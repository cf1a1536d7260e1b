"""An empty database gets its tables at once; they are those that every migration in turn makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Tables = dict[str, Any]

#: Django's own: by its migrations it numbers these pairs in 8 bytes, by its models in 4. Nobody uses them.
OF_DJANGO = "auth_group_permissions"


@pytest.mark.django_db(transaction=True)
def test_tables_made_at_once_are_those_of_every_migration_in_turn() -> None:
    """The tests' own database was made at once: pytest asks for it with the same command."""
    at_once = tables()
    recorded = set(MigrationRecorder(connection).applied_migrations())
    assert recorded == set(MigrationLoader(connection).disk_migrations)
    drop_everything()
    assert tables() == {}
    call_command(migrate.Command(), verbosity=0, interactive=False)  # Django's own
    assert tables() == at_once


def drop_everything() -> None:
    with connection.constraint_checks_disabled(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("sqlite_"):  # its own statistics
                continue
            cascade = " cascade" if connection.vendor == "postgresql" else ""
            cursor.execute(f"drop table {connection.ops.quote_name(table)}{cascade}")


def tables() -> Tables:
    """Columns, keys, indexes and checks by table, without the order of the columns."""
    with connection.cursor() as cursor:
        inspect = connection.introspection
        return {
            table: (
                sorted(
                    (c.name, str(c.type_code), c.null_ok, c.default, c.internal_size)
                    for c in inspect.get_table_description(cursor, table)
                ),
                sorted(inspect.get_relations(cursor, table).items()),
                sorted(rules(inspect.get_constraints(cursor, table))),
                indexes(cursor, table),
            )
            for table in inspect.table_names(cursor)
            if table != OF_DJANGO and not table.startswith("sqlite_")
        }


def rules(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """SQLite numbers rules without a name in the order of the columns, which says nothing."""
    for name, rule in found.items():
        yield "" if name.startswith(("fk_", "__unnamed")) else name, repr(rule)


def indexes(cursor: Any, table: str) -> list[str]:
    """The texts of indexes: their conditions too, which Django's introspection leaves out."""
    if connection.vendor == "postgresql":
        cursor.execute("select indexdef from pg_indexes where tablename = %s", [table])
    else:
        cursor.execute("select sql from sqlite_master where type = 'index' and tbl_name = %s", [table])
    return sorted(text for (text,) in cursor.fetchall() if text)
