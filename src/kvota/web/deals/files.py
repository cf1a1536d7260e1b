"""Files of a deal: attached, downloaded, taken away. What a stranger made is never opened inside a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from kvota.actions.attach_file import FileNeeded, attach_file, refuse_size, remove_file
from kvota.integrations.files.kept_files import KeptFiles
from kvota.language.formats import Formats
from kvota.records.attached_files import PIECE, AttachedFile, folder
from kvota.records.deals import Deal
from kvota.records.rights import may, require
from kvota.records.row import new_uid
from kvota.web.deals.the_deal import the_deal
from kvota.web.move_ids import move_id
from kvota.web.seat_in_force import Asked

# Whatever a browser makes of a download, it runs nothing in it and shows it in no page of ours.
POLICY = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@require_POST
def attach(request: Asked, uid: UUID) -> HttpResponse:
    """Keep a file under an id of its own, then say that it belongs to the deal; 302 back to it."""
    deal = the_deal(request, uid)
    require(request.seat, "edit_deal")
    upload = request.FILES.get("file")
    if upload is None:
        raise FileNeeded()
    refuse_size(upload.size or 0)
    kept, kept_as = KeptFiles(folder()), new_uid()
    stored: AttachedFile | None = None
    try:
        stored = attach_file(
            seat=request.seat,
            deal=deal,
            uid=move_id(request) or new_uid(),
            kept_as=kept_as,
            name=upload.name or "",
            size=upload.size or 0,
            sha256=_written(kept, kept_as, upload),
            now=request.now,
        )
    finally:
        if stored is None or stored.kept_as != kept_as:  # refused, or sent twice
            kept.forget(kept_as)
    messages.success(request, _("The file is attached."))
    return redirect("deal", uid=uid)


def _written(kept: KeptFiles, kept_as: UUID, upload: UploadedFile[Any]) -> str:
    """Write the file and return its hash."""
    digest = hashlib.sha256()

    def pieces() -> Iterator[bytes]:
        for piece in upload.chunks():
            digest.update(piece)
            yield piece

    kept.keep(kept_as, pieces())
    return digest.hexdigest()


def _in_sight(request: Asked, uid: UUID) -> AttachedFile:
    file: AttachedFile | None = (
        AttachedFile.visible_to(request.seat, on=request.today)
        .filter(uid=uid)
        .select_related("deal", "author")
        .first()
    )
    if file is None:
        raise Http404
    return file


@require_GET
def download(request: Asked, uid: UUID) -> StreamingHttpResponse:
    """The file as it came, always to be saved and never shown; 404 when it or its deal is not in sight."""
    file = _in_sight(request, uid)
    if not file.path.is_file():
        raise Http404
    response = StreamingHttpResponse(_pieces(file.path), content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = POLICY
    response["Cache-Control"] = "private, no-store"
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    """Opened when the first piece is asked for: an answer that nobody reads leaves no file open."""
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


@require_POST
def remove(request: Asked, uid: UUID) -> HttpResponse:
    """Take a file away; 302 to its deal."""
    file = _in_sight(request, uid)
    remove_file(seat=request.seat, file=file, now=request.now)
    messages.success(request, _("The file is taken away."))
    return redirect("deal", uid=file.deal.uid)


def files_of(request: Asked, deal: Deal, formats: Formats) -> list[dict[str, Any]]:
    """The files of a deal, the newest first, with their kind and size in words."""
    files = AttachedFile.objects.filter(deal=deal, removed_at=None).select_related("author")
    editor = may(request.seat, "edit_deal")
    leads = request.seat.role != "rep"
    return [
        {
            "file": file,
            "about": f"{ending_of(file.name)} · {size_words(file.size, formats)}",
            "may_remove": editor and (leads or file.author_id == request.seat.person_id),
        }
        for file in files.order_by("-sequence")
    ]


def ending_of(name: str) -> str:
    """PDF, JPG: what a file says it is. Nothing is believed of it."""
    stem, dot, ending = name.rpartition(".")
    return ending.upper() if dot and stem and len(ending) <= 5 and ending.isalnum() else _("File")


def size_words(size: int, formats: Formats) -> str:
    """1.2 MB, 340 KB, never zero."""
    if size >= 1024**2:
        return _("%(n)s MB") % {"n": formats.number(round(size / 1024**2, 1), 1)}
    return _("%(n)s KB") % {"n": formats.number(max(1, round(size / 1024)))}
