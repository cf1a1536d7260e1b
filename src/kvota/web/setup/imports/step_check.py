"""Step 3: what importing would do, exactly; what has to be asked first; which rows stay out and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kvota.actions.apply_import import PREPARED
from kvota.actions.draft_import import keep_answers
from kvota.domain.errors import RuleError
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.corrections import LONGEST_CELL
from kvota.language.errors import worded, worded_code
from kvota.language.formats import formats_for
from kvota.records.imports import ImportBatch
from kvota.web.pages import Pages
from kvota.web.seat_in_force import Asked
from kvota.web.setup.imports.how_far import how_far
from kvota.web.setup.imports.how_it_is_read import ORDERS, read_as
from kvota.web.setup.imports.rows_to_mend import (
    corrected_cells,
    corrections_typed,
    faults_by_row,
    rows_to_mend,
)
from kvota.web.setup.imports.step_file import mark_name, order_name
from kvota.web.setup.imports.the_import import (
    elsewhere,
    frame,
    is_counted,
    is_prepared,
    to_step,
)
from kvota.web.setup.imports.work import check, file_of


def step_check(request: Asked, batch: ImportBatch) -> HttpResponse:
    """The counts, the questions, or how far the worker is; 302 to the columns while nothing was counted."""
    away = elsewhere(request, batch)
    if away is not None:
        return away
    begins_again = request.method == "POST" and request.POST.get("again") and batch.state in PREPARED
    if not is_prepared(batch) and not begins_again:
        return _waiting(request, batch)
    if request.method == "POST":
        return _answered(request, batch)
    return _page(request, batch) if is_counted(batch) else to_step(batch, "columns")


def _answered(request: Asked, batch: ImportBatch) -> HttpResponse:
    """Take the answers to the questions, and count."""
    try:
        said, header = _said(request, batch), batch.mapping.get("header", [])
        keep_answers(seat=request.seat, batch=batch, answers=said, header=header, today=request.today)
        check(request, batch, file_of(batch, said))
    except RuleError as refused:
        return _page(request, batch, refusal=worded(refused))
    return to_step(batch, "check")


def count_what_was_typed(request: Asked, batch: ImportBatch) -> bool:
    """Take the cells that the form brings and that were not counted yet; False if there is none."""
    said = Answers.from_dict(batch.mapping)
    typed = corrections_typed(request.POST, batch)
    if typed == said.corrections:
        return False
    answers, header = replace(said, corrections=typed), batch.mapping.get("header", [])
    keep_answers(seat=request.seat, batch=batch, answers=answers, header=header, today=request.today)
    check(request, batch, file_of(batch, answers))
    return True


def _said(request: Asked, batch: ImportBatch) -> Answers:
    said = Answers.from_dict(batch.mapping)
    orders, marks = dict(said.orders), dict(said.marks)
    for question in batch.counts.get("questions", ()):
        answer = request.POST.get(f"answer-{question['field']}", "")
        if answer in ORDERS and question["is_date"]:
            orders[question["field"]] = answer
        elif answer in {".", ","} and not question["is_date"]:
            marks[question["field"]] = answer
    typed = corrections_typed(request.POST, batch)
    return replace(said, orders=orders, marks=marks, corrections=typed)


def _page(request: Asked, batch: ImportBatch, *, refusal: str = "") -> HttpResponse:
    counts = batch.counts
    refused = counts.get("refusal")
    if refused and not refusal:
        refusal = worded_code(refused["code"], refused["fields"])
    elif batch.state == "failed" and not refusal:
        refusal = _("The import broke off. Nothing of it counts, and the file is still here: try again.")
    template = "setup/imports/questions.html" if counts.get("questions") else "setup/imports/check.html"
    rows = faults_by_row(batch.faults)
    pages = Pages(request, len(rows))
    context: dict[str, Any] = frame(batch, "check", refusal=refusal) | {
        "counts": counts,
        "is_counted": "new" in counts,
        "good": sum(counts.get(name, 0) for name in ("new", "updated", "unchanged")),
        "questions": [_question(request, question) for question in counts.get("questions", ())],
        "pages": pages,
        "rows": rows_to_mend(batch, pages.cut(rows)),
        "corrected": corrected_cells(batch),
        "longest": LONGEST_CELL,
    }
    return render(request, template, context, status=422 if refusal and request.method == "POST" else 200)


def _question(request: Asked, question: dict[str, Any]) -> dict[str, Any]:
    """A question with what each answer would make of its first example."""
    written = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    answers = ("dmy", "mdy", "ymd") if question["is_date"] else (",", ".")
    name = order_name if question["is_date"] else mark_name
    cell = question["examples"][0]["value"] if question["examples"] else ""
    choices = []
    for answer in answers:
        means = read_as(cell, answer, written, is_date=question["is_date"])
        if means:
            choices.append((answer, means, name(answer)))
    suggested = name(question["suggestion"]) if question["suggestion"] else ""
    return question | {"choices": choices, "suggested": suggested}


def _waiting(request: Asked, batch: ImportBatch) -> HttpResponse:
    context = frame(batch, "check") | {"far": how_far(batch)}
    return render(request, "setup/imports/waiting.html", context)
