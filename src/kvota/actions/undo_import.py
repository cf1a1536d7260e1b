"""Undo an import: every list and figure answers as before it; what people did on top of it stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Min, OuterRef, Q, Subquery

from kvota.actions.apply_import import RIGHT_TO_IMPORT
from kvota.domain.errors import RuleError
from kvota.records.attached_files import AttachedFile
from kvota.records.changed_rows import give_back
from kvota.records.deal_history import refresh_deals
from kvota.records.deals import Deal, DealRole, DealShare, DealVersion
from kvota.records.events import leave_event
from kvota.records.exit_questions import ExitAnswer
from kvota.records.import_running import only_import
from kvota.records.imports import ImportBatch
from kvota.records.lead_supply import SupplyEntry
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Move
from kvota.records.needed_rows import (
    ON_DEALS,
    Owner,
    RowsOnDeals,
    hand_over,
    hand_over_what_others_need,
    let_go_with_their_deals,
    rows_of_others_on_deals,
)
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.row import ImportedRow
from kvota.records.selling import Client, Product
from kvota.records.sequence import take

FACTS: tuple[type[ImportedRow], ...] = (Move, DealVersion, Contract, Invoice, Payment, Refund)
# What an import is about: the rows its undo counts as removed.
SUBJECT: dict[str, type[ImportedRow]] = {
    "deals": Deal,
    "log": Deal,
    "people": Person,
    "clients": Client,
    "products": Product,
    "payments": Payment,
    "supply": SupplyEntry,
}

# What people do with a deal, money apart.
WORK: tuple[type[ImportedRow], ...] = (Move, DealVersion, DealRole)

TELLING_OF_DEALS = ("deals", "log")


class ImportAlreadyUndone(RuleError):
    code = "import_already_undone"
    sentence = "import {number} was undone already"
    number: int


class ImportNotApplied(RuleError):
    """An import that never counted has nothing to undo."""

    code = "import_not_applied"
    sentence = "import {number} was never applied; there is nothing to undo"
    number: int


@dataclass(frozen=True)
class Undone:
    """What an undo did.

    Parameters
    ----------
    removed
        The rows the import had made.
    restored
        Those that say again what they said before it.
    kept
        Those on which people have worked since and which therefore stay.
    kept_by
        Deals that a later file has too, by the number of its import; they stand and fall with it.
    payments_gone
        Payments of other imports that stood on a removed deal and fell with it.
    taken_out
        Deals on which people have worked since and which somebody chose to undo all the same.
    """

    batch: ImportBatch
    removed: int
    restored: int
    kept: int
    kept_by: Mapping[int, int] = field(default_factory=dict)
    payments_gone: int = 0
    taken_out: int = 0

    def as_dict(self) -> dict[str, Any]:
        """As one object; the last three only where there is something to say."""
        found: dict[str, Any] = {
            "batch": str(self.batch.uid),
            "removed": self.removed,
            "restored": self.restored,
            "kept": self.kept,
        }
        if self.kept_by:
            found["kept_by"] = {str(number): count for number, count in self.kept_by.items()}
        if self.taken_out:
            found["taken_out"] = self.taken_out
        return found | ({"payments_gone": self.payments_gone} if self.payments_gone else {})


def undo_import(
    *, batch: ImportBatch, now: datetime, seat: Seat | None = None, take_out: Collection[int] = ()
) -> Undone:
    """Take an import out again, whenever it was. Its rows stay in the history and count nowhere.

    A deal that somebody moved, paid or edited since stays as it is, with its client and its
    people; one of `take_out` goes all the same, with what was done on it since, unless
    `cannot_be_taken_out` names it. One that a later file changed is that file's from now on.
    Whatever other imports wrote on a deal that goes, goes with it; so the order in which imports
    are undone does not matter.
    Raises NotAllowed, ImportRunning, ImportAlreadyUndone or ImportNotApplied.
    """
    if seat is not None:
        require(seat, RIGHT_TO_IMPORT.get(batch.kind, "import"))
    organisation = Organisation.objects.get(pk=batch.organisation_id)
    with only_import(organisation):
        # Most of the search comes before anybody has to wait for it, and imports stand still.
        worked_on = set(worked_on_since(batch))
        also_in, of_others = deals_also_in(batch), rows_of_others_on_deals(batch)
        with transaction.atomic():
            worked_on.update(worked_on_since(batch, after=organisation.sequence))
            chosen = worked_on.intersection(take_out).difference(also_in)
            chosen -= set(cannot_be_taken_out(batch, chosen))
            stays: dict[int, Owner] = also_in | dict.fromkeys(worked_on - chosen)
            result = _take_back(batch, stays, of_others, taken_out=chosen, now=now)
            leave_event(
                organisation=organisation,
                sequence=take(organisation),
                kind="import_undone",
                seat=seat,
                subject=f"import:{batch.uid}",
                recorded_at=now,
                payload={name: value for name, value in result.as_dict().items() if name != "batch"},
            )
            Organisation.objects.filter(pk=organisation.pk).update(epoch=F("epoch") + 1)
    return result


def _take_back(
    batch: ImportBatch,
    stays: Mapping[int, Owner],
    of_others: RowsOnDeals,
    *,
    taken_out: Collection[int],
    now: datetime,
) -> Undone:
    """Let a batch count no more, inside the caller's transaction. `stays` says which deals do, and whose."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != "applied":
        fields = {"number": batch.number}
        raise ImportAlreadyUndone(**fields) if batch.state == "undone" else ImportNotApplied(**fields)
    by_owner: dict[Owner, list[int]] = {None: []}
    for deal, owner in sorted(stays.items()):
        by_owner.setdefault(owner, []).append(deal)
    for owner, deals in by_owner.items():
        _hand_over_deals(batch, deals, to=owner)
    kept = len(by_owner.pop(None)) + (_keep_refunded(batch) if batch.kind == "payments" else 0)
    payments_gone = let_go_with_their_deals(batch, of_others)
    changed_deals = DealVersion.objects.filter(batch=batch).exclude(deal__batch=batch)
    restored = changed_deals.values("deal").distinct().count()
    batch.state, batch.undone_at = "undone", now
    batch.save(update_fields=["state", "undone_at"])
    # An undo move counts by being there, so these go; the history keeps the batch itself.
    undos = Move.objects.filter(batch=batch, kind="undo")
    undos._raw_delete(undos.db)
    for model in WORK:
        going = list(_work_since(model, batch, taken_out).values_list("pk", flat=True))
        hand_over(model._base_manager.all(), "pk", going, to=batch.pk)
    refresh_deals(batch)
    given_back, left = give_back(batch)
    # Asked last: until now changed deals and seats pointed at what the import had made.
    hand_over_what_others_need(batch)
    numbers = dict(ImportBatch.objects.filter(pk__in=list(by_owner)).values_list("pk", "number"))
    return Undone(
        batch=batch,
        removed=SUBJECT[batch.kind]._base_manager.filter(batch=batch).count(),
        restored=restored + given_back,
        kept=kept + left,
        kept_by={numbers[owner]: len(deals) for owner, deals in by_owner.items() if owner},
        payments_gone=payments_gone,
        taken_out=len(taken_out),
    )


