"""A bank's list of payments finds its deals, pays them, and waits where a person must decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kvota.actions.undo_import import undo_import
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Contract, Deal, ImportBatch, Move, Payment
from kvota.records.money import payments_that_count
from kvota.records.moves import moves_that_count
from kvota.records.rights import NotAllowed
from tests.a_company_to_import_into import (
    NOW,
    TODAY,
    Staffed,
    four,
    run,
    run_list,
    what_counts,
)

DEALS = """
    id,client,sales_agent,stage,created_on,closed_on,amount
    A1,Vega,Ada Lark,Won,2026-09-01,2026-10-05,1000
    A2,Orion,Ada Lark,Terms accepted,2026-10-02,,700
    A3,Nova,Ada Lark,Terms accepted,2026-10-02,,300
    A4,Nova,Ada Lark,Terms accepted,2026-10-02,,300
"""
HEADER = "date,amount,payer,reference,external_id,deal\n"


@pytest.fixture
def staffed(staffed: Staffed) -> Staffed:
    """With deals that money can belong to."""
    run(staffed.organisation, DEALS)
    return staffed


def rank(external_id: str) -> int:
    deal = Deal.objects.get(external_id=external_id)
    return progress(moves_that_count(deal, on=TODAY)).rank


def came(external_id: str) -> list[tuple[date, int]]:
    return payments_that_count(Deal.objects.get(external_id=external_id))


PAID = 8


def test_a_payment_with_the_number_of_its_deal_pays_it(staffed: Staffed) -> None:
    result = run_list("payments", staffed.organisation, HEADER + "2026-11-10,700,,inv 7,P1,A2")
    assert four(result) == (1, 0, 0, 0)
    assert came("A2") == [(date(2026, 11, 10), 70_000)]
    assert rank("A2") == PAID
    contract = Contract.standing().get(deal__external_id="A2")
    assert (contract.amount_minor, contract.occurred_on, contract.assumed) == (
        70_000,
        date(2026, 11, 10),
        False,
    )
    assert contract.move.stage.kind == "signed"
    payment = Payment.objects.get(external_id="P1")
    assert (payment.reference, payment.assumed, payment.known_on) == ("inv 7", False, date(2026, 11, 10))


def test_a_payment_is_matched_by_payer_and_sum(staffed: Staffed) -> None:
    run_list("payments", staffed.organisation, HEADER + "2026-11-10,700,orion,,P1,")
    assert rank("A2") == PAID


def test_two_deals_that_fit_are_a_question_for_a_person(staffed: Staffed) -> None:
    result = run_list("payments", staffed.organisation, HEADER + "2026-11-10,300,Nova,,P1,")
    assert result.counts["unmatched"] == 1
    assert Payment.objects.get(external_id="P1").deal is None
    assert came("A3") == came("A4") == []


def test_a_payer_or_a_deal_nobody_knows_waits(staffed: Staffed) -> None:
    text = HEADER + "2026-11-10,700,Sirius,,P1,\n2026-11-10,700,,,P2,A9\n2026-11-10,650,Orion,,P3,"
    result = run_list("payments", staffed.organisation, text)
    assert (result.new, result.counts["unmatched"]) == (3, 3)
    assert Payment.objects.filter(deal=None).count() == 3


def test_a_deal_is_paid_on_the_day_its_parts_cover_it(staffed: Staffed) -> None:
    text = HEADER + "2026-11-12,400,,,P2,A2\n2026-11-10,300,,,P1,A2"
    run_list("payments", staffed.organisation, text)
    assert rank("A2") == PAID
    paid = Move.objects.get(deal__external_id="A2", stage__kind="paid")
    assert paid.occurred_on == date(2026, 11, 12)


def test_a_part_signs_a_deal_and_does_not_pay_it(staffed: Staffed) -> None:
    run_list("payments", staffed.organisation, HEADER + "2026-11-10,300,,,P1,A2")
    assert rank("A2") == 7
    run_list("payments", staffed.organisation, HEADER + "2026-11-12,400,,,P2,A2")
    assert rank("A2") == PAID
    assert Contract.objects.filter(deal__external_id="A2").count() == 1


def test_real_money_takes_the_place_of_what_was_assumed(staffed: Staffed) -> None:
    run_list("payments", staffed.organisation, HEADER + "2026-10-20,1000,Vega,,P1,")
    assert came("A1") == [(date(2026, 10, 20), 100_000)]
    assert rank("A1") == PAID


def test_a_deal_that_was_paid_only_in_part_leaves_the_paid_stage(staffed: Staffed) -> None:
    before = what_counts()
    run_list("payments", staffed.organisation, HEADER + "2026-10-20,400,,,P1,A1")
    assert came("A1") == [(date(2026, 10, 20), 40_000)]
    assert rank("A1") == 7
    undo_import(batch=ImportBatch.objects.get(number=2), now=NOW + timedelta(hours=1))
    assert rank("A1") == PAID
    assert what_counts() == before


def test_the_same_list_again_stores_nothing(staffed: Staffed) -> None:
    text = HEADER + "2026-11-10,700,Orion,,P1,\n2026-11-11,5,Orion,,,\n2026-11-11,5,Orion,,,"
    assert four(run_list("payments", staffed.organisation, text)) == (3, 0, 0, 0)
    assert four(run_list("payments", staffed.organisation, text)) == (0, 0, 3, 0)
    assert came("A2") == [(date(2026, 11, 10), 70_000)]


def test_a_known_number_with_another_sum_is_refused(staffed: Staffed) -> None:
    run_list("payments", staffed.organisation, HEADER + "2026-11-10,700,Orion,,P1,")
    again = run_list(
        "payments", staffed.organisation, HEADER + "2026-11-10,900,Orion,,P1,", id_header="external_id"
    )
    assert four(again) == (0, 0, 0, 1)
    (fault,) = again.faults
    assert (fault.code, fault.row, fault.column, fault.value) == (
        "same_id_other_payment",
        2,
        "external_id",
        "P1",
    )


def test_money_in_another_currency_is_refused_for_a_named_deal(staffed: Staffed) -> None:
    text = "date,amount,currency,deal\n2026-11-10,700,USD,A2"
    again = run_list("payments", staffed.organisation, text)
    assert (again.skipped, again.faults[0].code) == (1, "other_currency")
    assert came("A2") == []


def test_a_preview_of_payments_writes_nothing(staffed: Staffed) -> None:
    before = what_counts()
    text = HEADER + "2026-11-10,700,Orion,,P1,\n2026-11-11,5,Orion,,,"
    preview = run_list("payments", staffed.organisation, text, preview=True)
    assert what_counts() == before
    real = run_list("payments", staffed.organisation, text)
    assert (four(preview), preview.counts) == (four(real), real.counts)


@pytest.mark.parametrize("who", ["ada", "gail"])
def test_payments_are_imported_by_who_may_record_them_and_sees_all_deals(staffed: Staffed, who: str) -> None:
    """A head of one unit records single payments; a bank's list would be matched against all deals."""
    text = HEADER + "2026-11-10,700,,,P1,A2"
    with pytest.raises(NotAllowed):
        run_list("payments", staffed.organisation, text, seat=staffed.seat[who])
    run_list("payments", staffed.organisation, text, seat=staffed.seat["isla"])
