"""Bring deals that the company has to what a newer file says, without touching what people did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

from kvota.actions.apply_import import Import
from kvota.actions.found_deals import FoundDeal, FoundMove
from kvota.actions.write_found_deals import DealRows
from kvota.records.deal_history import stretches_of
from kvota.records.deals import DealVersion
from kvota.records.money import Contract, Payment
from kvota.records.moves import Move
from kvota.records.row import live_by_key

# What only people say; no file has a word on it.
PEOPLES_OWN = {"next_step_on", "next_step"}
Says: TypeAlias = tuple[int, str, date | None]
AMOUNT = ("amount_minor", "currency", "amount_assumed")


@dataclass
class StoredMove:
    """A move an earlier import made; `undone` by a person since, who meant it."""

    id: int
    same: tuple[str, int | None, date | None, int | None]
    undone: bool


@dataclass
class StoredMoney:
    """An assumed contract or payment that counts."""

    id: int
    says: Says
    move: int | None = None


@dataclass
class StoredDeal:
    """What the company has of a deal, as far as a file may correct it."""

    versions: list[DealVersion] = field(default_factory=list)
    moves: list[StoredMove] = field(default_factory=list)
    contract: StoredMoney | None = None
    payment: StoredMoney | None = None
    has_real_contract: bool = False


def read_stored(deals: Sequence[int]) -> dict[int, StoredDeal]:
    """Read that many deals at once. Four queries."""
    stored: dict[int, StoredDeal] = defaultdict(StoredDeal)
    for version in live_by_key(DealVersion).filter(deal__in=deals).order_by("sequence"):
        stored[version.deal_id].versions.append(version)
    # A move whose undo came by an import is gone for good; one undone by a person still tells
    # what the file said.
    moves = live_by_key(Move).filter(deal__in=deals, batch__isnull=False, undone_by__batch=None)
    moves = moves.exclude(kind="undo").order_by("occurred_on", "sequence")
    for number, deal, kind, stage, on, reason, undo in moves.values_list(
        "id", "deal_id", "kind", "stage_id", "occurred_on", "lost_reason_id", "undone_by__id"
    ):
        stored[deal].moves.append(StoredMove(number, (kind, stage, on, reason), undo is not None))
    for deal_moves in stored.values():
        # SQLite sorts "no day" first and PostgreSQL last; here it lies before every day.
        deal_moves.moves.sort(key=lambda move: move.same[2] or date.min)
    columns = ("id", "deal_id", "amount_minor", "currency", "occurred_on", "assumed")
    contracts = Contract.standing().filter(deal__in=deals).order_by("sequence")
    for number, deal, minor, currency, on, assumed, move in contracts.values_list(*columns, "move_id"):
        if assumed:
            stored[deal].contract = StoredMoney(number, (minor, currency, on), move)
        else:
            stored[deal].has_real_contract = True
    # A payment of nothing is what a correction put in the place of one.
    payments = Payment.standing().filter(deal__in=deals, assumed=True, amount_minor__gt=0)
    for number, deal, minor, currency, on, _ in payments.order_by("sequence").values_list(*columns):
        stored[deal].payment = StoredMoney(number, (minor, currency, on))
    return stored


class Corrections:
    """Writes the difference between what a file said before and what it says now.

    What people did meanwhile stays: an attribute they changed is changed again only if the
    file changed it too, and their moves are never undone.
    """

    def __init__(self, run: Import, rows: DealRows) -> None:
        self._run = run
        self._rows = rows
        # Written when the import is applied, not before: an undo counts as soon as it exists.
        self.undone = run.new_rows(Move, kind="undo", action="other", recorded_at=run.now, known_on=run.today)

    def correct(self, deal: int, stored: StoredDeal, found: FoundDeal) -> tuple[str, ...]:
        """Write what is different and name it: attributes, "moves", "money"; empty if nothing is."""
        changed = _changed_attributes(stored, found)
        kept = _kept(stored.moves, found.moves)
        gone, added = stored.moves[kept:], found.moves[kept:]
        numbers = dict(zip(found.moves, (move.id for move in stored.moves[:kept]), strict=False))
        news = list(changed)
        if gone or added:
            news.append("moves")
        if _money_differs(stored, found):
            news.append("money")
        if not news:
            return ()
        self._run.counts["currency_changes"] += "currency" in changed
        self._versions(deal, stored, found, changed)
        for move in gone:
            if not move.undone:
                self.undone.add(
                    deal_id=deal,
                    undoes_id=move.id,
                    occurred_on=move.same[2],
                    author_id=found.attributes["owner_id"],
                )
        numbers |= {move: self._rows.add_move(deal, found, move) for move in added}
        self._money(deal, stored, found, numbers)
        return tuple(news)

    def _versions(self, deal: int, stored: StoredDeal, found: FoundDeal, changed: dict[str, Any]) -> None:
        """One version from a day on for a log; else one for every stretch of the deal's life."""
        life = stretches_of(stored.versions) or [(None, found.attributes)]
        if found.since is not None:
            life = [(found.since, life[-1][1])]
        for start, attributes in life:
            self._rows.add_version(deal, found, attributes | changed, since=start, known_on=self._run.today)

    def _money(self, deal: int, stored: StoredDeal, found: FoundDeal, numbers: dict[FoundMove, int]) -> None:
        contract, payment = stored.contract, stored.payment
        signed = next(
            (number for move, number in numbers.items() if self._rows.is_signing_stage(move.stage_id)), None
        )
        agreed = _agreed(found)
        # A contract falls with its move, so a new move needs a new one. With a move that a
        # person undid it is written and does not stand.
        is_written = contract is not None and (contract.says, contract.move) == (agreed, signed)
        if agreed and not stored.has_real_contract and not is_written:
            self._rows.add_contract(deal, found, signed, replaces=contract.id if contract else None)
        if payment is None and _received(found):
            self._rows.add_payment(deal, found)
        elif payment is not None and payment.says != _received(found):
            # A payment has no move to fall with: nothing was received after all.
            now = found if _received(found) else _worth_nothing(found, payment)
            self._rows.add_payment(deal, now, replaces=payment.id)


