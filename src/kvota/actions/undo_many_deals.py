"""Undo what was done to many deals at once, as far as nobody has changed them since."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.change_many_deals import DealOutOfSight, move_of
from kvota.actions.clear_stage import put_back
from kvota.actions.reassign_deals import reassign_deals
from kvota.actions.set_next_step import set_next_step
from kvota.actions.undo_move import undo_move
from kvota.domain.errors import RuleError
from kvota.records.deals import Deal
from kvota.records.many_at_once import ManyAtOnce, OneOfMany
from kvota.records.moves import Move
from kvota.records.people import Person, Seat


class ManyUndoneAlready(RuleError):
    code = "many_undone_already"
    nature = "conflict"
    sentence = "this change of many deals was undone already"


class ChangedSince(RuleError):
    """An undo gives back what was; it does not throw away what somebody said later."""

    code = "changed_since"
    nature = "conflict"
    sentence = "the deal was changed again since"


class HadNoOwner(RuleError):
    """Nobody can be given a deal of nobody's back."""

    code = "had_no_owner"
    sentence = "the deal belonged to nobody before"


def undo_many_deals(*, seat: Seat, many: ManyAtOnce, now: datetime, today: date) -> ManyAtOnce:
    """Give each deal back what it had; a row that cannot be undone says why and stays as it is."""
    if many.undone_at is not None:
        raise ManyUndoneAlready()
    if many.doing == "retire":
        put_back(seat=seat, many=many, now=now, today=today)
        return many
    in_sight = set(Deal.visible_to(seat, on=today).filter(pk__in=_deals(many)).values_list("pk", flat=True))
    rows = many.rows.filter(outcome="done", undone=False).select_related("deal").order_by("pk")
    for row in rows:
        with transaction.atomic():
            try:
                with transaction.atomic():
                    if row.deal_id not in in_sight:
                        raise DealOutOfSight()
                    _undo(many, row, seat=seat, now=now, today=today)
                row.undone = True
            except RuleError as refused:
                row.refuse(refused)
            row.save()
    many.undone_at = now
    many.save(update_fields=["undone_at"])
    return many


def _deals(many: ManyAtOnce) -> list[int]:
    return list(many.rows.values_list("deal_id", flat=True))


def _undo(many: ManyAtOnce, row: OneOfMany, *, seat: Seat, now: datetime, today: date) -> None:
    deal = row.deal.locked()
    if many.doing == "park":
        undo_move(seat=seat, move=Move.objects.get(uid=move_of(many, deal)), now=now, today=today)
    elif many.doing == "next_step":
        words = many.asked.get("own", {}).get(str(deal.uid), many.asked["words"])
        if (deal.next_step_on, deal.next_step) != (_day(many.asked["on"]), words):
            raise ChangedSince()
        before = row.before
        on = _day(before["on"])
        set_next_step(
            seat=seat, deal=deal, on=on, words=before["words"], gives_back=True, now=now, today=today
        )
    else:
        if deal.owner is None or str(deal.owner.uid) != many.asked["person"]:
            raise ChangedSince()
        if row.before["owner"] is None:
            raise HadNoOwner()
        former = Person.objects.get(uid=row.before["owner"])
        reassign_deals(seat=seat, deals=[deal], person=former, now=now, today=today)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
