"""Import a list of payments, as a bank exports it: each is matched to its deal, or waits for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import islice

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.actions.found_deals import hash_of
from kvota.actions.match_payment import OtherCurrency
from kvota.actions.payer_of_deal import DealsOfPayers
from kvota.actions.record_payment import SameIdOtherPayment
from kvota.actions.settle_imported_payments import Settlement
from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.mapped_row import PaymentRow
from kvota.records.imports import ImportBatch
from kvota.records.money import Payment
from kvota.records.organisations import Organisation
from kvota.records.people import Seat

PAYMENTS_AT_ONCE = 1_000
Content = tuple[date | None, int, str, str, str]


def import_payments(
    *,
    organisation: Organisation,
    rows: Iterable[PaymentRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    id_header: str = "",
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Imported:
    """Import the payments that `read_payment_rows` read, or count what importing them would do.

    Parameters
    ----------
    id_header
        The header of the column with the payment's own number, for what is refused there.

    A payment names its deal by the deal's number, or is matched by payer and sum where only
    one deal fits. The same number twice is one payment. Covered deals move to paid on the
    day they were covered. Raises NotAllowed or ImportRunning.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with importing(run, kind="payments", file=file, checked=checked, preview=preview):
        list_ = _PaymentList(run, id_header)
        good = (row for row in rows if not _is_refused(run, row))
        while some := list(islice(good, PAYMENTS_AT_ONCE)):
            list_.take([row for row in some if isinstance(row, PaymentRow)])
        settlement = Settlement(run)
        settlement.settle(list_.received)
        result = run.result()
        apply(run, result=result, undone=settlement.undone)
    return result


def _is_refused(run: Import, row: PaymentRow | Fault) -> bool:
    if isinstance(row, Fault):
        run.refuse(row)
        return True
    return False


class _PaymentList:
    """Takes payments in, a thousand at a time."""

    def __init__(self, run: Import, id_header: str) -> None:
        self._run = run
        self._id_header = id_header
        self._payments = run.new_rows(Payment, recorded_at=run.now)
        self._payers = DealsOfPayers(stored=run.stored)
        self._alike: Counter[str] = Counter()
        self.received: dict[int, list[tuple[date, int]]] = {}

    def take(self, rows: Sequence[PaymentRow]) -> None:
        numbered = [(row, row.external_id or self._made_up_id(row)) for row in rows]
        known = self._known([number for _, number in numbered])
        self._payers.read(row for row, number in numbered if number not in known)
        for row, number in numbered:
            try:
                self._run.counts[self._take_one(row, number, known.get(number))] += 1
            except RuleError as refusal:
                self._run.refuse(Fault.at(row.row, self._id_header, refusal, value=row.external_id or ""))
        self._run.write([], [self._payments])

    def _take_one(self, row: PaymentRow, number: str, known: Content | None) -> str:
        if known is not None:
            if known != _content(row):
                raise SameIdOtherPayment()
            return "unchanged"
        deal = self._payers.deal_of(row)
        if deal is not None and deal.currency != row.currency:
            raise OtherCurrency(payment_currency=row.currency, deal_currency=deal.currency)
        self._payments.add(
            deal_id=deal.id if deal else None,
            amount_minor=row.amount_minor,
            currency=row.currency,
            occurred_on=row.paid_on,
            known_on=row.paid_on,
            payer=row.payer or "",
            reference=row.reference or "",
            external_id=number,
            author_id=self._run.seat.person_id if self._run.seat else None,
        )
        if deal is None:
            self._run.counts["unmatched"] += 1
        else:
            self._payers.pay(deal, row.amount_minor)
            self.received.setdefault(deal.id, []).append((row.paid_on, row.amount_minor))
        return "new"

    def _known(self, numbers: Sequence[str]) -> dict[str, Content]:
        """The payments stored under these numbers. One query."""
        if not self._run.stored:
            return {}
        stored = Payment.objects.live().filter(external_id__in=numbers).order_by("-id")
        columns = ("external_id", "occurred_on", "amount_minor", "currency", "payer", "reference")
        return {number: tuple(rest) for number, *rest in stored.values_list(*columns)}

    def _made_up_id(self, row: PaymentRow) -> str:
        """A number for a payment without one, and which of several alike in this file it is."""
        who = hash_of(*_content(row), row.deal)[:16]
        self._alike[who] += 1
        return f"~{who}-{self._alike[who]}"


def _content(row: PaymentRow) -> Content:
    return row.paid_on, row.amount_minor, row.currency, row.payer or "", row.reference or ""
