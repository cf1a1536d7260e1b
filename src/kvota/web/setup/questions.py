"""What is asked before a client leaves a stage: add a question, reword it, drop it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kvota.actions.ask_before_leaving import add_question, ask_again, drop_question, reword_question
from kvota.records.exit_questions import ExitQuestion
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked
from kvota.web.setup.stages import the_stage, to_funnel


@require_POST
def add(request: Asked, uid: UUID) -> HttpResponse:
    """One more question of a stage."""
    require(request.seat, "setup")
    stage = the_stage(request, uid)
    add_question(
        seat=request.seat,
        stage=stage,
        words=request.POST.get("words", ""),
        language=request.LANGUAGE_CODE,
        now=request.now,
    )
    messages.success(request, _("Saved."))
    return to_funnel(stage.funnel)


@require_POST
def change(request: Asked, uid: UUID) -> HttpResponse:
    """Reword a question, or ask it no more; its answers stay."""
    require(request.seat, "setup")
    question = _the_question(request, uid)
    if request.POST.get("drop"):
        drop_question(seat=request.seat, question=question, today=request.today, now=request.now)
        messages.success(request, _("Saved."), extra_tags=reverse("undo-question", args=[question.uid]))
    else:
        words, language = request.POST.get("words", ""), request.LANGUAGE_CODE
        reword_question(seat=request.seat, question=question, words=words, language=language, now=request.now)
        messages.success(request, _("Saved."))
    return to_funnel(question.stage.funnel)


@require_POST
def undo(request: Asked, uid: UUID) -> HttpResponse:
    """Ask a dropped question again, with its answers."""
    require(request.seat, "setup")
    question = _the_question(request, uid)
    ask_again(seat=request.seat, question=question, now=request.now)
    messages.success(request, _("Undone."))
    return to_funnel(question.stage.funnel)


def _the_question(request: Asked, uid: UUID) -> ExitQuestion:
    questions = ExitQuestion.visible_to(request.seat, on=request.today)
    question = questions.filter(uid=uid).select_related("stage__funnel").first()
    if question is None:
        raise Http404
    found: ExitQuestion = question
    return found
