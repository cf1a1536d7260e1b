"""Record what was done with a client and the stage it reached: the one thing a rep ever types."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from kvota.actions.ask_before_leaving import refuse_unknown, store_answers
from kvota.actions.name_competitor import name_competitor
from kvota.actions.plain_values import free_text
from kvota.actions.settle_deal import is_covered
from kvota.actions.sign_contract import AmountNeeded, sign_contract
from kvota.domain.errors import RuleError
from kvota.domain.selling.client_progress import Progress, progress, steps_of
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.exit_questions import ExitQuestion
from kvota.records.funnels import ACTIONS, LostReason, Stage
from kvota.records.moves import MOVE_KINDS, Move, moves_that_count, present_funnel, stored_move
from kvota.records.people import Seat
from kvota.records.rights import acting_for, require
from kvota.records.row import new_uid
from kvota.records.sequence import take
from kvota.records.write_row import write_row

OLDEST_MOVE_DAYS = 366
# A year and a day: a deal that rests longer is lost for now, and 2999 is a slip of the finger.
LONGEST_PARK_DAYS = 366
REACHES_A_STAGE = frozenset({"stage", "reopen"})


class MoveInTheFuture(RuleError):
    """A move cannot have happened tomorrow."""

    code = "move_in_the_future"
    sentence = "the move is dated {occurred_on}; today is {today}"
    occurred_on: date
    today: date


class MoveTooOld(RuleError):
    """A move dated far back is a slip of the finger more often than a memory."""

    code = "move_too_old"
    sentence = "the move is dated {occurred_on}, more than {days} days ago"
    occurred_on: date
    days: int


class UnknownStage(RuleError):
    """The stage is not one of this deal's funnel, or is offered no more."""

    code = "unknown_stage"
    sentence = "the stage {stage} is not in this deal's funnel"
    stage: str


class OtherFunnelMeanwhile(RuleError):
    """The stage that was tapped is of the funnel where the deal stood when the page was opened."""

    code = "other_funnel_meanwhile"
    nature = "conflict"
    sentence = "the deal stands in another funnel by now"


class ContractStaysContract(RuleError):
    """Carrying over changes no money: who has signed has signed there too, who has not has not."""

    code = "contract_stays_contract"
    sentence = "a deal is carried from an open stage to an open one, or from contract to contract"


class UnknownAction(RuleError):
    code = "unknown_action"
    sentence = "the action {action} is not known"
    action: str


class PaidComesFromMoney(RuleError):
    """Paid is a fact of accounting: a payment moves the deal there, nobody's word does."""

    code = "paid_comes_from_money"
    sentence = "a deal becomes paid when its payment is recorded"


class MovedMeanwhile(RuleError):
    """Somebody moved the deal after the page was opened."""

    code = "moved_meanwhile"
    nature = "conflict"
    sentence = "the deal stands at stage {rank} by now, moved by {by}"
    rank: int
    by: str
    stage: str


class SameIdOtherMove(RuleError):
    """The id of a stored move came back with another content. The first one stays."""

    code = "same_id_other_move"
    sentence = "a move with this id is stored already and says something else"


class ParkDateNeeded(RuleError):
    code = "park_date_needed"
    sentence = "a parked deal needs a day after today to come back"


class ParkedTooLong(RuleError):
    """A deal that comes back in a thousand years never does, and counts as parked until then."""

    code = "parked_too_long"
    sentence = "the deal would come back on {park_until}, more than {days} days from today"
    park_until: date
    days: int


class StageNotReached(RuleError):
    """A stage comes with a move that reaches none: dropped, the sender would believe it was stored."""

    code = "stage_not_reached"
    sentence = "a move of the kind {kind} reaches no stage; leave the stage out or send the kind stage"
    kind: str


class DealIsFinished(RuleError):
    code = "deal_is_finished"
    sentence = "the deal is paid in full; there is nothing to lose or to park"


class DealIsPaid(RuleError):
    """Money moved the deal to paid, so money moves it back: nobody's word does."""

    code = "deal_is_paid"
    sentence = "the deal is paid; correct or refund the payment before moving it back"


