"""Whatever files came in and in whatever order they are undone: nothing of them stays but what people did."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kvota.actions.record_move import record_move
from kvota.actions.undo_import import Undone, undo_import
from kvota.analytics.metrics.plan_actual import plan_actual
from kvota.analytics.scope import whole_company
from kvota.domain.calendar.period import parse_period
from kvota.records.imported_rows import POINTING_FIRST
from kvota.records.models import Client, Deal, ImportBatch, Move, Payment, Product
from kvota.records.row import ImportedRow
from tests.a_company_to_import_into import (
    NOW,
    TODAY,
    Staffed,
    a_company_to_import_into,
    run,
    run_list,
    what_counts,
)
from tests.how_many_examples import examples

LATER = NOW + timedelta(hours=1)
CUTS: tuple[Any, ...] = (None, "person", "product")
HEADER = "id,sales_agent,product,client,stage,created_on,closed_on,amount,lost_reason,region\n"
FILES = {
    "deals": HEADER
    + """A1,Ada Lark,Film,Vega,Won,2026-09-01,2026-10-05,1000,,West
A2,Newt Owl,Film,Orion,Lost,2026-09-03,2026-10-10,0,Moved away,West
A3,Newt Owl,Ribbon,Nova,Interest shown,2026-11-02,,,,West
A4,Cleo Finch,Ribbon,Nova,Meeting set,,,500,,West""",
    "newer deals": HEADER
    + """A1,Ada Lark,Film,Vega,Won,2026-09-01,2026-10-06,1200,,West
A2,Jay Finch,Tape,Altair,Lost,2026-09-03,2026-10-10,0,Moved away,West
A3,Newt Owl,Ribbon,Nova,Meeting set,2026-11-02,,,,East
A5,Jay Finch,Ribbon,Sirius,Meeting set,2026-11-03,,,,West""",
    "newest deals": HEADER
    + """A1,Ada Lark,Film,Vega,Meeting set,2026-09-01,,900,,West
A3,Jay Finch,Ribbon,Sirius,Won,2026-11-02,2026-11-09,700,,East
A5,Newt Owl,Tape,Nova,Meeting set,2026-11-03,,,,West""",
    "people": "sales_agent,manager,office\nNewt Owl,Hugo Ray,West\nAda Lark,Hugo Ray,West\nIda Heron,,East",
    "newer people": "sales_agent,manager,office\nNewt Owl,Ida Heron,East\nAda Lark,Gail Crane,West",
    "clients": "account,sector,office_location\nVega,Retail,Kenya\nNova,Medical,\nLyra,Retail,",
    "newer clients": "account,sector,office_location\nVega,Finance,Kenya\nNova,Medical,Peru\nLyra,Finance,",
    "products": "product,series,price\nRibbon,R,300\nTape,T,40\nFilm,F,2500",
    "newer products": "product,series,price\nRibbon,R2,310\nTape,T,45",
    "payments": "date,amount,payer,external_id,deal\n2026-11-05,500,Nova,P1,A4\n2026-11-06,70,Nobody,P2,",
    "log": """deal,at,event,stage,amount,expected_on,client
L1,2026-11-02T09:00:00Z,stage,Interest shown,100,,Vega
L1,2026-11-04T09:00:00Z,won,,100,,Vega
A3,2026-11-06T09:00:00Z,stage,Meeting set,50,,Altair""",
}


def bring_in(company: Staffed, name: str) -> None:
    kind = name.split()[-1]
    if kind == "deals":
        run(company.organisation, FILES[name])
    else:
        run_list(kind, company.organisation, FILES[name])


def undo(number: int) -> Undone:
    return undo_import(batch=ImportBatch.objects.get(number=number), now=LATER)


def figures(company: Staffed) -> list[Any]:
    """What November's plan against actual says, in all, by person and by product."""
    return [
        plan_actual(
            company.organisation,
            scope=whole_company(on=TODAY),
            period=parse_period("2026-11"),
            as_of=TODAY,
            by=by,
        )
        for by in CUTS
    ]


@cache
def _hanging_rows() -> str:
    """One question for all foreign keys: building sixty with the ORM takes longer than asking them."""
    counts = (
        "({0}.batch_id is null or {0}.batch_id in (select id from records_importbatch where state='applied'))"
    )
    found = []
    for model in POINTING_FIRST:
        for field in model._meta.concrete_fields:
            target = field.related_model
            if isinstance(target, type) and issubclass(target, ImportedRow) and field.name != "replaces":
                found.append(
                    f"select '{model.__name__}.{field.name}' from {model._meta.db_table} a"
                    f" join {target._meta.db_table} b on b.id = a.{field.column}"
                    f" where {counts.format('a')} and not {counts.format('b')}"
                )
    return " union all ".join(found)


def assert_nothing_hangs_in_the_air() -> None:
    """No row that counts points at one that does not."""
    with connection.cursor() as cursor:
        cursor.execute(_hanging_rows())
        assert cursor.fetchall() == []


@pytest.fixture
def staffed(db: None) -> Any:
    company = a_company_to_import_into()
    with scope(organisation=company.organisation):
        yield company


