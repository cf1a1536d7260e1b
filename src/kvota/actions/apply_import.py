"""The frame of every import: rows are written out of sight, then one short transaction lets all count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, TypeAlias

from django.db import models, transaction
from django.db.models import F

from kvota.actions.import_cancelled import go_on_with
from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import Fault
from kvota.records.changed_rows import ChangedRows
from kvota.records.deal_history import refresh_deals
from kvota.records.events import leave_event
from kvota.records.import_running import only_import
from kvota.records.imported_rows import delete_rows_of
from kvota.records.imports import ImportBatch, next_number
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.planner_statistics import learn_sizes
from kvota.records.rights import NotAllowed, may, own_people_in_sight
from kvota.records.rows_in_bulk import NewRows
from kvota.records.sequence import take

Refused: TypeAlias = Callable[[Fault], None]
Rows: TypeAlias = "NewRows | UnwrittenRows"

# Who may type it in by hand may import it.
RIGHT_TO_IMPORT = {
    "people": "people",
    "payments": "record_money",
    "products": "setup",
    "supply": "plan_supply",
}
FAULTS_KEPT = 1_000
FAULT_TEXT_KEPT = 200


# The states of an import that counts nowhere and may be applied, or applied anew.
PREPARED = ("checking", "failed")


class ImportNotPrepared(RuleError):
    """An import is to be changed or applied that has counted already: a button pressed twice."""

    code = "import_not_prepared"
    nature = "conflict"
    sentence = "import {number} is applied already; drop the file again to import it anew"
    number: int


def may_import(seat: Seat, kind: str, *, on: date) -> bool:
    """Whether a seat may import a file of this kind.

    A list of payments is matched against the deals of the whole company, so who sees a part of it
    may record single payments and not bring in a bank's list.
    """
    if kind == "payments" and own_people_in_sight(seat, on=on) is not None:
        return False
    return may(seat, RIGHT_TO_IMPORT.get(kind, "import"))


def require_import(seat: Seat, kind: str, *, on: date) -> None:
    """Refuse a file of a kind that this seat may not import."""
    if not may_import(seat, kind, on=on):
        raise NotAllowed(role=seat.role, doing=RIGHT_TO_IMPORT.get(kind, "import"))


@dataclass(frozen=True)
class ImportedFile:
    """Which file it is and how it was read, for the list of imports."""

    name: str
    hash: str = ""
    mapping: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Imported:
    """What an import did, or would do: every row of the file is in exactly one of the four counts.

    `counts` holds what else there is to say, such as people made and amounts assumed.
    `batch` is None for a preview.
    """

    new: int
    updated: int
    unchanged: int
    skipped: int
    batch: ImportBatch | None
    counts: dict[str, Any]
    faults: list[Fault]

    def as_dict(self) -> dict[str, Any]:
        """As one flat object, the batch by its uid."""
        rows = {
            "new": self.new,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "batch": str(self.batch.uid) if self.batch else None,
        }
        return rows | self.counts


@dataclass
class Import:
    """An import under way, or its preview (`batch` None), which counts the same and writes nothing."""

    organisation: Organisation
    now: datetime
    today: date
    seat: Seat | None = None
    refused: Refused | None = None
    batch: ImportBatch | None = None
    counts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    #: What changes rows that everybody sees, done in the transaction that lets the import count.
    when_it_counts: list[Callable[[], None]] = field(default_factory=list)
    _last_row_refused: int | None = None

    @property
    def stored(self) -> bool:
        """Whether the company exists: a preview may come before it is made."""
        return self.organisation.pk is not None

    def new_rows(self, model: type[models.Model], **same: Any) -> Rows:
        """A place to gather rows of a record, tagged with this import."""
        if self.batch is None:
            return UnwrittenRows()
        return NewRows(model, organisation_id=self.organisation.pk, batch_id=self.batch.pk, **same)

    def refuse(self, fault: Fault) -> None:
        """Leave a row of the file out, and say why. Several faults of a row skip it once."""
        if fault.row != self._last_row_refused:
            self.counts["skipped"] += 1
        self._last_row_refused = fault.row
        if len(self.faults) < FAULTS_KEPT:
            self.faults.append(fault)
        if self.refused is not None:
            self.refused(fault)

    def write(self, things: Sequence[Rows], facts: Sequence[Rows] = ()) -> None:
        """Write the gathered rows in one short transaction; nobody sees them yet.

        Things (people, clients, deals) go first, because the company's counter must be the
        last lock: whoever waits for it waits for the facts only.
        """
        if self.batch is None:
            return
        with transaction.atomic():
            if self.batch.counts.get("running"):  # somebody may cancel what the worker has
                go_on_with(self.batch)
            for rows in things:
                rows.write()
            count = sum(len(rows) for rows in facts)
            following = take(self.organisation, count) if count else 0
            for rows in facts:
                following = rows.write(first_sequence=following)

    def result(self, **more: Any) -> Imported:
        rows = {name: self.counts[name] for name in ("new", "updated", "unchanged", "skipped")}
        rest = {name: count for name, count in self.counts.items() if name not in rows and count}
        return Imported(**rows, batch=self.batch, counts=rest | more, faults=self.faults)


class UnwrittenRows:
    """What a preview gathers rows into: it numbers them and keeps none."""

    def __init__(self) -> None:
        self._last = 0

    def __len__(self) -> int:
        return 0

    def add(self, **values: Any) -> int:
        self._last -= 1
        return self._last  # below zero: no stored row has such an id

    def write(self, *, first_sequence: int = 0) -> int:
        return first_sequence


@contextmanager
def importing(
    run: Import,
    *,
    kind: str,
    file: ImportedFile,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Iterator[Import]:
    """Begin an import and give it to the block, which writes in pieces and ends with `apply`.

    Whatever ends the block before that leaves nothing behind; what a killed process left is
    removed by the next import. A seat that may not import this is refused; None is the command
    line. `checked` is a batch that waited for a person's decision in the state `checking`.
    """
    if run.seat is not None:
        require_import(run.seat, kind, on=run.today)
    if preview:
        yield run
        return
    with only_import(run.organisation):
        _remove_the_dead()
        learn_sizes()
        run.batch = batch = _begin(run, kind=kind, file=file, batch=checked)
        try:
            yield run
        except BaseException:
            discard(batch)
            raise
        learn_sizes()


def _begin(run: Import, *, kind: str, file: ImportedFile, batch: ImportBatch | None) -> ImportBatch:
    with transaction.atomic():
        if batch is None:
            batch = ImportBatch(organisation=run.organisation, number=next_number(run.organisation.pk))
        elif go_on_with(batch).state not in PREPARED:
            raise ImportNotPrepared(number=batch.number)
        batch.kind = kind
        batch.file_name, batch.file_hash = PurePath(file.name).name[-200:], file.hash
        batch.mapping = dict(file.mapping)
        batch.author_id = run.seat.person_id if run.seat else None
        batch.started_at = batch.heartbeat_at = run.now
        batch.state = "applying"
        batch.save()
    return batch


def _remove_the_dead() -> None:
    """Take away what a killed import left: its lock is free, so nobody writes into it any more."""
    for batch in ImportBatch.objects.filter(state="applying"):
        discard(batch)


def discard(batch: ImportBatch) -> None:
    """Remove an import that never counted. One that counts by now is left alone."""
    if ImportBatch.objects.filter(pk=batch.pk, state="applying").exists():
        delete_rows_of(batch)
        ImportBatch.objects.filter(pk=batch.pk, state="applying").update(state="failed")


def apply(
    run: Import,
    *,
    result: Imported,
    changes: ChangedRows | None = None,
    corrects_deals: bool = False,
    undone: Rows | None = None,
) -> None:
    """Make everything the import wrote count, in one short transaction.

    Parameters
    ----------
    result
        The counts, kept with the batch and in the event.
    changes, corrects_deals
        What changes rows that others see already: seats and clients, and the present
        attributes of deals that got a new version. It happens here and not before, so that a
        killed import has changed nothing.
    undone
        The undo moves of moves that an earlier import made. Readers take the mere existence
        of an undo for its effect, so none may exist before this moment.
    """
    batch = run.batch
    if batch is None:
        return
    with transaction.atomic():
        if batch.counts.get("running"):
            go_on_with(batch)
        batch.state, batch.applied_at = "applied", run.now
        batch.counts = {name: value for name, value in result.as_dict().items() if name != "batch"}
        batch.faults = [kept_fault(fault) for fault in run.faults]
        if changes is not None:
            changes.make(batch)
        for do in run.when_it_counts:
            do()
        batch.save(update_fields=["state", "applied_at", "counts", "faults", "before"])
        if corrects_deals:
            refresh_deals(batch)
        count = len(undone) if undone is not None else 0
        sequence = take(run.organisation, 1 + count)
        if undone is not None:
            undone.write(first_sequence=sequence + 1)
        leave_event(
            organisation=run.organisation,
            sequence=sequence,
            kind="import_applied",
            seat=run.seat,
            subject=f"import:{batch.uid}",
            recorded_at=run.now,
            payload=batch.counts,
        )
        # Rows have appeared whose numbers a reader by sequence has passed already.
        Organisation.objects.filter(pk=run.organisation.pk).update(epoch=F("epoch") + 1)


def kept_fault(fault: Fault) -> dict[str, Any]:
    """A fault short enough to lie in the list of imports: a refused cell may hold a megabyte."""
    plain = fault.as_dict()
    plain["fields"] = {name: value[:FAULT_TEXT_KEPT] for name, value in plain["fields"].items()}
    return plain
