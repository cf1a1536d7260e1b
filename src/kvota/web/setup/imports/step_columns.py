"""Step 2: which column is what, what its stages mean, whose deals they are, in which currency."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.actions.draft_import import keep_answers
from kvota.actions.imported_names import aliases_known
from kvota.domain.errors import RuleError
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.column_values import ColumnValue
from kvota.domain.importing.fields import FIELDS, NUMBER_FIELDS
from kvota.domain.money.currencies import EXPONENTS
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.language.errors import worded
from kvota.language.names import FILE_FIELDS
from kvota.records.imports import ImportBatch
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.column_lines import (
    AS_TAG,
    MOST_COLUMNS,
    Chosen,
    chosen_in,
    chosen_so_far,
    column_lines,
    columns_of,
    tags_in,
)
from kvota.web.setup.imports.name_lines import (
    people_meant,
    people_of,
    person_lines,
    spellings,
    spellings_meant,
)
from kvota.web.setup.imports.stage_lines import stage_lines, stages_meant, status_choices, status_lines
from kvota.web.setup.imports.the_import import elsewhere, frame, to_step
from kvota.web.setup.imports.work import check, file_of

# The columns whose values are asked about below the map.
ASKED = ("stage", "status", "owner", "product", "client")


def step_columns(request: Asked, batch: ImportBatch) -> HttpResponse:
    """The page; 302 to the check, or back here when the columns changed; 422 with what is wrong with them."""
    away = elsewhere(request, batch)
    if away is not None:
        return away
    file = file_of(batch)
    if request.method == "GET":
        return _page(request, batch, file, chosen_so_far(file))
    chosen = chosen_in(request.POST, file.source.header, kind=file.kind)
    try:
        said = _said(request, file, chosen)
        keep_answers(
            seat=request.seat, batch=batch, answers=said, header=file.source.header, today=request.today
        )
        file = replace(file, answers=said)
        if (
            request.POST.get("look")
            or request.POST.get("keep_rest")
            or _asked_of(file) != request.POST.get("asked_of")
        ):
            return to_step(batch, "columns")
        check(request, batch, file)
    except RuleError as refused:
        return _page(request, batch, file, chosen, refusal=worded(refused))
    return to_step(batch, "check")


def show_columns(request: Asked, batch: ImportBatch, *, refusal: str) -> HttpResponse:
    """The page as it is, with what was refused on it."""
    file = file_of(batch)
    return _page(request, batch, file, chosen_so_far(file), refusal=refusal)


def _said(request: Asked, file: AnsweredFile, chosen: Chosen) -> Answers:
    """What the form says, as far as it was asked about the columns that are chosen now."""
    post, known = request.POST, aliases_known()
    columns = columns_of(chosen, file.source.header, kind=file.kind)
    currency = post.get("currency", "")
    said = replace(
        file.answers,
        columns=columns,
        tags=tags_in(chosen, file.source.header),
        currency=currency if currency in EXPONENTS else "",
    )
    if file.kind != "deals":
        return said
    if _asked_of(replace(file, answers=said)) != post.get("asked_of"):
        return replace(said, stage_kinds={}, aliases={})
    kinds, stages = stages_meant(request, _pairs(request, "stage"), known=known.get("stage", {}))
    told, _none = stages_meant(request, _pairs(request, "status"), known={})
    people = people_meant(_pairs(request, "person"), people_of(request), known=known.get("owner", {}))
    aliases = {"stage": stages, "owner": people} | spellings_meant(post, known=known)
    return replace(
        said,
        stage_kinds=kinds | told,
        aliases={field: meant for field, meant in aliases.items() if meant},
    )


def _pairs(request: Asked, name: str) -> list[tuple[str, str]]:
    names, means = request.POST.getlist(f"{name}-name"), request.POST.getlist(f"{name}-means")
    return list(zip(names, means, strict=False))


def _asked_of(file: AnsweredFile) -> str:
    """The columns that the questions below the map are about: other columns, other questions."""
    if file.kind != "deals":
        return ""
    # No line break between them: browsers send one as two characters.
    return ";".join(f"{field}={file.columns.column(field)}" for field in ASKED)


def _page(
    request: Asked, batch: ImportBatch, file: AnsweredFile, chosen: Chosen, *, refusal: str = ""
) -> HttpResponse:
    context: dict[str, Any] = frame(batch, "columns", refusal=refusal) | {
        "lines": column_lines(file, chosen),
        "beyond": max(len(file.source.header) - MOST_COLUMNS, 0),
        "kind": file.kind,
        "fields": [(field, FILE_FIELDS[field]) for field in FIELDS[file.kind]],
        "as_tag": AS_TAG if file.kind == "deals" else "",
        "may_keep_rest": file.kind == "deals" and len(chosen) < min(len(file.source.header), MOST_COLUMNS),
        "known": sum(field != AS_TAG for field in chosen.values()),
        "columns": len(file.source.header),
        "currency": file.answers.currency or request.organisation.currency,
        "currencies": sorted(EXPONENTS),
        "currency_said_by_file": "currency" in chosen.values(),
        "has_sums": bool(NUMBER_FIELDS & set(FIELDS[file.kind])),
        "no_client": file.kind == "deals" and "client" not in chosen.values(),
    }
    if file.has_columns and file.kind == "deals":
        context |= _questions(request, file)
    return render(request, "setup/imports/columns.html", context, status=422 if refusal else 200)


def _questions(request: Asked, file: AnsweredFile) -> dict[str, Any]:
    """What is asked about the values of the mapped columns. One reading of the file."""
    said, known = file.answers, aliases_known()
    values: dict[str, tuple[ColumnValue, ...]] = file.values(ASKED)
    people = people_of(request)
    return {
        "asked_of": _asked_of(file),
        "stages": stage_lines(
            request,
            values["stage"],
            said,
            known=known.get("stage", {}),
            told_by_status=bool(values["status"]),
        ),
        "statuses": status_lines(values["status"], said),
        "status_choices": status_choices(),
        "persons": person_lines(values["owner"], people, said, known=known.get("owner", {})),
        "people": people,
        "newcomer": _("somebody new"),
        "spellings": spellings(request, values, said, known=known),
    }
