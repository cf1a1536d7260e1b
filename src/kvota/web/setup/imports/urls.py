"""The addresses of the import wizard."""

from __future__ import annotations

from django.urls import path

from kvota.web.setup.imports import (
    apply,
    cancel,
    imports,
    mapping,
    progress,
    refused_rows,
    rows_by_kind,
    steps,
    undo,
)

urlpatterns = [
    path("setup/import", imports.imports, name="import"),
    path("setup/import/<uuid:uid>/apply", apply.apply, name="apply-import"),
    path("setup/import/<uuid:uid>/cancel", cancel.cancel, name="cancel-import"),
    path("setup/import/<uuid:uid>/progress", progress.progress, name="import-progress"),
    path("setup/import/<uuid:uid>/mapping.json", mapping.mapping, name="import-mapping"),
    path("setup/import/<uuid:uid>/refused.csv", refused_rows.refused_rows, name="import-refused"),
    path("setup/import/<uuid:uid>/rows/<str:kind>", rows_by_kind.rows_by_kind, name="import-rows"),
    path("setup/import/<uuid:uid>/undo", undo.undo, name="undo-import"),
    path("setup/import/<uuid:uid>/forget", imports.forget, name="forget-import"),
    path("setup/import/<uuid:uid>/<str:step>", steps.step, name="import-step"),
]