def cannot_be_taken_out(batch: ImportBatch, deals: Collection[int]) -> list[int]:
    """Which of these deals an undo keeps whatever is chosen.

    Money that a person recorded is never undone together with a file: it was received. Nor is an
    undo of a move from before the import, which would come back to life.
    """
    kept: set[int] = set()
    for money in (Contract, Invoice, Payment, Refund):
        by_people = money.objects.filter(batch=None, deal__in=deals)
        kept.update(by_people.values_list("deal_id", flat=True))
    undos = _work_since(Move, batch, deals).filter(kind="undo").exclude(deal__batch=batch)
    kept.update(undos.values_list("deal_id", flat=True))
    return sorted(kept)


def work_since(batch: ImportBatch, deals: Collection[int]) -> dict[int, list[tuple[datetime, int | None]]]:
    """What people did on these deals since the import: when and who, by deal, in that order."""
    found: dict[int, list[tuple[datetime, int | None]]] = {}
    for model in FACTS:
        rows = _work_since(model, batch, deals)
        for deal, moment, author in rows.values_list("deal_id", "recorded_at", "author_id"):
            found.setdefault(deal, []).append((moment, author))
    return {deal: sorted(rows, key=lambda row: row[0]) for deal, rows in found.items()}


def _work_since(model: type[Any], batch: ImportBatch, deals: Collection[int]) -> Any:
    """The rows that people made on these deals since the import; all of them on a deal it made."""
    rows: Any = model._base_manager.filter(batch=None, deal__in=deals)
    made = Q(deal__batch=batch)
    if model is DealRole:  # only those of its own deals are looked at, and they have no order
        return rows.filter(made)
    first = DealVersion._base_manager.filter(batch=batch, deal=OuterRef("deal")).order_by("sequence")
    return rows.annotate(imported=Subquery(first.values("sequence")[:1])).filter(
        made | Q(sequence__gt=F("imported"))
    )


def worked_on_since(batch: ImportBatch, *, after: int = 0) -> list[int]:
    """The deals of an import on which people have worked later: an undo keeps them.

    `after` leaves out the rows up to that number of the sequence, which were looked at before.
    """
    worked_on: set[int] = set()
    for fact in FACTS:
        by_people: Any = fact.objects.filter(batch=None)
        later = by_people.filter(sequence__gt=after)
        later = later.filter(deal__versions__batch=batch, sequence__gt=F("deal__versions__sequence"))
        worked_on.update(later.values_list("deal_id", flat=True).distinct())
    roles = DealRole.objects.filter(batch=None, deal__batch=batch)
    worked_on.update(roles.values_list("deal_id", flat=True))
    for record in (DealShare, AttachedFile, ExitAnswer):
        said = record.objects.filter(deal__batch=batch)
        worked_on.update(said.values_list("deal_id", flat=True))
    return sorted(worked_on)


def deals_also_in(batch: ImportBatch) -> dict[int, int]:
    """The deals of an import that a later file changed, with the import of that file, the first of several.

    Only files of deals say that a deal is there; a price list or a list of payments does not.
    """
    later = DealVersion.objects.filter(batch__state="applied", batch__kind__in=TELLING_OF_DEALS)
    later = later.exclude(batch=batch).filter(
        deal__versions__batch=batch, sequence__gt=F("deal__versions__sequence")
    )
    return dict(later.values("deal_id").annotate(first=Min("batch_id")).values_list("deal_id", "first"))


def _hand_over_deals(batch: ImportBatch, deals: Collection[int], *, to: Owner) -> None:
    """Take these deals out of the batch, with all their facts."""
    hand_over(Deal._base_manager.filter(batch=batch), "pk", deals, to=to)
    for fact in ON_DEALS:
        hand_over(fact._base_manager.filter(batch=batch), "deal_id", deals, to=to)


def _keep_refunded(batch: ImportBatch) -> int:
    """Payments with a later refund or correction stay too; return how many."""
    later = Q(refunds__isnull=False) | Q(replaced_by__isnull=False)
    numbers = Payment.objects.filter(later, batch=batch).values_list("pk", flat=True).distinct()
    return hand_over(Payment._base_manager.filter(batch=batch), "pk", list(numbers), to=None)
