"""Tries that reached nobody are counted per person, day and action."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from kvota.actions.plain_values import DayInTheFuture
from kvota.actions.record_attempt import (
    NothingToTakeBack,
    SameIdOtherTry,
    TriesNotPossible,
    record_attempt,
)
from kvota.actions.record_move import UnknownAction
from kvota.records.models import Attempt, Event
from kvota.records.rights import NotAllowed


@pytest.fixture
def try_(company, now, today):
    def record(action: str = "call", count: int = 1, *, by: str = "Maria", **said: object) -> int:
        said = {"now": now, "today": today, **said}
        return record_attempt(seat=company.seats[by], action=action, count=count, **said)

    return record


def test_tries_add_up_for_the_person_the_day_and_the_action(try_, today) -> None:
    assert [try_(), try_(), try_("visit"), try_(by="Ivan")] == [1, 2, 1, 1]
    assert try_(occurred_on=today - timedelta(days=1)) == 1
    assert Event.objects.filter(kind="attempt_recorded").count() == 5


def test_one_is_taken_back_and_never_below_none(try_) -> None:
    assert [try_(), try_(count=-1)] == [1, 0]
    with pytest.raises(NothingToTakeBack):
        try_(count=-1)
    assert Attempt.objects.count() == 2


def test_what_another_person_tried_is_not_taken_back(try_) -> None:
    try_(by="Ivan")
    with pytest.raises(NothingToTakeBack):
        try_(count=-1, by="Maria")


def test_the_same_id_twice_is_one_try(try_) -> None:
    uid = uuid4()
    assert [try_(uid=uid), try_(uid=uid)] == [1, 1]
    with pytest.raises(SameIdOtherTry):
        try_("visit", uid=uid)
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("count", [0, 501, -501])
def test_a_count_that_cannot_be_is_refused(try_, count: int) -> None:
    with pytest.raises(TriesNotPossible):
        try_(count=count)


def test_neither_unknown_actions_nor_tomorrow_nor_an_owner(try_, today) -> None:
    with pytest.raises(UnknownAction):
        try_("dance")
    with pytest.raises(DayInTheFuture):
        try_(occurred_on=today + timedelta(days=1))
    with pytest.raises(NotAllowed):
        try_(by="Olga")
