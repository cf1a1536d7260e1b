"""Clients that a person said are one, from a day on; and names that a person said are two."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.row import Row
from kvota.records.selling import Client


class ClientMerge(Row):
    """From a day on a client is another one: every reader follows, and no deal is touched.

    The deals keep the client they were given, so earlier days answer as they did, a file
    imported again finds them as it left them, and taking a merge back needs no memory of
    what was moved. A merge taken back counts for the days in between.
    """

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    survivor = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, help_text="the first day it was taken back")
    sequence = models.BigIntegerField(help_text="of its event: deals above it came after the merge")
    author = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField()
    said_before = models.JSONField(
        default=dict, help_text="what the choice changed on the survivor: column, before, after"
    )
    taken_back_by = models.ForeignKey("records.Person", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(
                fields=["client"], condition=Q(to_on=None), name="client_merged_into_one"
            ),
            models.CheckConstraint(condition=~Q(client=models.F("survivor")), name="client_merge_of_two"),
        ]

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """The merges of the clients the seat may read."""
        merges: models.QuerySet[Self] = cls.objects.all()
        return merges.filter(survivor__in=Client.visible_to(seat, on=on))


class NamesApart(Row):
    """Two names that look alike and are two clients: nobody is asked again.

    Kept by name and not by row, so that a file taken out and imported anew asks nothing either.
    """

    first_key = models.CharField(max_length=200)
    second_key = models.CharField(max_length=200)
    author = models.ForeignKey("records.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta(Row.Meta):
        constraints = [
            *Row.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "first_key", "second_key"], name="names_apart_once"
            ),
        ]


def point_at_survivors() -> None:
    """Let every client of the company point at whom he is today. Two queries, and what changes."""
    into = dict(ClientMerge.objects.filter(to_on=None).values_list("client_id", "survivor_id"))
    stored = dict(
        Client.objects.filter(Q(merged_into__isnull=False) | Q(pk__in=into)).values_list(
            "pk", "merged_into_id"
        )
    )
    for client, points_at in stored.items():
        survivor = into.get(client)
        while survivor in into:
            survivor = into[survivor]
        if survivor != points_at:
            Client.objects.filter(pk=client).update(merged_into=survivor)
