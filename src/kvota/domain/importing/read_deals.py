"""Rows of a deal file, read one at a time: a deal or what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kvota.domain.errors import RuleError
from kvota.domain.importing.aliases import Aliases
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.column_values import MOST_VALUES
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.kind_words import SaleKind, sale_kind
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.importing.row_reader import RowReader
from kvota.domain.importing.stages import StageKind, stage_kind
from kvota.domain.importing.text import matching_key
from kvota.domain.selling.tags import text_of_tags


class EndedWithoutDay(RuleError):
    """A won or lost deal has no day: it would count in no month."""

    code = "ended_without_day"
    sentence = "the deal is {stage} and no day says since when; fill in the day it was closed"
    stage: str


class ClosedBeforeCreated(RuleError):
    """A deal ends before it begins."""

    code = "closed_before_created"
    sentence = (
        "the deal is closed on {closed_on}, before it was created on {created_on}; correct one of the days"
    )
    closed_on: str
    created_on: str


class MovedBeforeCreated(RuleError):
    """A deal reaches its stage before it begins."""

    code = "moved_before_created"
    sentence = "the deal moved on {moved_on}, before it was created on {created_on}; correct one of the days"
    moved_on: str
    created_on: str


class StageMissing(RuleError):
    """A row of a file with stages says none."""

    code = "stage_missing"
    sentence = "the cell is empty; write the stage of the deal"


def read_deal_rows(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    formats: Formats,
    *,
    currency: str,
    stage_kinds: Mapping[str, StageKind] | None = None,
    aliases: Aliases | None = None,
) -> Iterator[DealRow | Fault]:
    """Read a deal file.

    Parameters
    ----------
    rows
        (row number, cells), as `SourceFile.rows()` gives them.
    columns, formats
        What each column is and how its dates and numbers are written.
    currency
        ISO code for sums that name none.
    stage_kinds
        What a person said about a stage, by `matching_key`; the others are judged by their words.
    aliases
        Spellings that a person said mean one name.

    Returns
    -------
    For each row either its deal or all its faults, in the order of the file. Never both: half a
    row is not a deal. The memory used does not grow with the file, but for 12 bytes an id.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> columns = map_columns(
    ...     ["id", "stage", "amount", "closed"],
    ...     kind="deals",
    ...     guessed={"id": 0, "stage": 1, "amount": 2, "closed_on": 3},
    ... )
    >>> rows = [(2, ["D-1", "Won", "1 054,50", "2026-03-05"]), (3, ["D-2", "Won", "12", ""])]
    >>> deal, fault = read_deal_rows(rows, columns, Formats(), currency="EUR")
    >>> deal.amount_minor, deal.closed_on
    (105450, datetime.date(2026, 3, 5))
    >>> str(fault)
    'row 3, column closed: the deal is Won and no day says since when; fill in the day it was closed'
    """
    reader = RowReader(columns, formats, currency=currency, aliases=aliases or {})
    kinds: dict[str, StageKind] = {}
    for row, cells in rows:
        if reader.read(row, cells):
            deal = _deal(reader, kinds, stage_kinds or {})
            if not reader.faults:
                yield deal
                continue
        yield from reader.faults


def _deal(reader: RowReader, kinds: dict[str, StageKind], chosen: Mapping[str, StageKind]) -> DealRow:
    external_id = reader.id("id")
    stage, status = reader.text("stage"), reader.text("status")
    told = status or stage or ""
    kind = kinds.get(told)
    if kind is None:
        kind = chosen.get(matching_key(told)) or stage_kind(told)
        if len(kinds) < MOST_VALUES:
            kinds[told] = kind
    amount_minor, currency = reader.money("amount", reader.currency())
    closed_on, expected_on = reader.day("closed_on"), reader.day("expected_on")
    deal = DealRow(
        row=reader.row,
        external_id=external_id,
        client=reader.text("client"),
        owner=reader.text("owner"),
        stage=stage or status,
        stage_kind=kind,
        product=reader.text("product"),
        amount_minor=amount_minor,
        currency=currency,
        created_on=reader.day("created_on"),
        moved_on=reader.day("moved_on"),
        closed_on=None if kind == "open" else closed_on,
        # On an open deal CRMs keep the hoped-for day in the column of the real one.
        expected_on=expected_on or (closed_on if kind == "open" else None),
        industry=reader.text("industry"),
        region=reader.text("region"),
        source=reader.text("source"),
        kind=_sale_kind(reader),
        lost_reason=reader.text("lost_reason") if kind == "lost" else None,
        name=reader.text("name"),
        tags=text_of_tags(reader.tags()) if reader.columns.kept else None,
    )
    _check(reader, deal, told)
    return deal


def _sale_kind(reader: RowReader) -> SaleKind | None:
    text = reader.text("kind")
    if text is None:
        return None
    try:
        return sale_kind(text, header=reader.columns.column("kind"))
    except RuleError as refusal:
        reader.refuse("kind", refusal, value=text)
        return None


def _check(reader: RowReader, deal: DealRow, told: str) -> None:
    places = reader.columns.places
    if not told and ("stage" in places or "status" in places) and not reader.faults_in("stage", "status"):
        reader.refuse("stage" if "stage" in places else "status", StageMissing())
    ended_on = deal.ended_on
    if deal.stage_kind != "open" and ended_on is None and not reader.faults_in("closed_on", "moved_on"):
        field = next((name for name in ("closed_on", "moved_on", "stage") if name in places), "status")
        reader.refuse(field, EndedWithoutDay(stage=told))
    created_on = deal.created_on
    if created_on is not None:
        if ended_on is not None and ended_on < created_on:
            refusal = ClosedBeforeCreated(closed_on=ended_on.isoformat(), created_on=created_on.isoformat())
            reader.refuse("closed_on" if deal.closed_on else "moved_on", refusal, value=ended_on.isoformat())
        elif deal.moved_on is not None and deal.moved_on < created_on:
            early = MovedBeforeCreated(moved_on=deal.moved_on.isoformat(), created_on=created_on.isoformat())
            reader.refuse("moved_on", early, value=deal.moved_on.isoformat())
    reader.only_once("id", deal.external_id)
