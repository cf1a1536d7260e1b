"""Do one thing to many deals: each row by the command of a single deal, each with its own answer."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from kvota.actions.plain_values import short_text
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.record_move import record_move
from kvota.actions.set_next_step import set_next_step
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.many_at_once import ManyAtOnce, OneOfMany
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.row import new_uid

MOST_AT_ONCE = 500
RIGHTS = {"reassign": "reassign", "park": "move", "next_step": "edit_deal"}


class NothingChosen(RuleError):
    code = "nothing_chosen"
    sentence = "no deal is ticked"


class TooManyAtOnce(RuleError):
    """Each row is a command of its own; beyond this the person would wait and others with him."""

    code = "too_many_at_once"
    sentence = "{count} deals are chosen; {most} go at once"
    count: int
    most: int


class SameIdOtherChange(RuleError):
    code = "same_id_other_change"
    nature = "conflict"
    sentence = "a change of many deals with this id is stored already and says something else"


@dataclass(frozen=True)
class HandOver:
    """To whom the deals go."""

    person: Person
    doing = "reassign"

    def as_asked(self) -> dict[str, Any]:
        return {"person": str(self.person.uid)}


@dataclass(frozen=True)
class ParkUntil:
    """On which day the deals come back."""

    day: date | None
    doing = "park"

    def as_asked(self) -> dict[str, Any]:
        return {"until": self.day.isoformat() if self.day else None}


@dataclass(frozen=True)
class AgreeStep:
    """The next step of each, or none any more. `own` are the words of a deal (its uid) that has its own."""

    day: date | None
    words: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    doing = "next_step"

    def as_asked(self) -> dict[str, Any]:
        asked = {"on": self.day.isoformat() if self.day else None, "words": self.words}
        return asked | ({"own": dict(self.own)} if self.own else {})

    def words_of(self, deal: Deal) -> str:
        return self.own.get(str(deal.uid), self.words)

    def as_stored(self) -> AgreeStep:
        """With the words as a deal will keep them, so that an undo knows them again."""
        if self.day is None:
            return AgreeStep(None)
        own = {uid: short_text(words) for uid, words in self.own.items()}
        return AgreeStep(self.day, short_text(self.words), own)


Wanted = HandOver | ParkUntil | AgreeStep


def change_many_deals(
    *,
    seat: Seat,
    deals: Sequence[Deal],
    wanted: Wanted,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
) -> ManyAtOnce:
    """Do the same to deals the seat may see, and remember row by row what became of it.

    Each row is a transaction of its own with its answer: others' moves pass between, and what
    was cut off goes on when the same id is sent again. Handing over is one command for all.
    """
    require(seat, RIGHTS[wanted.doing])
    if isinstance(wanted, AgreeStep):
        wanted = wanted.as_stored()
    if not deals:
        raise NothingChosen()
    if len(deals) > MOST_AT_ONCE:
        raise TooManyAtOnce(count=len(deals), most=MOST_AT_ONCE)
    if isinstance(wanted, HandOver):
        with transaction.atomic():
            many = _begun(seat, wanted, uid, now)
            _hand_over(many, _to_do(many, deals), wanted, seat=seat, now=now, today=today)
        return many
    many = _begun(seat, wanted, uid, now)
    for deal in _to_do(many, deals):
        with transaction.atomic():
            _one(many, deal, wanted, seat=seat, now=now, today=today).save(force_insert=True)
    return many


def move_of(many: ManyAtOnce, deal: Deal) -> uuid.UUID:
    """The id of the move that parks a deal: the same each time it is sent."""
    return uuid.uuid5(many.uid, str(deal.uid))


def _begun(seat: Seat, wanted: Wanted, uid: uuid.UUID | None, now: datetime) -> ManyAtOnce:
    uid = uid or new_uid()
    stored = ManyAtOnce.objects.filter(uid=uid).first()
    if stored is None:
        try:
            with transaction.atomic():
                return ManyAtOnce.objects.create(
                    uid=uid,
                    organisation=seat.organisation,
                    doing=wanted.doing,
                    asked=wanted.as_asked(),
                    author_id=seat.person_id,
                    recorded_at=now,
                )
        except IntegrityError:  # sent twice at one moment
            stored = ManyAtOnce.objects.get(uid=uid)
    same = (stored.author_id, stored.doing, stored.asked) == (
        seat.person_id,
        wanted.doing,
        wanted.as_asked(),
    )
    if not same or stored.undone_at is not None:
        raise SameIdOtherChange()
    return stored


def _to_do(many: ManyAtOnce, deals: Sequence[Deal]) -> list[Deal]:
    done = set(many.rows.values_list("deal_id", flat=True))
    return [deal for deal in {deal.pk: deal for deal in deals}.values() if deal.pk not in done]


def _one(
    many: ManyAtOnce, deal: Deal, wanted: ParkUntil | AgreeStep, *, seat: Seat, now: datetime, today: date
) -> OneOfMany:
    row = OneOfMany(many=many, deal=deal, outcome="done")
    # The lock first: what an undo gives back is what stood when the change was made.
    held = deal.locked()
    try:
        with transaction.atomic():
            if isinstance(wanted, ParkUntil):
                record_move(
                    seat=seat,
                    deal=deal,
                    kind="park",
                    park_until=wanted.day,
                    uid=move_of(many, deal),
                    now=now,
                    today=today,
                )
                return row
            row.before = {
                "on": held.next_step_on.isoformat() if held.next_step_on else None,
                "words": held.next_step,
            }
            words = wanted.words_of(deal)
            if (held.next_step_on, held.next_step) == (wanted.day, words):
                row.outcome = "same"
            else:
                set_next_step(seat=seat, deal=deal, on=wanted.day, words=words, now=now, today=today)
    except RuleError as refused:
        row.outcome = "refused"
        row.refuse(refused)
    return row


def _hand_over(
    many: ManyAtOnce, deals: list[Deal], wanted: HandOver, *, seat: Seat, now: datetime, today: date
) -> None:
    locked = {
        deal.pk: deal
        for deal in Deal.objects.select_for_update()
        .filter(pk__in=[deal.pk for deal in deals])
        .select_related(None)
        .order_by("pk")
    }
    owners = dict(
        Person.objects.filter(pk__in={deal.owner_id for deal in locked.values()}).values_list("pk", "uid")
    )
    answers = reassign_deals(seat=seat, deals=deals, person=wanted.person, now=now, today=today)
    rows = []
    for answer in answers:
        owner = locked[answer.deal.pk].owner_id if answer.deal.pk in locked else None
        row = OneOfMany(
            many=many,
            deal=answer.deal,
            outcome={"handed_over": "done", "his_already": "same"}.get(answer.outcome, "refused"),
            before={"owner": str(owners[owner]) if owner else None},
        )
        if row.outcome == "refused":
            row.refuse(DealOutOfSight())
        rows.append(row)
    OneOfMany.objects.bulk_create(rows)


class DealOutOfSight(RuleError):
    """Handed over by somebody else meanwhile: it is not this seat's to change any more."""

    code = "deal_out_of_sight"
    sentence = "the deal is not in your sight any more"