def _money_differs(stored: StoredDeal, found: FoundDeal) -> bool:
    if _received(found) != (stored.payment.says if stored.payment else None):
        return True
    return not stored.has_real_contract and _agreed(found) != (
        stored.contract.says if stored.contract else None
    )


def _changed_attributes(stored: StoredDeal, found: FoundDeal) -> dict[str, Any]:
    """What the file says otherwise than it said before, and otherwise than it is now."""
    said_before = next((version for version in reversed(stored.versions) if version.row_hash), None)
    now = stored.versions[-1].attributes() if stored.versions else {}
    before = said_before.attributes() if said_before else {}
    says = {name: value for name, value in found.attributes.items() if name not in PEOPLES_OWN}
    if found.attributes["amount_assumed"] and before.get("amount_assumed"):
        # The mean of a longer file is another one; that is no news about this deal.
        about_the_sum = ("product_id", "currency")
        if all(before[name] == says[name] for name in about_the_sum):
            says = {name: value for name, value in says.items() if name not in AMOUNT}
    if said_before is None:
        # Somebody typed the deal in: an empty cell of the file takes nothing away.
        says = {name: value for name, value in says.items() if value not in ("", None)}
    changed = {name: value for name, value in says.items() if name not in before or before[name] != value}
    return {name: value for name, value in changed.items() if name not in now or now[name] != value}


def _kept(stored: Sequence[StoredMove], wanted: Sequence[FoundMove]) -> int:
    """How many moves from the beginning on are the same.

    Behind the first difference all are undone and written anew: kept ones would stand before
    the new ones of the same day, and the deal would end at an earlier stage.
    """
    same = 0
    while same < min(len(stored), len(wanted)) and stored[same].same == wanted[same].same:
        same += 1
    return same


def _agreed(found: FoundDeal) -> Says | None:
    """The contract the file stands for."""
    if found.won_on is None:
        return None
    return found.attributes["amount_minor"], found.attributes["currency"], found.won_on


def _received(found: FoundDeal) -> Says | None:
    """The payment the file stands for; a deal won for nothing has none."""
    agreed = _agreed(found)
    return agreed if agreed and agreed[0] else None


def _worth_nothing(found: FoundDeal, payment: StoredMoney) -> FoundDeal:
    _, currency, on = payment.says
    return replace(found, attributes=found.attributes | {"amount_minor": 0, "currency": currency}, won_on=on)
