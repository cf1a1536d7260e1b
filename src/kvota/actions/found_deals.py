"""Rows of a deal file as deals of ours: names become ids, days become moves, what is missing is assumed."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any, NamedTuple

from kvota.actions.apply_import import Import
from kvota.actions.funnel_of_file import FunnelOfFile
from kvota.actions.imported_names import Names
from kvota.actions.usual_amounts import UsualAmounts
from kvota.domain.errors import RuleError
from kvota.domain.importing.deal_moves import ImportedMove, moves_of
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.importing.text import matching_key

# Known before every day that is asked: what an undated row tells was so all along.
BEFORE_EVERY_DAY = date(1970, 1, 1)


class NotYourPeople(RuleError):
    """A head imports deals for his own unit only."""

    code = "not_your_people"
    sentence = "{owner} is not in your unit; leave the row out or ask the owner of the company to import it"
    owner: str


class FoundMove(NamedTuple):
    """A move of the file; two are the same move when all but `action` agree."""

    kind: str
    stage_id: int | None
    action: str
    on: date | None
    reason_id: int | None

    @property
    def known_on(self) -> date:
        return self.on or BEFORE_EVERY_DAY

    @property
    def same(self) -> tuple[str, int | None, date | None, int | None]:
        return self.kind, self.stage_id, self.on, self.reason_id


@dataclass(frozen=True, slots=True)
class FoundDeal:
    """A deal as the file tells it, in our ids.

    Parameters
    ----------
    attributes
        The columns of `DealAttributes`, by attname.
    earlier
        For a log: what was said before, as (from the day, attributes), the oldest first.
        `attributes` hold from `since` on.
    won_on
        The day it counts as signed and paid; None while open, when lost, or when a won row
        says no amount.
    """

    row: int
    external_id: str
    row_hash: str
    attributes: dict[str, Any]
    moves: tuple[FoundMove, ...]
    won_on: date | None
    earlier: tuple[tuple[date | None, dict[str, Any]], ...] = ()
    since: date | None = None


def hash_of(*parts: object) -> str:
    """A short digest of values, the same in every process."""
    text = "\x1f".join(map(str, parts))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def row_hash(row: DealRow) -> str:
    """What a row says, whichever line it stands on."""
    _, *what_it_says, tags = row
    # Without tags as it always was: a file imported before there were any is known again.
    return hash_of(*what_it_says, *([tags] if tags else []))


class MadeUpIds:
    """Ids for the rows of a file without ids: who, what and since when, and which of several alike.

    Not the owner, the stage or the sum: those change, and the row must still be known.
    """

    def __init__(self) -> None:
        self._alike: Counter[str] = Counter()

    def of(self, row: DealRow) -> str:
        client, product = matching_key(row.client or ""), matching_key(row.product or "")
        who = hash_of(client, product, row.name, row.created_on)[:16]
        self._alike[who] += 1
        return f"~{who}-{self._alike[who]}"


class DealsOfFile:
    """Turns rows into deals, one after another."""

    def __init__(self, run: Import, *, names: Names, funnel: FunnelOfFile, amounts: UsualAmounts) -> None:
        self._run = run
        self._names = names
        self._funnel = funnel
        self._amounts = amounts

    def found(self, row: DealRow, *, external_id: str, row_hash: str) -> FoundDeal:
        """Return the deal of a row.

        Raises StageUnknown or NotYourPeople. Both are asked before anything is made, so that
        a refused row leaves no client behind.
        """
        moves = moves_of(row, self._funnel.ladder)
        owner = self._names.person(row.owner) if self._names.people_in_sight is None else self._own(row)
        product = self._names.product(row.product)
        amount, assumed = self._amount(row, product)
        began = next((move.on for move in moves if move.on is not None), None)
        attributes: dict[str, Any] = {
            "client_id": self._names.client(row.client),
            "owner_id": owner,
            "product_id": product,
            "name": row.name or "",
            "industry": row.industry or "",
            "region": row.region or "",
            "source": row.source or "",
            "kind": row.kind or "",
            "amount_minor": amount,
            "currency": row.currency,
            "amount_assumed": assumed,
            "created_on": row.created_on or began,
            "date_unknown": row.date_unknown,
            "next_step_on": None,
            "next_step": "",
            "expected_on": row.expected_on,
        }
        if row.tags is not None:  # a file that keeps none says nothing against those there are
            attributes["tags"] = row.tags
        return FoundDeal(
            row=row.row,
            external_id=external_id,
            row_hash=row_hash,
            attributes=attributes,
            moves=tuple(self.move(move) for move in moves),
            won_on=row.ended_on if row.stage_kind == "won" and amount is not None else None,
        )

    def move(self, move: ImportedMove) -> FoundMove:
        """A move with the ids of its stage and its reason."""
        stage, action = self._funnel.stages[move.rank] if move.rank else (None, "other")
        return FoundMove(move.kind, stage, action, move.on, self._names.lost_reason(move.reason))

    def _own(self, row: DealRow) -> int | None:
        owner = self._names.person(row.owner)
        if not self._names.may_own(owner):
            raise NotYourPeople(owner=row.owner or "")
        return owner

    def _amount(self, row: DealRow, product: int | None) -> tuple[int | None, bool]:
        """The amount of a deal and whether it is assumed.

        A lost deal of zero has no amount either: systems write 0 where nothing was earned, and
        a sum that is 0 exactly when the deal is lost would tell every forecast the outcome.
        """
        if row.stage_kind == "won" or row.amount_minor:
            if row.amount_minor is None:
                self._run.counts["won_without_amount"] += 1
            return row.amount_minor, False
        on = row.created_on or row.moved_on or row.ended_on or self._run.today
        usual = self._amounts.of(row.product, product, currency=row.currency, on=on)
        if usual is None:
            return row.amount_minor, False
        return usual, True
