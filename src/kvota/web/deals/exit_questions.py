"""The questions before leaving a stage, as a form shows them and reads them: never a condition."""

from __future__ import annotations

from dataclasses import dataclass

from kvota.domain.selling.client_progress import Progress
from kvota.language.formats import Formats
from kvota.language.marks import listed
from kvota.language.names import EXIT_ANSWERS
from kvota.records.deals import Deal
from kvota.records.exit_questions import ANSWERS, ExitQuestion, answers_of, questions_of
from kvota.records.moves import present_funnel
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

FIELD = "question-"


@dataclass(frozen=True)
class Asked4Exit:
    """One question with what stands answered: `answer` is "" where nobody said anything."""

    field: str
    words: str
    answer: str
    answered: str
    said_by: str
    choices: list[tuple[str, str]]


@dataclass(frozen=True)
class QuestionsOfDeal:
    """What is asked where the deal stands, what was answered on its way, and how much, by stage id."""

    here: list[Asked4Exit]
    earlier: list[tuple[str, list[Asked4Exit]]]
    yes: dict[int, tuple[int, int]]


def questions_of_deal(
    request: Asked, deal: Deal, state: Progress, stages: StagesOfCompany, formats: Formats
) -> QuestionsOfDeal:
    """Read the questions of its funnel and its answers. Two queries, one where nothing is asked."""
    own = [stage for stage in stages.of_funnel(present_funnel(deal, state)) if stage.kind != "paid"]
    asked = questions_of(stage.pk for stage in own)
    answers = answers_of(deal) if asked else {}

    def shown(question: ExitQuestion) -> Asked4Exit:
        said = answers.get(question.pk)
        by = said.author.name if said and said.author else ""
        return Asked4Exit(
            field=f"{FIELD}{question.uid}",
            words=question.name_in(request.LANGUAGE_CODE),
            answer=said.answer if said else "",
            answered=str(EXIT_ANSWERS[said.answer if said else ""]),
            said_by=listed(filter(None, [by, formats.day_month(said.occurred_on)]), between="comma")
            if said
            else "",
            choices=[(value, str(EXIT_ANSWERS[value])) for value in (*ANSWERS, *([""] if said else []))],
        )

    by_stage = {stage.pk: [shown(one) for one in asked.get(stage.pk, [])] for stage in own}
    return QuestionsOfDeal(
        here=[one for stage in own if stage.rank == state.rank for one in by_stage[stage.pk]],
        earlier=[
            (stages.name(stage.pk), [one for one in by_stage[stage.pk] if one.answer])
            for stage in own
            if stage.rank != state.rank and any(one.answer for one in by_stage[stage.pk])
        ],
        yes={
            stage: (sum(one.answer == "yes" for one in found), len(found))
            for stage, found in by_stage.items()
            if found
        },
    )


def answers_in(request: Asked) -> dict[ExitQuestion, str]:
    """What a form says to which question; a question left alone is not in it."""
    said = {
        as_uid(name.removeprefix(FIELD)): value
        for name, value in request.POST.items()
        if name.startswith(FIELD)
    }
    wanted = [uid for uid in said if uid]
    if not wanted:
        return {}
    questions = ExitQuestion.visible_to(request.seat, on=request.today).filter(uid__in=wanted)
    return {question: str(said[question.uid]) for question in questions}
