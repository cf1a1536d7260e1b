"""`/setup/import`: where a file is dropped, and every import so far with its undo."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from kvota.actions.apply_import import PREPARED
from kvota.actions.draft_import import begin_draft, forget_draft
from kvota.domain.errors import RuleError
from kvota.domain.importing.answers import Answers
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.language.errors import worded
from kvota.records.imports import ImportBatch
from kvota.records.rights import may
from kvota.records.row import new_uid
from kvota.web.pages import Pages
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.the_import import the_import, to_step
from kvota.web.setup.imports.work import files

# What a form holds beside the file: its boundaries and the token.
AROUND_THE_FILE = 64_000
DRAFTS_LIVE = timedelta(days=7)


@csrf_exempt  # the token is in the body, and a body that is too large is refused before it is read
@require_http_methods(["GET", "POST"])
def imports(request: Asked) -> HttpResponse:
    """The list; 302 to the first step for a file; 413 for one too large and 422 for what is no table."""
    if not may(request.seat, "import"):
        raise Http404
    if request.method == "GET":
        return _page(request)
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_IMPORT_BYTES + AROUND_THE_FILE:
        response = _page(request, refusal=_too_large(), status=413)
        response["Connection"] = "close"
        return response
    answer: HttpResponse = _receive(request)
    return answer


@csrf_protect
def _receive(request: Asked) -> HttpResponse:
    upload = request.FILES.get("file")
    pasted = request.POST.get("pasted", "")
    if upload is not None:
        return _begin(request, upload.name or "", upload.chunks())
    if pasted.strip():
        # Translators: the name that a table gets which was pasted instead of a file
        return _begin(request, _("pasted table"), BytesIO(pasted.encode()))
    return _page(request, refusal=_("Choose a file first."), status=422)


def _begin(request: Asked, name: str, pieces: Iterable[bytes]) -> HttpResponse:
    """Keep the file under an id of our own and look what it is; nothing stays of one that is no table."""
    uid, zone = new_uid(), ZoneInfo(request.organisation.time_zone)
    _forget_old_drafts(request)
    path = files().keep(uid, pieces)
    try:
        file = AnsweredFile.open(path, Answers(), name=name, zone=zone)
        said = _said_before(request, file)
        file = AnsweredFile.open(path, said, name=name, zone=zone) if said.as_dict() else file
        batch = begin_draft(
            seat=request.seat,
            uid=uid,
            kind=file.kind,
            file_name=name,
            file_hash=file.source.sha256,
            mapping=replace(said, kind=file.kind).as_dict() | {"header": list(file.source.header)},
            now=request.now,
        )
    except BaseException as fault:
        files().forget(uid)
        if isinstance(fault, RuleError):
            return _page(request, refusal=worded(fault), status=422)
        raise
    return to_step(batch, "file")


def _said_before(request: Asked, file: AnsweredFile) -> Answers:
    """What was said about this very file, else about the last one with these columns.

    The same questions are not asked each month; cells corrected by hand are those of one file.
    """
    imported = _visible(request).order_by("-number")
    same = imported.filter(state__in=["applied", "undone"], file_hash=file.source.sha256).first()
    if same is not None:
        return Answers.from_dict(same.mapping | {"kind": same.kind})
    applied = imported.filter(state="applied")
    for kind, mapping in applied.values_list("kind", "mapping")[:20]:
        if mapping.get("header") == list(file.source.header):
            return replace(Answers.from_dict(mapping | {"kind": kind}), corrections={})
    return Answers()


def _visible(request: Asked) -> QuerySet[ImportBatch]:
    batches: QuerySet[ImportBatch] = ImportBatch.visible_to(request.seat, on=request.today)
    return batches


def _forget_old_drafts(request: Asked) -> None:
    """Files that nobody went on with hold clients and sums: after a week they go."""
    drafts = _visible(request).filter(state__in=PREPARED).exclude(stored_file="")
    for batch in drafts.filter(started_at__lt=request.now - DRAFTS_LIVE):
        _forget(request, batch)


def _forget(request: Asked, batch: ImportBatch) -> None:
    forget_draft(seat=request.seat, batch=batch)
    files().forget(batch.uid)
    files().forget_refused(batch.uid)


@require_POST
def forget(request: Asked, uid: UUID) -> HttpResponse:
    """Give up an import that was never applied; 409 for one that was."""
    _forget(request, the_import(request, uid))
    messages.success(request, _("The file is deleted; nothing was imported."))
    return redirect("import")


def _too_large() -> str:
    return _("This file is too large for the page. The command line takes it: kvota import deals FILE")


def _page(request: Asked, *, refusal: str = "", status: int = 200) -> HttpResponse:
    batches = _visible(request).select_related("author")
    pages = Pages(request, batches.count())
    rows = [
        {
            "batch": batch,
            "is_draft": batch.state in PREPARED and bool(batch.stored_file),
            "has_refused": files().refused_path(batch.uid).exists(),
        }
        for batch in pages.cut(list(batches.order_by("-number")))
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "pages": pages,
        "refusal": refusal,
        "max_bytes": settings.MAX_IMPORT_BYTES,
    }
    return render(request, "setup/imports/imports.html", context, status=status)