@dataclass(frozen=True)
class Recorded:
    """What a move brought. `first` is false when the same move was already stored."""

    move: Move
    before: Progress
    after: Progress
    first: bool

    @property
    def steps(self) -> int:
        """Forward steps of this move; negative when it went back. A lost deal opened anew begins at zero."""
        if self.is_carried:
            return 0
        began_anew = self.after.cycle != self.before.cycle
        return steps_of(0 if began_anew else self.before.rank, self.after.rank)

    @property
    def is_carried(self) -> bool:
        """Whether this move took the deal over to another funnel, which is a step of none."""
        same_life = self.after.cycle == self.before.cycle
        return bool(self.before.rank) and same_life and self.after.funnel != self.before.funnel


def record_move(
    *,
    seat: Seat,
    deal: Deal,
    now: datetime,
    today: date,
    uid: uuid.UUID | None = None,
    kind: str = "stage",
    stage: Stage | None = None,
    action: str = "",
    occurred_on: date | None = None,
    park_until: date | None = None,
    lost_reason: LostReason | None = None,
    note: str = "",
    seen_rank: int | None = None,
    carries: bool = False,
    answers: Mapping[ExitQuestion, str] | None = None,
    competitor: str = "",
) -> Recorded:
    """Store one move of a deal the seat may see; the same id twice is one move.

    `seen_rank` is the stage the person saw when he tapped: if somebody moved the deal
    since, he is told who and where to instead of moving it twice. Without it both moves
    are kept in order. A move to the contract stage also writes the contract. `carries` says
    that the stage is meant to be one of another funnel (`carry_deal`). `answers` were said to the
    questions of the stage it leaves, on the way; nobody has to. `competitor` is to whom a loss went.

    Seven short statements under the deal's lock; the company's counter is locked last.
    """
    require(seat, "move")
    if kind not in MOVE_KINDS or kind == "undo":
        raise UnknownAction(action=kind)
    if kind == "stage" and stage is None:
        raise UnknownStage(stage="")
    if stage is not None and kind not in REACHES_A_STAGE:
        raise StageNotReached(kind=kind)
    day = occurred_on or today
    refuse_unknown(answers or {})
    with transaction.atomic():
        deal = deal.locked()
        wanted = Move(
            uid=uid or new_uid(),
            organisation_id=deal.organisation_id,
            deal=deal,
            kind=kind,
            stage=stage,
            action=action or (stage.usual_action if stage else "other"),
            occurred_on=day,
            known_on=today,
            recorded_at=now,
            author_id=seat.person_id,
            park_until=park_until if kind == "park" else None,
            lost_reason=lost_reason if kind == "lost" else None,
            note=free_text(note),
        )
        stored = stored_move(wanted.uid)
        if stored is not None:
            return _already_stored(stored, wanted, deal, today=today)
        _refuse_impossible(wanted, today=today)
        seen = moves_that_count(deal, on=today)
        before = progress(seen)
        _refuse_against(wanted, deal, before, seen_rank=seen_rank, carries=carries)
        stands_in = acting_for(seat, deal.owner_id, on=today)
        stays = stage is not None and stage.rank == before.rank and not before.is_lost and not carries
        if kind == "stage" and stays:
            wanted.kind, wanted.stage = "touch", None
        wanted.sequence = take(seat.organisation)
        write_row(wanted)
        if wanted.stage is not None and wanted.stage.kind == "signed" and not carries:
            sign_contract(wanted, deal)
        if carries:
            _leave(wanted, deal, "deal_carried", seat=seat, stands_in=stands_in)
        else:
            _leave(wanted, deal, "move_recorded", seat=seat, stands_in=stands_in)
        if answers:
            store_answers(deal, answers, seat=seat, day=day, uid=wanted.uid, today=today, now=now)
        if kind == "lost" and competitor.strip():
            name_competitor(seat=seat, deal=deal, name=competitor, move=wanted, today=today, now=now)
    after = progress([*seen, wanted.seen()])
    return Recorded(move=wanted, before=before, after=after, first=True)


def last_to_a_stage(deal: Deal) -> Move | None:
    """The move that put the deal where it stands, with its author. One query."""
    found: Move | None = (
        Move.objects.live()
        .filter(deal=deal, kind__in=["stage", "reopen"], undone_by=None)
        .select_related("author", "stage")
        .order_by("-sequence")
        .first()
    )
    return found


