"""Publish the next version of a stage's playbook; the earlier ones stay as they were."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from fractions import Fraction

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.domain.selling.playbook_text import PlaybookText, playbook_text
from kvota.domain.selling.proven_technology import assumed_conversion
from kvota.records.events import leave_event
from kvota.records.funnels import Stage
from kvota.records.people import Seat
from kvota.records.playbooks import PlaybookVersion
from kvota.records.rights import require
from kvota.records.row import new_uid
from kvota.records.sequence import take

MOST_DAYS_AHEAD = 366
MOST_DAYS_BACK = 20 * 366  # before that a company had other people, other clients and another funnel


class PlaybookAtTheEnd(RuleError):
    """Money alone reaches the last stage: nothing is done there, and nothing comes after it."""

    code = "playbook_at_the_end"
    sentence = "the stage {stage} is reached by payments; it has no playbook"
    stage: str


class PlaybookChangedMeanwhile(RuleError):
    """Somebody published another version after this page was opened."""

    code = "playbook_changed_meanwhile"
    nature = "conflict"
    sentence = "version {number} was published meanwhile, by {person}"
    number: int
    person: str


class PlaybookUnchanged(RuleError):
    """A version like the last one would only cut its numbers in two."""

    code = "playbook_unchanged"
    sentence = "nothing differs from version {number}"
    number: int


class PlaybookBeforeLast(RuleError):
    """Deals that entered under a version stay measured under it."""

    code = "playbook_before_last"
    sentence = "version {number} is followed since {began}; a new one cannot begin on {day}"
    number: int
    began: date
    day: date


class PlaybookDayTooFar(RuleError):
    code = "playbook_day_too_far"
    sentence = "a playbook cannot begin on {day}; expected {first} to {last}"
    day: date
    first: date
    last: date


def publish_playbook(
    *,
    seat: Seat,
    stage: Stage,
    steps: str,
    script: str,
    criteria: str,
    now: datetime,
    today: date,
    assumed: Fraction | None = None,
    from_on: date | None = None,
    reason: str = "",
    seen: int | None = None,
    uid: uuid.UUID | None = None,
) -> PlaybookVersion:
    """Store the next version, followed from a day on; today unless said.

    Parameters
    ----------
    steps, criteria
        One a line.
    assumed
        The conversion the author counts on, above 0 and at most 1; None when he counts on none.
    seen
        The number of the version the author worked from, 0 for none: a newer one is a conflict.
    uid
        Made by the device: the same form sent twice is stored once.
    """
    require(seat, "playbook")
    if stage.kind == "paid":
        raise PlaybookAtTheEnd(stage=str(stage))
    text = playbook_text(steps=steps, script=script, criteria=criteria)
    share, why = assumed_conversion(assumed), short_text(reason)
    day = _possible_day(from_on or today, today=today)
    with transaction.atomic():
        sent = PlaybookVersion.objects.filter(uid=uid).first() if uid else None
        if sent is not None:
            found: PlaybookVersion = sent
            return found
        # Two authors at once: the counter lets the second one in when the first has committed.
        sequence = take(seat.organisation)
        last = _checked_last(stage, text, share, day, seen=seen, today=today)
        version: PlaybookVersion = PlaybookVersion.objects.create(
            uid=uid or new_uid(),
            organisation=seat.organisation,
            stage=stage,
            number=last.number + 1 if last else 1,
            from_on=day,
            steps="\n".join(text.steps),
            script=text.script,
            criteria="\n".join(text.criteria),
            assumed="" if share is None else str(share),
            reason=why,
            sequence=sequence,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
        )
        _tell(seat, version, now)
    return version


def _possible_day(day: date, *, today: date) -> date:
    first, last = today - timedelta(days=MOST_DAYS_BACK), today + timedelta(days=MOST_DAYS_AHEAD)
    if not first <= day <= last:
        raise PlaybookDayTooFar(day=day, first=first, last=last)
    return day


def _checked_last(
    stage: Stage,
    text: PlaybookText,
    share: Fraction | None,
    day: date,
    *,
    seen: int | None,
    today: date,
) -> PlaybookVersion | None:
    """The version before, None for the first; refuses what must not follow it."""
    versions = PlaybookVersion.objects.filter(stage=stage).select_related("author").order_by("-number")
    last: PlaybookVersion | None = versions.first()
    if last is None:
        return None
    if seen is not None and seen != last.number:
        raise PlaybookChangedMeanwhile(number=last.number, person=last.author.name if last.author else "")
    if last.text == text and last.assumed_share == share:
        raise PlaybookUnchanged(number=last.number)
    # One that has not begun yet may be overtaken: a slip of the year must not stand for a year.
    begun = next((version for version in versions if version.from_on <= today), None)
    if begun is not None and day < begun.from_on:
        raise PlaybookBeforeLast(number=begun.number, began=begun.from_on, day=day)
    return last


def _tell(seat: Seat, version: PlaybookVersion, now: datetime) -> None:
    leave_event(
        organisation=version.organisation,
        sequence=version.sequence,
        kind="playbook_published",
        seat=seat,
        subject=f"stage:{version.stage.uid}",
        recorded_at=now,
        payload={
            "playbook": str(version.uid),
            "version": version.number,
            "from_on": version.from_on.isoformat(),
            "reason": version.reason,
        },
    )
