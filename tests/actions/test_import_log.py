"""A deal log becomes the moves it tells, in the order in which they happened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django_scopes import scope

from kvota.actions.set_up_company import set_up_company
from kvota.actions.undo_import import undo_import
from kvota.records.models import Contract, Deal, ImportBatch, Move, Organisation, Payment, Stage
from tests.a_company_to_import_into import (
    NOW,
    Staffed,
    a_company_to_import_into,
    four,
    run_list,
    what_counts,
)

LOG = """
    deal,at,event,stage,amount,expected_on,sector,meal
    d1,2026-09-30T08:00:00Z,stage,submitted,100.0,,Retail,BB
    d1,2026-09-30T08:00:05Z,stage,offer_sent,100.0,,Retail,BB
    d2,2026-09-30T22:30:00Z,stage,submitted,50.0,2026-12-01,,
    d1,2026-10-02T10:00:00Z,touch,,120.0,,Retail,BB
    d1,2026-10-09T10:00:00Z,won,,120.0,,Retail,BB
    d2,2026-10-09T11:00:00Z,lost,,50.0,2026-12-01,,
"""


@pytest.fixture
def newcomer(db: None) -> Iterator[Organisation]:
    organisation = set_up_company(name="Star Trade", currency="EUR", time_zone="Europe/Moscow")
    with scope(organisation=organisation):
        yield organisation


def story(deal: str) -> list[tuple[str, str, str]]:
    moves = Move.objects.live().filter(deal__external_id=deal, undone_by=None).exclude(kind="undo")
    rows = moves.order_by("sequence").values_list("kind", "stage__name_en", "occurred_on")
    return [(kind, stage or "", str(on)) for kind, stage, on in rows]


def test_the_stages_come_in_the_order_of_the_log(newcomer: Organisation) -> None:
    run_list("log", newcomer, LOG)
    assert [(stage.rank, stage.kind, stage.name_en) for stage in Stage.objects.all()] == [
        (1, "open", "submitted"),
        (2, "open", "offer_sent"),
        (3, "signed", "Won"),
        (4, "paid", "Paid"),
    ]


def test_events_become_moves_on_the_days_of_the_company(newcomer: Organisation) -> None:
    result = run_list("log", newcomer, LOG)
    assert four(result) == (2, 0, 0, 0)
    assert story("d1") == [
        ("stage", "submitted", "2026-09-30"),
        ("stage", "offer_sent", "2026-09-30"),
        ("touch", "", "2026-10-02"),
        ("stage", "Won", "2026-10-09"),
        ("stage", "Paid", "2026-10-09"),
    ]
    # 22:30 in Greenwich is half past one the next day in Moscow.
    assert story("d2") == [("stage", "submitted", "2026-10-01"), ("lost", "", "2026-10-09")]
    assert Payment.objects.get().amount_minor == Contract.objects.get().amount_minor == 12_000


def test_what_a_deal_was_worth_is_kept_by_the_day(newcomer: Organisation) -> None:
    result = run_list("log", newcomer, LOG)
    deal = Deal.objects.get(external_id="d1")
    versions = deal.versions.order_by("sequence").values_list("effective_on", "amount_minor", "industry")
    assert list(versions) == [(None, 10_000, "Retail"), (date(2026, 10, 2), 12_000, "Retail")]
    assert (deal.amount_minor, deal.created_on) == (12_000, date(2026, 9, 30))
    assert Deal.objects.get(external_id="d2").expected_on == date(2026, 12, 1)
    assert "meal" not in result.counts["segments"].values()


def test_the_same_log_again_changes_nothing(newcomer: Organisation) -> None:
    run_list("log", newcomer, LOG)
    before = what_counts()
    assert four(run_list("log", newcomer, LOG)) == (0, 0, 2, 0)
    assert what_counts() == before


def test_a_longer_log_adds_what_happened_since(newcomer: Organisation) -> None:
    lines = LOG.strip().splitlines()
    shorter = "\n".join(line for line in lines if "won" not in line)
    run_list("log", newcomer, shorter)
    before = what_counts()
    assert four(run_list("log", newcomer, LOG)) == (0, 1, 1, 0)
    assert story("d1")[-2:] == [("stage", "Won", "2026-10-09"), ("stage", "Paid", "2026-10-09")]
    assert not Move.objects.filter(kind="undo").exists()
    undo_import(batch=ImportBatch.objects.get(number=2), now=NOW + timedelta(hours=1))
    assert what_counts() == before


def test_a_stage_the_company_does_not_have_refuses_its_rows(db: None) -> None:
    staffed: Staffed = a_company_to_import_into()
    with scope(organisation=staffed.organisation):
        text = "deal,at,event,stage,amount\nd0,2026-09-30T08:00:00Z,stage,Interest shown,1"
        run_list("log", staffed.organisation, text)
        result = run_list("log", staffed.organisation, LOG)
        assert four(result) == (2, 0, 0, 3)
        assert {fault.code for fault in result.faults} == {"stage_unknown"}
        assert story("d2") == [("lost", "", "2026-10-09")]


def test_rows_out_of_order_are_put_in_order(newcomer: Organisation) -> None:
    header, *rows = LOG.strip().splitlines()
    run_list("log", newcomer, "\n".join([header, *reversed(rows)]))
    assert [kind for kind, *_ in story("d1")] == ["stage", "stage", "touch", "stage", "stage"]
    assert [stage.name_en for stage in Stage.objects.filter(kind="open")] == ["submitted", "offer_sent"]