def test_deals_that_a_price_list_priced_anew_go_with_their_own_import(staffed: Staffed) -> None:
    before = what_counts()
    for name in ("deals", "people", "clients", "products"):
        bring_in(staffed, name)
    undone = undo(1)
    assert (undone.removed, undone.kept, undone.kept_by) == (4, 0, {})
    assert not Deal.objects.live().exists()
    for number in (2, 3, 4):
        undo(number)
    assert what_counts() == before


def test_a_deal_that_a_newer_file_has_too_stays_until_that_one_is_undone(staffed: Staffed) -> None:
    before = what_counts()
    bring_in(staffed, "deals")
    bring_in(staffed, "newer deals")
    newer = {deal.external_id: deal.region for deal in Deal.objects.live()}
    undone = undo(1)
    assert (undone.removed, undone.kept, undone.kept_by) == (1, 0, {2: 3})
    newer.pop("A4")
    assert {deal.external_id: deal.region for deal in Deal.objects.live()} == newer
    assert undo(2).removed == 4
    assert what_counts() == before


def test_a_client_that_two_lists_changed_says_at_last_what_it_said_first(staffed: Staffed) -> None:
    bring_in(staffed, "deals")
    bring_in(staffed, "clients")
    bring_in(staffed, "newer clients")
    vega = Client.objects.get(match_key="vega")
    undo(2)
    vega.refresh_from_db()
    assert (vega.industry, vega.region) == ("Finance", "")
    undo(3)
    vega.refresh_from_db()
    assert (vega.industry, vega.region) == ("", "")


def test_what_a_person_wrote_between_two_lists_stays(staffed: Staffed) -> None:
    bring_in(staffed, "deals")
    bring_in(staffed, "clients")
    Client.objects.filter(match_key="vega").update(industry="Toys")
    bring_in(staffed, "newer clients")
    assert undo(2).kept == 1
    undo(3)
    assert Client.objects.get(match_key="vega").industry == "Toys"


def test_payments_on_a_removed_deal_are_counted_and_come_again_with_their_file(staffed: Staffed) -> None:
    bring_in(staffed, "deals")
    bring_in(staffed, "payments")
    assert undo(1).payments_gone == 1
    assert [payment.external_id for payment in Payment.standing().filter(assumed=False)] == ["P2"]
    bring_in(staffed, "deals")
    again = run_list("payments", staffed.organisation, FILES["payments"])
    assert (again.new, again.unchanged) == (1, 1)


def test_a_product_stays_while_a_price_list_has_it(staffed: Staffed) -> None:
    bring_in(staffed, "deals")
    bring_in(staffed, "products")
    undo(1)
    assert set(Product.objects.live().values_list("name", flat=True)) == {"Film", "Ribbon", "Tape"}
    undo(2)
    assert set(Product.objects.live().values_list("name", flat=True)) == {"Film"}


ORDERS = st.lists(st.sampled_from(sorted(FILES)), min_size=2, max_size=6, unique=True)


class TheLaws(TestCase):
    """Each example rolls back what it did."""

    @settings(max_examples=examples(4))
    @given(ORDERS.flatmap(lambda names: st.tuples(st.just(names), st.permutations(range(1, len(names) + 1)))))
    @example((["deals", "people", "newer people", "clients", "products", "payments"], [2, 1, 3, 6, 5, 4]))
    @example((["deals", "newer deals", "newest deals", "log"], [2, 4, 1, 3]))
    def test_all_imports_undone_in_any_order_have_never_been(
        self, came: tuple[Sequence[str], Sequence[int]]
    ) -> None:
        names, order = came
        with transaction.atomic():
            company = a_company_to_import_into()
            with scope(organisation=company.organisation):
                before, said = what_counts(), figures(company)
                for name in names:
                    bring_in(company, name)
                for number in order:
                    undo(number)
                    assert_nothing_hangs_in_the_air()
                assert what_counts() == before
                assert figures(company) == said
            transaction.set_rollback(True)

    @settings(max_examples=examples(4))
    @given(
        ORDERS.flatmap(lambda names: st.tuples(st.just(names), st.permutations(range(1, len(names) + 1)))),
        st.data(),
    )
    def test_of_imports_undone_only_the_deals_that_people_moved_stay(
        self, came: tuple[Sequence[str], Sequence[int]], data: Any
    ) -> None:
        names, order = came
        with transaction.atomic():
            company = a_company_to_import_into()
            with scope(organisation=company.organisation):
                touched = set()
                for name in names:
                    bring_in(company, name)
                    for deal in Deal.objects.live().order_by("id"):
                        if data.draw(st.integers(0, 3)) == 0:
                            record_move(
                                seat=company.seat["gail"], deal=deal, kind="touch", now=LATER, today=TODAY
                            )
                            touched.add(deal.pk)
                for number in order:
                    undo(number)
                    assert_nothing_hangs_in_the_air()
                assert set(Deal.objects.live().values_list("pk", flat=True)) == touched
                assert set(Move.objects.live().values_list("deal", flat=True)) == touched
            transaction.set_rollback(True)
