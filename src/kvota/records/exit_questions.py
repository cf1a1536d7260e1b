"""What a company asks itself before a client leaves a stage, and what was answered: never a condition."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.deals import Deal
from kvota.records.funnels import Stage, WorkedName
from kvota.records.row import Row

ANSWERS = ("yes", "no", "not_yet")
TAKEN_BACK = ""


class ExitQuestion(Row, WorkedName):
    """A short question of a stage, such as "Do we know who decides?". Nobody has to answer it."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="questions")
    rank = models.PositiveSmallIntegerField(default=1)
    removed_on = models.DateField(null=True, blank=True, help_text="kept for its answers, asked no more")

    class Meta(Row.Meta):
        ordering = ["rank", "id"]

    def __str__(self) -> str:
        return self.name_in("en")

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        questions: models.QuerySet[Self] = cls.objects.all()
        return questions


class ExitAnswer(Row):
    """What was said of one deal. Append-only: the newest counts, an empty one takes the answer back."""

    deal = models.ForeignKey(Deal, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(ExitQuestion, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=7, blank=True, choices=[(one, one) for one in ANSWERS])
    sequence = models.BigIntegerField()
    occurred_on = models.DateField()
    known_on = models.DateField()
    recorded_at = models.DateTimeField()
    author = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.CheckConstraint(
                condition=Q(answer__in=[*ANSWERS, TAKEN_BACK]), name="exit_answer_possible"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "sequence"], name="exitanswer_sequence")]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        answers: models.QuerySet[Self] = cls.objects.filter(deal__in=Deal.visible_to(seat, on=on))
        return answers


def questions_of(stages: Iterable[int]) -> dict[int, list[ExitQuestion]]:
    """The questions asked of each of these stages, in their order; stages without any are left out."""
    found: dict[int, list[ExitQuestion]] = {}
    for question in ExitQuestion.objects.filter(stage__in=list(stages), removed_on=None):
        found.setdefault(question.stage_id, []).append(question)
    return found


def answers_of(deal: Deal) -> dict[int, ExitAnswer]:
    """What stands answered of a deal, by question; what was taken back is unanswered. One query."""
    newest: dict[int, ExitAnswer] = {}
    for answer in ExitAnswer.objects.filter(deal=deal).select_related("author").order_by("sequence"):
        newest[answer.question_id] = answer
    return {question: answer for question, answer in newest.items() if answer.answer}
