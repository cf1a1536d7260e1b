"""Bring the deals of imported payments to the stage their money says, many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from kvota.actions.apply_import import Import
from kvota.actions.settle_deal import covered_on
from kvota.domain.selling.client_progress import MoveSeen, Progress, progress
from kvota.records.deals import Deal
from kvota.records.funnels import Stage
from kvota.records.money import Contract, Payment
from kvota.records.moves import Move, present_funnel

DEALS_AT_ONCE = 1_000
Came = list[tuple[date, int]]


@dataclass
class DealMoney:
    """A deal with its money and its moves, before the import."""

    deal: Deal
    contract_minor: int | None = None
    came: Came = field(default_factory=list)
    moves: list[MoveSeen] = field(default_factory=list)
    paid_moves: list[tuple[int, date | None]] = field(default_factory=list)


class Settlement:
    """The rule of `settle_deal`, as rows of an import.

    Money without a contract makes one, the payment that covers a deal pays it, and a deal
    that was only assumed to be paid leaves the paid stage when the real money is less.
    """

    def __init__(self, run: Import) -> None:
        self._run = run
        recorded = {"recorded_at": run.now, "author_id": run.seat.person_id if run.seat else None}
        self._moves = run.new_rows(Move, kind="stage", action="other", **recorded)
        self._contracts = run.new_rows(Contract, **recorded)
        self.undone = run.new_rows(Move, kind="undo", action="other", known_on=run.today, **recorded)
        self._stages: dict[tuple[int, str], Stage] = {}
        if run.stored:
            for stage in Stage.objects.live().filter(removed_on=None).order_by("-rank"):
                self._stages[stage.funnel_id, stage.kind] = stage

    def settle(self, received: Mapping[int, Came]) -> None:
        """Write the moves and contracts that follow from these payments, by deal."""
        deals = iter(received)
        while some := list(islice(deals, DEALS_AT_ONCE)):
            for number, money in self._read(some).items():
                self._settle_one(money, sorted([*money.came, *received[number]]))
            self._run.write([], [self._moves, self._contracts])

    def _read(self, numbers: Sequence[int]) -> dict[int, DealMoney]:
        """Four queries. What earlier imports of this file wrote is not read: it counts nowhere yet."""
        found = {deal.pk: DealMoney(deal) for deal in Deal.objects.filter(pk__in=numbers)}
        for deal, minor in (
            Contract.standing()
            .filter(deal__in=numbers)
            .order_by("sequence")
            .values_list("deal_id", "amount_minor")
        ):
            found[deal].contract_minor = minor
        for deal, on, minor in (
            Payment.standing()
            .filter(deal__in=numbers, assumed=False, amount_minor__gt=0)
            .values_list("deal_id", "occurred_on", "amount_minor")
        ):
            found[deal].came.append((on or date.min, minor))
        moves = Move.objects.live().filter(deal__in=numbers, undone_by=None).exclude(kind="undo")
        for move in moves.select_related("stage"):
            if move.occurred_on is not None and move.occurred_on > self._run.today:
                continue
            seen = move.seen()
            found[move.deal_id].moves.append(seen)
            if move.stage is not None and move.stage.kind == "paid":
                found[move.deal_id].paid_moves.append((move.pk, move.occurred_on))
        return found

    def _settle_one(self, money: DealMoney, came: Came) -> None:
        deal = money.deal
        due = deal.amount_minor if money.contract_minor is None else money.contract_minor
        if due is None:
            return  # nobody knows what is owed; the payment stands on the deal
        state = progress(money.moves)
        signed, paid = (self._stages.get((present_funnel(deal, state), kind)) for kind in ("signed", "paid"))
        if money.contract_minor is None and signed is not None:
            move = self._move(deal, signed, on=came[0][0], state=state)
            self._contracts.add(
                deal_id=deal.pk,
                amount_minor=due,
                currency=deal.currency,
                occurred_on=came[0][0],
                known_on=came[0][0],
                move_id=move,
            )
        covered = covered_on(came, due)
        if covered is None:
            for number, on in money.paid_moves:
                self.undone.add(deal_id=deal.pk, undoes_id=number, occurred_on=on)
        elif paid is not None and (state.rank < paid.rank or state.is_lost):
            self._move(deal, paid, on=covered, state=state)

    def _move(self, deal: Deal, stage: Stage, *, on: date, state: Progress) -> int:
        # Moves are read by their days: dated before the last one, the deal would fall back
        # behind its own payment.
        day = max(on, state.last_on or on)
        return self._moves.add(deal_id=deal.pk, stage_id=stage.pk, occurred_on=day, known_on=day)
