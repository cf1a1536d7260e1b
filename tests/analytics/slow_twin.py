"""The same answers the slow way: plain Python over the stored rows, one deal at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from kvota.domain.money.exchange import converted
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.domain.selling.client_progress import MoveSeen, Progress, progress
from kvota.records.deals import Deal, DealShare, DealVersion
from kvota.records.money import Contract, Invoice, Payment, Rate, Refund
from kvota.records.moves import Move

KINDS = {"contract": Contract, "invoice": Invoice, "payment": Payment, "refund": Refund}


@dataclass
class Fact:
    """A money fact that counts, with the deal as it was that day."""

    kind: str
    row: Any
    minor: int
    version: DealVersion


@dataclass
class Known:
    """One deal as of a day."""

    deal: Deal
    version: DealVersion
    moves: list[Move]
    progress: Progress
    facts: list[Fact]

    @property
    def last_stage(self) -> Any:
        steps = [move for move in self.moves if move.kind in {"stage", "reopen"} and move.stage]
        return steps[-1].stage if steps else None

    @property
    def in_work(self) -> bool:
        paid = self.last_stage is not None and self.last_stage.kind == "paid"
        return not paid and not self.progress.is_lost

    def money(self, *kinds: str) -> int:
        return sum(fact.minor for fact in self.facts if fact.kind in kinds)


def known_deals(as_of: date) -> Iterator[Known]:
    """Every deal of the company in scope that exists on a day, the way the brief puts it in words."""
    for deal in Deal.objects.live().order_by("id"):
        versions = versions_known(deal, as_of)
        version = in_force(versions, as_of)
        if version is not None:
            moves = counting_moves(deal, as_of)
            facts = list(counting_facts(deal, versions, as_of))
            yield Known(deal, version, moves, progress(as_seen(moves)), facts)


def versions_known(deal: Deal, as_of: date) -> list[DealVersion]:
    rows = DealVersion.objects.live().filter(deal=deal).order_by("sequence")
    return [
        row
        for row in rows
        if row.date_unknown or (row.known_on <= as_of and (row.created_on is None or row.created_on <= as_of))
    ]


def in_force(versions: Iterable[DealVersion], day: date) -> DealVersion | None:
    """The newest version that is in force on a day."""
    found = None
    for version in versions:
        if version.effective_on is None or version.effective_on <= day:
            found = version
    return found


def counting_moves(deal: Deal, as_of: date) -> list[Move]:
    rows = list(Move.objects.live().filter(deal=deal).select_related("stage").order_by("sequence"))
    undone = {row.undoes_id for row in rows if row.kind == "undo" and row.known_on <= as_of}
    counting = [
        row
        for row in rows
        if row.kind != "undo"
        and row.pk not in undone
        and (row.occurred_on is None or (row.occurred_on <= as_of and row.known_on <= as_of))
    ]
    return sorted(counting, key=lambda row: (row.occurred_on or date.min, row.sequence))


def as_seen(moves: Iterable[Move]) -> list[MoveSeen]:
    return [
        MoveSeen(
            m.sequence,
            m.kind,
            m.stage.rank if m.stage else None,
            m.occurred_on,
            m.park_until,
            m.stage.funnel_id if m.stage else None,
        )
        for m in moves
    ]


def counting_facts(deal: Deal, versions: list[DealVersion], as_of: date) -> Iterator[Fact]:
    for kind, model in KINDS.items():
        told = [row for row in model.objects.live().filter(deal=deal) if row.known_on <= as_of]
        if kind == "contract":
            told = [row for row in told if not (row.move_id and signing_undone(row.move_id, as_of))]
        replaced = {row.replaces_id for row in told}
        standing = [row for row in told if row.pk not in replaced and row.occurred_on <= as_of]
        real = any(not row.assumed and row.amount_minor > 0 for row in standing)
        for row in standing:
            version = in_force(versions, row.occurred_on)
            if version is not None and not (row.assumed and real):
                minor = in_own_currency(row.amount_minor, row.currency, row.occurred_on, deal.organisation)
                yield Fact(kind, row, -minor if kind == "refund" else minor, version)


def credited(fact: Fact) -> list[tuple[int | None, int]]:
    """For whom a fact counts, and with how much: who had the deal, or those who shared it that day."""
    day = fact.row.occurred_on
    shares = [
        share
        for share in DealShare.objects.filter(deal=fact.row.deal_id).order_by("pk")
        if share.from_on <= day and (share.to_on is None or day < share.to_on)
    ]
    if not shares:
        return [(fact.version.owner_id, fact.minor)]
    sign = -1 if fact.minor < 0 else 1
    parts = split_without_loss(abs(fact.minor), [share.hundredths for share in shares])
    return [(share.person_id, sign * part) for share, part in zip(shares, parts, strict=True)]


def signing_undone(move: int, as_of: date) -> bool:
    return Move.objects.live().filter(undoes_id=move, known_on__lte=as_of).exists()


def in_own_currency(minor: int, currency: str, day: date, organisation: Any) -> int:
    if currency == organisation.currency:
        return minor
    rate = Rate.objects.filter(currency=currency, from_on__lte=day).order_by("-from_on")[0]
    worth = Fraction(rate.numerator, rate.denominator)
    return converted(minor, source=currency, target=organisation.currency, rate=worth)
