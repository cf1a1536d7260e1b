"""A list as somebody wants to find it again: its filter and its order under a name."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.row import Row

LISTS = ("deals",)


class SavedView(Row):
    """The filter and the order of a list under a name, for one person or for the whole company.

    Who and when are not kept: they stand in the address of every page and go along. A view
    with a month in it would be wrong a month later, one with a unit a dead end for others.
    """

    list_name = models.CharField(max_length=20, choices=[(name, name) for name in LISTS])
    name = models.CharField(max_length=60)
    asks = models.JSONField(default=dict, help_text="parts of the address: show, stage, sort")
    author = models.ForeignKey("records.Person", on_delete=models.CASCADE, related_name="+")
    shared = models.BooleanField(default=False)

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(fields=["author", "list_name", "name"], name="saved_view_name"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """One's own views, and those that somebody keeps for all."""
        views: models.QuerySet[Self] = cls.objects.all()
        return views.filter(Q(author_id=seat.person_id) | Q(shared=True))
