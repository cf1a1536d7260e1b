"""Undo an import: every list and figure answers as before it; what people did on top of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from kvota.actions.apply_import import RIGHT_TO_IMPORT
from kvota.domain.errors import RuleError
from kvota.records.changed_rows import give_back
from kvota.records.deal_history import refresh_deals
from kvota.records.deals import Deal, DealRole, DealVersion
from kvota.records.events import leave_event
from kvota.records.import_running import only_import
from kvota.records.imports import ImportBatch
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Move
from kvota.records.needed_rows import keep_what_others_need, take_out
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
}


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

    `removed` are the rows the import had made, `restored` those that say again what they said
    before it, `kept` those on which somebody has worked since and which therefore stay.
    """

    batch: ImportBatch
    removed: int
    restored: int
    kept: int

    def as_dict(self) -> dict[str, int | str]:
        return {
            "batch": str(self.batch.uid),
            "removed": self.removed,
            "restored": self.restored,
            "kept": self.kept,
        }


def undo_import(*, batch: ImportBatch, now: datetime, seat: Seat | None = None) -> Undone:
    """Take an import out again, whenever it was. Its rows stay in the history and count nowhere.

    A deal that somebody moved, paid, edited or imported anew since stays as it is, with its
    client and its people. Raises NotAllowed, ImportRunning, ImportAlreadyUndone or
    ImportNotApplied.
    """
    if seat is not None:
        require(seat, RIGHT_TO_IMPORT.get(batch.kind, "import"))
    organisation = Organisation.objects.get(pk=batch.organisation_id)
    with only_import(organisation):
        # Most of the search comes before anybody has to wait for it.
        worked_on = set(worked_on_since(batch))
        with transaction.atomic():
            worked_on.update(worked_on_since(batch, after=organisation.sequence))
            result = _take_back(batch, sorted(worked_on), now=now)
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


def _take_back(batch: ImportBatch, worked_on: Sequence[int], *, now: datetime) -> Undone:
    """Let a batch count no more, inside the caller's transaction."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state != "applied":
        fields = {"number": batch.number}
        raise ImportAlreadyUndone(**fields) if batch.state == "undone" else ImportNotApplied(**fields)
    kept = _keep(batch, worked_on)
    changed_deals = DealVersion.objects.filter(batch=batch).exclude(deal__batch=batch)
    restored = changed_deals.values("deal").distinct().count()
    batch.state, batch.undone_at = "undone", now
    batch.save(update_fields=["state", "undone_at"])
    # An undo move counts by being there, so these go; the history keeps the batch itself.
    undos = Move.objects.filter(batch=batch, kind="undo")
    undos._raw_delete(undos.db)
    refresh_deals(batch)
    given_back, left = give_back(batch)
    # Asked last: until now changed deals and seats pointed at what the import had made.
    keep_what_others_need(batch)
    removed = SUBJECT[batch.kind]._base_manager.filter(batch=batch).count()
    return Undone(batch=batch, removed=removed, restored=restored + given_back, kept=kept + left)


def worked_on_since(batch: ImportBatch, *, after: int = 0) -> list[int]:
    """The deals of an import on which a later row stands: an undo keeps them.

    `after` leaves out the rows up to that number of the sequence, which were looked at before.
    """
    worked_on: set[int] = set()
    for fact in FACTS:
        later = fact.objects.live().exclude(batch=batch).filter(sequence__gt=after)
        later = later.filter(deal__versions__batch=batch, sequence__gt=F("deal__versions__sequence"))
        worked_on.update(later.values_list("deal_id", flat=True).distinct())
    roles = DealRole.objects.live().exclude(batch=batch).filter(deal__batch=batch)
    worked_on.update(roles.values_list("deal_id", flat=True))
    return sorted(worked_on)


def _keep(batch: ImportBatch, deals: Sequence[int]) -> int:
    """Take these deals out of the batch, with all their facts; return how many rows stay."""
    numbers = list(deals)
    take_out(batch, Deal, "pk", numbers)
    for fact in FACTS:
        take_out(batch, fact, "deal_id", numbers)
    if batch.kind == "payments":
        numbers += _payments_refunded(batch)
    return len(numbers)


def _payments_refunded(batch: ImportBatch) -> list[int]:
    """Payments with a later refund or correction stay too."""
    later = Q(refunds__isnull=False) | Q(replaced_by__isnull=False)
    numbers = list(Payment.objects.filter(later, batch=batch).values_list("pk", flat=True).distinct())
    take_out(batch, Payment, "pk", numbers)
    return numbers
