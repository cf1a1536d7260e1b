"""Import a file of deals: each row becomes a deal with its history, or corrects the one it became before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import TypeAlias, TypeVar

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.actions.correct_found_deals import Corrections
from kvota.actions.found_deals import DealsOfFile, FoundDeal, MadeUpIds, row_hash
from kvota.actions.funnel_of_file import FunnelOfFile, funnel_of_file
from kvota.actions.imported_names import Names
from kvota.actions.rates_missing import CurrenciesSeen
from kvota.actions.rows_set_aside import RowsSetAside
from kvota.actions.store_found_deals import Outcome, StoredDeals, is_unchanged, store_found_deals
from kvota.actions.usual_amounts import UsualAmounts
from kvota.actions.write_found_deals import DealRows
from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.importing.stages import usual_order
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation
from kvota.records.people import Seat

DEALS_AT_ONCE = 1_000
Told: TypeAlias = Callable[[DealRow, Outcome], None]
Item = TypeVar("Item")


def import_deals(
    *,
    organisation: Organisation,
    rows: Iterable[DealRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    aliases: Mapping[str, Mapping[str, str]] | None = None,
    created_header: str = "",
    stage_header: str = "",
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
    told: Told | None = None,
) -> Imported:
    """Import the rows that `read_deal_rows` read, or count what importing them would do.

    Parameters
    ----------
    rows
        The deals and the faults of the file, in its order. Gone through once.
    aliases
        What a person said about spellings for this file; the reader has applied it already,
        and it is kept for the next file.
    created_header, stage_header
        The headers of the columns taken for `created_on` and `stage`.
    refused
        Told every fault, to write a file of the refused rows.
    checked
        The batch that waited for a person's decision, if there is one.
    preview
        Count only. The company need not be stored yet.
    told
        Told what becomes of every row that is not refused.

    The counts say how many deals change their currency, and which currencies have no rate: until
    somebody enters one, every figure with such a sum is refused. The import is not: the rate may
    come after it, and the import can be undone.

    Raises NotAllowed, or ImportRunning when another import writes into this company. Rows
    that cannot be imported are counted as skipped and never stop the others. Nothing is seen
    before all is written; each transaction is a fraction of a second.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with (
        RowsSetAside(DealRow) as kept,
        importing(run, kind="deals", file=file, checked=checked, preview=preview),
    ):
        amounts = UsualAmounts(stored=run.stored)
        currencies = CurrenciesSeen()
        open_names: dict[str, None] = {}
        for row in rows:
            if isinstance(row, Fault):
                run.refuse(row)
                continue
            kept.add(row)
            amounts.see(row)
            currencies.see(row.currency, row.created_on, row.moved_on, row.ended_on, today=today)
            if row.stage_kind == "open" and row.stage:
                open_names[row.stage] = None
        funnel = funnel_of_file(run, usual_order(open_names)).entering_at(created_header)
        names = Names(run)
        names.remember_aliases(aliases or {})
        deals = DealsOfFile(run, names=names, funnel=funnel, amounts=amounts)
        corrections = _write_all(run, kept, deals, names, funnel, stage_header, told)
        missing = currencies.without_rate(organisation)
        result = run.result(**({"rates_missing": missing} if missing else {}))
        apply(run, result=result, corrects_deals=result.updated > 0, undone=corrections.undone)
    return result


def _write_all(
    run: Import,
    kept: Iterable[DealRow],
    deals: DealsOfFile,
    names: Names,
    funnel: FunnelOfFile,
    stage_header: str,
    told: Told | None,
) -> Corrections:
    """Go through the rows a thousand at a time, each thousand in a transaction of its own."""
    made_up = MadeUpIds()
    stored_deals = StoredDeals(run)
    gathered = DealRows(run, funnel)
    corrections = Corrections(run, gathered)
    for chunk in _chunks(kept, DEALS_AT_ONCE):
        asked = [(row.external_id or made_up.of(row), row_hash(row), row) for row in chunk]
        stored = stored_deals.under([external_id for external_id, _, _ in asked])
        found: list[FoundDeal] = []
        for external_id, digest, row in asked:
            if is_unchanged(run, external_id, digest, stored):
                if told is not None:
                    told(row, Outcome(row.row, "unchanged", stored[external_id][0]))
                continue
            try:
                found.append(deals.found(row, external_id=external_id, row_hash=digest))
            except RuleError as refusal:
                run.refuse(Fault.at(row.row, stage_header, refusal, value=row.stage or ""))
        outcomes = store_found_deals(run, found, gathered=gathered, corrections=corrections, stored=stored)
        if told is not None:
            by_number = {row.row: row for row in chunk}
            for outcome in outcomes:
                told(by_number[outcome.row], outcome)
        run.write([*names.rows, *gathered.things], gathered.facts)
    return corrections


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
