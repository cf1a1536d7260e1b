"""Django's `migrate`, with a short way for an empty database.

Walking every migration from the first one costs 3.4 s of processor, for Django renders all models anew
before each operation. Tables made at once from the models of today cost 0.3 s and are the same but for
the order of their columns, which nothing reads; tests/records/test_tables_made_at_once.py compares them.
No migration of kvota or of a library it uses moves rows that an empty database could have.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

#: Asked with any of these, Django's own way is meant.
_OTHERWISE = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if any(options[name] for name in _OTHERWISE) or connection.introspection.table_names():
            super().handle(*args, **options)
            return
        # One transaction: stopped halfway, the next command finds an empty database again.
        with connection.schema_editor() as editor:
            for model in apps.get_models():
                if model._meta.can_migrate(connection):
                    editor.create_model(model)
            recorder = MigrationRecorder(connection)
            for app, name in sorted(MigrationLoader(connection).disk_migrations):
                recorder.record_applied(app, name)
        emit_post_migrate_signal(options["verbosity"], options["interactive"], connection.alias, plan=[])
