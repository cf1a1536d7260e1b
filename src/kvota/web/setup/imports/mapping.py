"""What was said about a file, down as JSON and up again: for the same export in another house."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kvota.actions.draft_import import keep_answers
from kvota.domain.errors import RuleError
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.mapping_file import MOST_BYTES, MappingUnread, answers_of, mapping_text
from kvota.language.errors import worded
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.step_columns import show_columns
from kvota.web.setup.imports.the_import import elsewhere, the_import, to_step
from kvota.web.setup.imports.work import file_of


@require_http_methods(["GET", "POST"])
def mapping(request: Asked, uid: UUID) -> HttpResponse:
    """The JSON file; 302 to the columns when one was taken; 422 with what is wrong with it."""
    batch = the_import(request, uid)
    if request.method == "GET":
        said = replace(Answers.from_dict(batch.mapping), kind=batch.kind)
        answer = HttpResponse(mapping_text(said), content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="kvota-import-{batch.number}-mapping.json"'
        return answer
    away = elsewhere(request, batch)
    if away is not None:
        return away
    try:
        said = _taken(request)
        said = replace(said, corrections=Answers.from_dict(batch.mapping).corrections)
        file = file_of(batch, said)
        assert file.columns and file.formats  # whatever it names must be there, now and not two steps later
        said = replace(said, kind=file.kind)
        keep_answers(
            seat=request.seat, batch=batch, answers=said, header=file.source.header, today=request.today
        )
    except RuleError as refused:
        return show_columns(request, batch, refusal=worded(refused))
    messages.success(request, _("The mapping is taken over."))
    return to_step(batch, "columns")


def _taken(request: Asked) -> Answers:
    upload = request.FILES.get("mapping")
    if upload is None or upload.size is None or upload.size > MOST_BYTES:
        raise MappingUnread(place="JSON")
    try:
        return answers_of(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise MappingUnread(place="UTF-8") from None
