"""The questions a company asks itself at a stage, and what is answered of a deal: never a condition."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import past_day, short_text
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.exit_questions import ANSWERS, TAKEN_BACK, ExitAnswer, ExitQuestion, answers_of
from kvota.records.funnels import Stage
from kvota.records.people import Seat
from kvota.records.rights import acting_for, require
from kvota.records.sequence import take

LONGEST = 120
MOST_QUESTIONS = 8


class QuestionNeeded(RuleError):
    code = "question_needed"
    sentence = "a question needs its words"


class TooManyQuestions(RuleError):
    """More than that nobody reads on the way to the next stage."""

    code = "too_many_questions"
    sentence = "a stage asks {most} questions at most"
    most: int


class UnknownAnswer(RuleError):
    code = "unknown_answer"
    sentence = "{answer} is no answer; send yes, no, not_yet, or nothing to take one back"
    answer: str


@dataclass(frozen=True)
class Answered:
    """The answers that were stored; those said already are not stored again."""

    answers: list[ExitAnswer]


def add_question(*, seat: Seat, stage: Stage, words: str, language: str, now: datetime) -> ExitQuestion:
    """Ask one more question before clients leave a stage."""
    require(seat, "setup")
    text = _words(words)
    with transaction.atomic():
        asked = ExitQuestion.objects.select_for_update().filter(stage=stage, removed_on=None)
        if len(asked) >= MOST_QUESTIONS:
            raise TooManyQuestions(most=MOST_QUESTIONS)
        question: ExitQuestion = ExitQuestion.objects.create(
            organisation=seat.organisation,
            stage=stage,
            rank=max([0, *(one.rank for one in asked)]) + 1,
            **{f"name_{language[:2]}": text},
        )
        question_event(seat, question, "question_added", now)
    return question


def reword_question(
    *, seat: Seat, question: ExitQuestion, words: str, language: str, now: datetime
) -> ExitQuestion:
    """Say a question in other words in one language; its answers stay."""
    require(seat, "setup")
    column, text = f"name_{language[:2]}", _words(words)
    if getattr(question, column) != text:
        with transaction.atomic():
            setattr(question, column, text)
            question.save(update_fields=[column])
            question_event(seat, question, "question_reworded", now)
    return question


def drop_question(*, seat: Seat, question: ExitQuestion, today: date, now: datetime) -> ExitQuestion:
    """Ask it no more; what was answered stays."""
    require(seat, "setup")
    with transaction.atomic():
        question.removed_on = today
        question.save(update_fields=["removed_on"])
        question_event(seat, question, "question_dropped", now)
    return question


def ask_again(*, seat: Seat, question: ExitQuestion, now: datetime) -> ExitQuestion:
    """Take the dropping of a question back, with all its answers."""
    require(seat, "setup")
    with transaction.atomic():
        question.removed_on = None
        question.save(update_fields=["removed_on"])
        question_event(seat, question, "question_added", now)
    return question


def answer_questions(
    *,
    seat: Seat,
    deal: Deal,
    answers: Mapping[ExitQuestion, str],
    now: datetime,
    today: date,
    occurred_on: date | None = None,
    uid: uuid.UUID | None = None,
) -> Answered:
    """Keep what was answered of a deal the seat may see; nothing said writes nothing.

    The newest answer counts, an empty one takes the earlier back: unanswered is not a no. With
    `uid`, made by the device, the same answers sent twice are stored once.
    """
    require(seat, "move")
    refuse_unknown(answers)
    day = past_day(occurred_on, today=today)
    with transaction.atomic():
        return store_answers(deal.locked(), answers, seat=seat, day=day, uid=uid, today=today, now=now)


def refuse_unknown(answers: Mapping[ExitQuestion, str]) -> None:
    for answer in answers.values():
        if answer not in {*ANSWERS, TAKEN_BACK}:
            raise UnknownAnswer(answer=answer[:20])


def store_answers(
    deal: Deal,
    answers: Mapping[ExitQuestion, str],
    *,
    seat: Seat,
    day: date,
    uid: uuid.UUID | None,
    today: date,
    now: datetime,
) -> Answered:
    """Write those answers of a locked deal that say something new, inside the caller's transaction."""
    ids = {question: _id_of(uid, question) for question in answers}
    sent = set(ExitAnswer.objects.filter(uid__in=ids.values()).values_list("uid", flat=True))
    stand = {question: one.answer for question, one in answers_of(deal).items()}
    new = {
        question: answer
        for question, answer in answers.items()
        if ids[question] not in sent and answer != stand.get(question.pk, TAKEN_BACK)
    }
    if not new:
        return Answered([])
    first = take(seat.organisation, len(new))
    stored = [
        ExitAnswer.objects.create(
            uid=ids[question],
            organisation_id=deal.organisation_id,
            deal=deal,
            question=question,
            answer=answer,
            sequence=first + place,
            occurred_on=day,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
        )
        for place, (question, answer) in enumerate(new.items())
    ]
    leave_event(
        organisation=seat.organisation,
        sequence=first,
        kind="questions_answered",
        seat=seat,
        subject=f"deal:{deal.uid}",
        recorded_at=now,
        payload={"answers": [[str(question.uid), answer] for question, answer in new.items()]}
        | acting_for(seat, deal.owner_id, on=today),
    )
    return Answered(stored)


def question_event(seat: Seat, question: ExitQuestion, kind: str, now: datetime) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"question:{question.uid}",
        recorded_at=now,
        payload={"stage": str(question.stage.uid), "words": str(question)},
    )


def _id_of(uid: uuid.UUID | None, question: ExitQuestion) -> uuid.UUID:
    """The id of one answer among those of one sending: the same sent twice gets the same."""
    return uuid.uuid5(uid, str(question.uid)) if uid else uuid.uuid4()


def _words(text: str) -> str:
    words = short_text(text, most=LONGEST)
    if not words:
        raise QuestionNeeded()
    return words
