"""One thing done to many deals at once, and what became of each."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Self

from django.db import models

from kvota.domain.errors import RuleError
from kvota.records.row import Row

DOINGS = ("reassign", "park", "next_step", "retire")
OUTCOMES = ("done", "same", "refused")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class ManyAtOnce(Row):
    """What a person did to many deals in one go. Its uid is made by his device, so that it is done once.

    The changes themselves are facts of the deals, written by the command of a single one; this
    only remembers what was asked, so that each row has its answer and all of it one undo.
    """

    doing = models.CharField(max_length=10, choices=[(doing, doing) for doing in DOINGS])
    asked = models.JSONField(default=dict, help_text="the person, the day, the words that were chosen")
    author = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Each sees what he did himself."""
        mine: models.QuerySet[Self] = cls.objects.all()
        return mine.filter(author_id=seat.person_id)


class OneOfMany(models.Model):
    """What became of one deal, in the order asked: done, so already, or refused with its reason."""

    id = models.BigAutoField(primary_key=True)
    many = models.ForeignKey(ManyAtOnce, on_delete=models.CASCADE, related_name="rows")
    deal = models.ForeignKey("records.Deal", on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=7, choices=[(outcome, outcome) for outcome in OUTCOMES])
    code = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=dict)
    before = models.JSONField(default=dict, help_text="what an undo gives back")
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["many", "deal"], name="one_of_many_once")]

    def refuse(self, refused: RuleError) -> None:
        """Remember why, for every language to word."""
        self.code = refused.code
        self.fields = {name: _plain(value) for name, value in refused.fields.items()}

    def refusal(self) -> dict[str, Any]:
        """The fields of the refusal, days as days again."""
        return {
            name: date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else value
            for name, value in self.fields.items()
        }


def _plain(value: object) -> object:
    return value if isinstance(value, int | str) or value is None else str(value)
