"""`/review/funnel`: the process, not the wishes. Stage by stage: who entered, left, stays, how long."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from kvota.analytics.metrics.clients_in_work import StageInWork, clients_in_work
from kvota.analytics.metrics.conversion import StageConversion, conversion
from kvota.analytics.metrics.days_in_stage import StageSpeed, days_in_stage
from kvota.analytics.metrics.exit_answers import Answered, exit_answers
from kvota.analytics.metrics.moves_per_day import DayMoves, moves_per_day
from kvota.language.names import EXIT_ANSWERS
from kvota.records.exit_questions import ExitQuestion, questions_of
from kvota.records.funnels import Stage
from kvota.web.funnel_switch import read_funnel
from kvota.web.review.views import review_views
from kvota.web.scope_bar import read_scope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class StageRow:
    """One stage with everything known of it; None where nothing is."""

    stage: Stage
    name: str
    work: StageInWork | None
    conversion: StageConversion | None
    speed: StageSpeed | None
    questions: list[QuestionLine] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionLine:
    """A question of a stage over the clients who stand there: each count with the words of its list."""

    uid: str
    words: str
    share: float
    counts: list[tuple[str, str, int]]


def funnel(request: Asked) -> HttpResponse:
    """The cohort that entered in the period, the days of all, the clients of today. Four questions."""
    stages = StagesOfCompany(request)
    funnels = read_funnel(request, stages)
    page = read_scope(request, kind="quarter", views=review_views(), parts=funnels.parts)
    organisation, day = request.organisation, request.today
    work = clients_in_work(organisation, scope=page.scope, as_of=day, funnel=funnels.number)
    at = {one.stage: one for one in work.stages}
    shares = {
        one.stage: one for one in conversion(organisation, scope=page.scope, cohort=page.period, as_of=day)
    }
    speeds = {one.stage: one for one in days_in_stage(organisation, as_of=day)}
    here = {stage.pk for stage in funnels.stages}
    late = [
        speed.late_days for speed in speeds.values() if speed.late_days is not None and speed.stage in here
    ]
    moves = moves_per_day(
        organisation, scope=page.scope, period=page.period, as_of=day, funnel=funnels.number
    )
    asked = questions_of(here)
    answered = exit_answers(organisation, scope=page.scope, as_of=day) if asked else {}
    context: dict[str, Any] = {
        "scope": page,
        "funnels": funnels,
        "rows": [
            StageRow(
                stage,
                stages.name(stage.pk),
                at.get(stage.pk),
                shares.get(stage.pk),
                speeds.get(stage.pk),
                _lines(request, asked.get(stage.pk, []), answered),
            )
            for stage in funnels.stages
            if stage.kind != "paid"
        ],
        "longest_days": max(late, default=0),
        "in_work": work,
        "moves": _sum(moves),
        "spark": [each.moves.forward for each in moves if each.on <= day][-60:],
        "most": max([1, *(one.entered for one in shares.values() if one.stage in here)]),
    }
    return render(request, "review/funnel.html", context)


def _lines(
    request: Asked, questions: list[ExitQuestion], answered: dict[int, Answered]
) -> list[QuestionLine]:
    """Only questions of stages where somebody stands: of nobody nothing can be said."""
    found = []
    for question in questions:
        one = answered.get(question.pk)
        if one is not None:
            counts = {"yes": one.yes, "no": one.no, "not_yet": one.not_yet, "none": one.unanswered}
            found.append(
                QuestionLine(
                    uid=str(question.uid),
                    words=question.name_in(request.LANGUAGE_CODE),
                    share=one.share,
                    counts=[
                        (said, str(EXIT_ANSWERS["" if said == "none" else said]), count)
                        for said, count in counts.items()
                    ],
                )
            )
    return found


def _sum(days: list[DayMoves]) -> dict[str, int]:
    names = ("forward", "back", "entries", "results", "touches", "attempts")
    return {name: sum(getattr(each.moves, name) for each in days) for name in names}
