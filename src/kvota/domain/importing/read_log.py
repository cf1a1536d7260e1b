"""Rows of a deal log: every event of every deal, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kvota.domain.errors import RuleError
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.faults import Fault, shown
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.mapped_row import LogEvent, LogRow
from kvota.domain.importing.row_reader import CellMissing, RowReader

_EVENTS: dict[str, LogEvent] = {"stage": "stage", "touch": "touch", "won": "won", "lost": "lost"}


class EventUnknown(RuleError):
    """A line of the log says something else than the four things that can happen."""

    code = "event_unknown"
    sentence = "{value} is not an event; the events are stage, touch, won and lost"
    value: str


def read_log_rows(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, formats: Formats, *, currency: str
) -> Iterator[LogRow | Fault]:
    """Read a deal log; for each row the event or all its faults.

    Parameters
    ----------
    rows, columns, formats
        As for deals; every column without a field becomes a segment of the deal.
    currency
        ISO code of the amounts.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> header = ["deal", "at", "event", "stage", "amount", "band"]
    >>> columns = map_columns(header, kind="log", guessed={n: i for i, n in enumerate(header[:5])})
    >>> cells = ["b-1", "2011-09-30T22:38:44Z", "stage", "submitted", "20000.0", "4"]
    >>> line = next(read_log_rows([(2, cells)], columns, Formats(), currency="EUR"))
    >>> line.stage, line.amount_minor, line.segments
    ('submitted', 2000000, (('band', '4'),))
    """
    reader = RowReader(columns, formats, currency=currency, aliases={})
    for row, cells in rows:
        if reader.read(row, cells):
            line = _line(reader)
            if line is not None and not reader.faults:
                yield line
                continue
        yield from reader.faults


def _line(reader: RowReader) -> LogRow | None:
    deal, at, word = reader.needed("deal"), reader.instant("at"), reader.needed("event")
    event = _EVENTS.get(word.lower()) if word else None
    if word and event is None:
        reader.refuse("event", EventUnknown(value=shown(word)), value=word)
    stage = reader.text("stage")
    if event == "stage" and stage is None:
        reader.refuse("stage", CellMissing(field="stage"))
    amount, _ = reader.money("amount", None)
    expected_on = reader.day("expected_on")
    if deal is None or at is None or event is None:
        return None
    return LogRow(reader.row, deal, at, event, stage, amount, expected_on, tuple(reader.others()))
