"""The file of refused rows: as they came, each with its reason, to be mended and dropped again."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404
from django.views.decorators.http import require_GET

from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.the_import import the_import
from kvota.web.setup.imports.work import files


@require_GET
def refused_rows(request: Asked, uid: UUID) -> FileResponse:
    """CSV with a BOM, under a name of our own; 404 when nothing was refused."""
    batch = the_import(request, uid)
    path = files().refused_path(batch.uid)
    if not path.exists():
        raise Http404
    name = f"kvota-import-{batch.number}-refused.csv"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8"
    )
