"""Rows of a list of payments, as a bank or an accounting program exports it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kvota.domain.errors import RuleError
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.mapped_row import PaymentRow
from kvota.domain.importing.row_reader import CellMissing, RowReader


class PaymentOfNothing(RuleError):
    """A payment of zero is no payment."""

    code = "payment_of_nothing"
    sentence = "the amount is zero; write what was paid or leave the row out"


def read_payment_rows(
    rows: Iterable[tuple[int, list[str]]], columns: ColumnMap, formats: Formats, *, currency: str
) -> Iterator[PaymentRow | Fault]:
    """Read a list of payments; for each row the payment or all its faults.

    Parameters
    ----------
    rows, columns, formats
        As for deals.
    currency
        ISO code for sums that name none.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> columns = map_columns(["Дата", "Сумма"], kind="payments", guessed={"date": 0, "amount": 1})
    >>> payment, fault = read_payment_rows(
    ...     [(2, ["05.03.2026", "1 200,50"]), (3, ["05.03.2026", "-5"])], columns, Formats(), currency="RUB"
    ... )
    >>> payment.amount_minor, fault.code
    (120050, 'amount_negative')
    """
    reader = RowReader(columns, formats, currency=currency, aliases={})
    for row, cells in rows:
        if reader.read(row, cells):
            paid_on = reader.day("date")
            amount, spoken = reader.money("amount", reader.currency())
            payer, reference, deal = reader.text("payer"), reader.text("reference"), reader.text("deal")
            external_id = reader.id("external_id")
            if paid_on is None and not reader.faults_in("date"):
                reader.refuse("date", CellMissing(field="date"))
            if amount is None and not reader.faults_in("amount"):
                reader.refuse("amount", CellMissing(field="amount"))
            if amount == 0:
                reader.refuse("amount", PaymentOfNothing(), value=reader.raw("amount"))
            reader.only_once("external_id", external_id)
            if paid_on is not None and amount is not None and not reader.faults:
                yield PaymentRow(row, paid_on, amount, spoken, payer, reference, external_id, deal)
                continue
        yield from reader.faults