def _leave(move: Move, deal: Deal, kind: str, *, seat: Seat, stands_in: dict[str, str]) -> None:
    rank = move.stage.rank if move.stage else None
    leave_event(
        organisation=seat.organisation,
        sequence=move.sequence,
        kind=kind,
        seat=seat,
        subject=f"deal:{deal.uid}",
        recorded_at=move.recorded_at,
        payload={"move": str(move.uid), "kind": move.kind, "rank": rank} | stands_in,
    )


def _refuse_impossible(move: Move, *, today: date) -> None:
    """What no state of the deal could make right."""
    day = move.occurred_on
    if day is not None and day > today:
        raise MoveInTheFuture(occurred_on=day, today=today)
    if day is not None and (today - day).days > OLDEST_MOVE_DAYS:
        raise MoveTooOld(occurred_on=day, days=OLDEST_MOVE_DAYS)
    if move.action not in ACTIONS:
        raise UnknownAction(action=move.action)
    if move.kind == "park" and (move.park_until is None or move.park_until <= today):
        raise ParkDateNeeded()
    if move.park_until is not None and (move.park_until - today).days > LONGEST_PARK_DAYS:
        raise ParkedTooLong(park_until=move.park_until, days=LONGEST_PARK_DAYS)
    if move.stage is not None and move.stage.kind == "paid":
        raise PaidComesFromMoney()


def _refuse_against(
    move: Move, deal: Deal, before: Progress, *, seen_rank: int | None, carries: bool
) -> None:
    """What the present state of the deal forbids."""
    stage, funnel = move.stage, present_funnel(deal, before)
    if stage is not None and stage.funnel_id != funnel and not carries:
        raise OtherFunnelMeanwhile()
    if stage is not None and (stage.removed_on is not None or (carries and stage.funnel_id == funnel)):
        raise UnknownStage(stage=str(stage))
    if seen_rank is not None and seen_rank != before.rank:
        last = last_to_a_stage(deal)
        raise MovedMeanwhile(
            rank=before.rank,
            by=last.author.name if last and last.author else "",
            stage=str(last.stage) if last else "",
        )
    if carries and stage is not None:
        _refuse_to_carry(stage, before, funnel)
        return
    goes_back = stage is not None and stage.rank < before.rank and not before.is_lost
    if goes_back or move.kind in {"lost", "park"}:
        finish = Stage.finish_of(funnel)
        if finish and before.rank == finish.rank and not goes_back:
            raise DealIsFinished()
        if finish and before.rank == finish.rank and is_covered(deal):
            raise DealIsPaid()
    if stage is not None and stage.kind == "signed" and deal.amount_minor is None:
        raise AmountNeeded()


def _refuse_to_carry(stage: Stage, before: Progress, funnel: int) -> None:
    if stage.funnel.removed_on is not None:
        raise UnknownStage(stage=str(stage))
    here = Stage.at(funnel, before.rank) if not before.is_lost else None
    if here is not None and here.kind == "paid":
        raise DealIsFinished()
    if stage.kind != (here.kind if here else "open"):
        raise ContractStaysContract()


def _already_stored(stored: Move, wanted: Move, deal: Deal, *, today: date) -> Recorded:
    """The first answer again, or a refusal when the id came back with another content."""
    same_kind = stored.kind == wanted.kind or (stored.kind, wanted.kind) == ("touch", "stage")
    same = same_kind and stored.deal_id == wanted.deal_id and stored.note == wanted.note
    if stored.kind == "stage":
        same = same and stored.stage_id == wanted.stage_id
    if stored.kind in {"park", "lost"}:
        same = same and (stored.park_until, stored.lost_reason_id) == (
            wanted.park_until,
            wanted.lost_reason_id,
        )
    if not same:
        raise SameIdOtherMove()
    counting = moves_that_count(deal, on=today)
    before = progress([move for move in counting if move.sequence < stored.sequence])
    after = progress([move for move in counting if move.sequence <= stored.sequence])
    return Recorded(move=stored, before=before, after=after, first=False)
