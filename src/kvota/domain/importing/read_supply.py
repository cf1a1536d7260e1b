"""Rows of a plan of leads: a channel, a week, how many are expected, who promised them, what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.mapped_row import SupplyRow
from kvota.domain.importing.row_reader import CellMissing, RowReader
from kvota.domain.importing.text import matching_key


class WeekUnreadable(RuleError):
    """A cell is neither the name of an ISO week nor a day."""

    code = "week_unreadable"
    sentence = "{value!r} is no week; write 2026-W49 or a day of it such as 2026-11-30"
    value: str


class NothingOfSupply(RuleError):
    """A row names a channel and a week and says nothing of them."""

    code = "nothing_of_supply"
    sentence = "the row says neither leads nor costs"


def read_supply_rows(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, formats: Formats, *, currency: str
) -> Iterator[SupplyRow | Fault]:
    """Read a plan of leads; for each row what it says or all its faults.

    Parameters
    ----------
    rows, columns, formats
        As for deals.
    currency
        ISO code for sums that name none.

    A channel stands once in a week; the second row of it is refused.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> places = {"channel": 0, "week": 1, "expected": 2}
    >>> columns = map_columns(["Канал", "Неделя", "Лидов"], kind="supply", guessed=places)
    >>> row, fault = read_supply_rows(
    ...     [(2, ["Сайт", "2026-W49", "12"]), (3, ["Сайт", "скоро", "3"])], columns, Formats(), currency="RUB"
    ... )
    >>> row.channel, str(row.week_on), row.expected, fault.code
    ('Сайт', '2026-11-30', 12, 'week_unreadable')
    """
    reader = RowReader(columns, formats, currency=currency, aliases={})
    for row, cells in rows:
        if reader.read(row, cells) and (channel := reader.needed("channel")):
            week = _week(reader)
            expected, by = reader.count("expected"), reader.text("promised_by")
            planned, spoken = reader.money("cost_planned", None)
            spent, also = reader.money("cost_spent", spoken if planned is not None else None)
            if not reader.faults and expected is None and planned is None and spent is None:
                reader.refuse("expected", NothingOfSupply())
            if week is not None and not reader.faults:
                reader.only_once("week" if reader.raw("week") else "date", f"{matching_key(channel)} {week}")
            if week is not None and not reader.faults:
                money = spoken if planned is not None else also
                yield SupplyRow(row, channel, week, expected, by, planned, spent, money)
                continue
        yield from reader.faults


def _week(reader: RowReader) -> date | None:
    """The Monday of the week of a row; None with a fault where it names none."""
    named = reader.text("week")
    if named is None:
        day = reader.day("date")
        if day is None and not reader.faults_in("date", "week"):
            reader.refuse("date" if reader.columns.column("date") else "week", CellMissing(field="week"))
        return day and day - timedelta(days=day.weekday())
    try:
        period = parse_period(named.replace(" ", "").upper())
        if period.kind not in {"week", "day"}:
            raise WeekUnreadable(value=named[:40])
    except RuleError:
        reader.refuse("week", WeekUnreadable(value=named[:40]), value=named)
        return None
    return period.first_day - timedelta(days=period.first_day.weekday())
