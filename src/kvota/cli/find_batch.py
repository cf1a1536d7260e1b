"""Find the import a command names, in whichever company it is."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from kvota.cli.frame import stop

if TYPE_CHECKING:
    from kvota.records.imports import ImportBatch


def find_batch(name: str) -> ImportBatch:
    """The import with this id, or with this number where only one company has such a one."""
    from django.db.models import Q
    from django_scopes import scopes_disabled

    from kvota.records.imports import ImportBatch

    try:
        wanted = Q(number=int(name)) if name.isdecimal() and len(name) < 10 else Q(uid=UUID(name))
    except ValueError:
        stop(
            f"{name!r} is not the id of an import; `kvota import deals` prints one.",
            code="not_an_import_id",
            import_id=name,
        )
    with scopes_disabled():
        batches = ImportBatch.objects.defer("before", "faults").select_related("organisation")
        found = list(batches.filter(wanted)[:10])
    if not found:
        stop(f"There is no import {name}.", code="unknown_import", import_id=name)
    if len(found) > 1:
        names = ", ".join(f"{batch.organisation.name}: {batch.uid}" for batch in found)
        stop(
            f"Several companies have an import {name}; name it by its id. {names}.",
            code="several_imports",
            import_id=name,
        )
    return found[0]
