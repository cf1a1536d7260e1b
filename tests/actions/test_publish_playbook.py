"""A playbook is published version by version; nobody overwrites, and what was measured stays so."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest

from kvota.actions.publish_playbook import (
    PlaybookAtTheEnd,
    PlaybookBeforeLast,
    PlaybookChangedMeanwhile,
    PlaybookDayTooFar,
    PlaybookUnchanged,
    publish_playbook,
)
from kvota.domain.selling.proven_technology import AssumedOutOfRange
from kvota.records.models import Event, PlaybookVersion
from kvota.records.playbooks import playbooks_in_force, versions_of
from kvota.records.rights import NotAllowed


@pytest.fixture
def publish(company: Any, now: Any, today: Any) -> Any:
    """Publish for the third stage; steps only, unless said otherwise."""

    def one(steps: str = "Call", *, who: str = "Olga", **more: Any) -> PlaybookVersion:
        sent = {"stage": company.stages[2], "script": "", "criteria": "", "now": now, "today": today}
        return publish_playbook(seat=company.seats[who], steps=steps, **(sent | more))

    return one


def test_an_edit_is_the_next_version_and_the_earlier_one_stays(company, publish, today) -> None:
    first = publish(who="Denis", assumed=Fraction(1, 3), from_on=today - timedelta(days=90))
    second = publish(who="Adam", criteria="He agreed", reason=" too few\n meetings ", seen=1)
    assert [first.number, second.number, second.reason] == [1, 2, "too few meetings"]
    (kept,) = versions_of([company.stages[2].pk]).values()
    assert [(one.text.steps, one.assumed_share) for one in kept] == [
        (("Call",), Fraction(1, 3)),
        (("Call",), None),
    ]
    told = Event.objects.filter(kind="playbook_published").order_by("sequence")
    assert [(one.payload["version"], one.actor.name) for one in told] == [(1, "Denis"), (2, "Adam")]
    assert [one.sequence for one in kept] == [one.sequence for one in told]


def test_a_rep_follows_the_newest_version_that_has_begun(company, publish, today) -> None:
    stage = company.stages[2].pk
    publish("Call", from_on=today - timedelta(days=9))
    publish("Write", from_on=today + timedelta(days=9))
    assert playbooks_in_force([stage], on=today)[stage].number == 1
    assert playbooks_in_force([stage], on=today + timedelta(days=9))[stage].number == 2
    publish("Visit")  # overtakes what has not begun
    assert playbooks_in_force([stage], on=today + timedelta(days=9))[stage].number == 3
    assert playbooks_in_force([stage], on=today - timedelta(days=10)) == {}


@pytest.mark.parametrize("who", ["Maria", "Elena", "Anna", "Carla"])
def test_who_leads_writes_the_playbook_and_nobody_else(who, publish) -> None:
    with pytest.raises(NotAllowed):
        publish(who=who)


def test_two_authors_do_not_overwrite_each_other(publish) -> None:
    publish("Call", seen=0)
    with pytest.raises(PlaybookChangedMeanwhile) as refused:
        publish("Write", seen=0, who="Denis")
    assert refused.value.fields == {"number": 1, "person": "Olga"}
    assert PlaybookVersion.objects.count() == 1


def test_the_same_form_sent_twice_is_one_version(publish) -> None:
    uid = uuid4()
    assert publish(uid=uid, seen=0).pk == publish(uid=uid, seen=0).pk
    assert Event.objects.filter(kind="playbook_published").count() == 1


def test_what_must_not_be_published_leaves_nothing(company, publish, today) -> None:
    publish(from_on=today - timedelta(days=9), assumed=Fraction(1, 2))
    for refusal, wanted in (
        (PlaybookUnchanged, {"steps": "1. Call", "assumed": Fraction(1, 2)}),
        (PlaybookBeforeLast, {"steps": "Write", "from_on": today - timedelta(days=10)}),
        (PlaybookDayTooFar, {"steps": "Write", "from_on": today + timedelta(days=400)}),
        (PlaybookDayTooFar, {"steps": "Write", "from_on": today - timedelta(days=9000)}),
        (PlaybookAtTheEnd, {"steps": "Write", "stage": company.stages[7]}),
        (AssumedOutOfRange, {"steps": "Write", "assumed": Fraction(0)}),
    ):
        with pytest.raises(refusal):
            publish(**wanted)
    assert PlaybookVersion.objects.count() == Event.objects.filter(kind="playbook_published").count() == 1
    publish(assumed=Fraction(1, 3))  # another assumption is another version
