"""The export of a real CRM, whole: every count that the company could check by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from django_scopes import scope
from typer.testing import CliRunner

from kvota.actions.undo_import import undo_import
from kvota.cli.main import app
from kvota.domain.money.amount import decimal_text
from kvota.records.models import (
    Client,
    Contract,
    Deal,
    ImportBatch,
    Move,
    Organisation,
    Payment,
    Person,
    Product,
    Seat,
    UnitPlacement,
)
from kvota.records.units import unit_tree
from tests.a_company_to_import_into import NOW, what_counts

AS_OF = date(2017, 12, 18)


def answer(*words: object, company: str = "Star Trade") -> dict[str, Any]:
    result = CliRunner().invoke(app, ["import", *map(str, words), "--company", company, "--json"])
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


@pytest.fixture(scope="module")
def export(real_data: Path) -> Path:
    return real_data / "crm_export"


@pytest.fixture(scope="module")
def first_import(export: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """The export, imported once for all tests of this file; nothing of it stays afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        file = export / "sales_pipeline.csv"
        told = answer("deals", file, "--currency", "USD", "--alias", "product:GTXPro=GTX Pro")
        connection.check_constraints()  # here once; else at the end of every test, for all its rows
        yield told
        transaction.set_rollback(True)


@pytest.fixture
def imported(first_import: dict[str, Any]) -> Iterator[dict[str, Any]]:
    with transaction.atomic(), scope(organisation=Organisation.objects.get(name="Star Trade")):
        yield first_import
        transaction.set_rollback(True)


def money(rows: Any) -> tuple[int, str]:
    found = rows.aggregate(Count("id"), Sum("amount_minor"))
    return found["id__count"], decimal_text(found["amount_minor__sum"], "USD")


def test_the_whole_export_comes_in(imported: dict[str, Any]) -> None:
    assert (imported["new"], imported["skipped"], imported["people"], imported["products"]) == (
        8800,
        0,
        30,
        7,
    )
    assert money(Payment.standing()) == (4238, "10005534.00")
    assert money(Contract.standing()) == (4238, "10005534.00")
    december = Payment.standing().filter(occurred_on__range=(date(2017, 12, 1), date(2017, 12, 31)))
    assert money(december) == (511, "1131573.00")
    so_far = december.filter(occurred_on__lte=AS_OF)
    assert money(so_far) == (287, "628179.00")
    november = Payment.standing().filter(occurred_on__range=(date(2017, 11, 1), date(2017, 11, 30)))
    assert money(november)[1] == "938943.00"


def test_every_deal_ends_where_the_file_says(imported: dict[str, Any]) -> None:
    assert Move.objects.filter(kind="lost").count() == 2473
    ended = Q(moves__kind="lost") | Q(moves__stage__kind="paid")
    assert Deal.objects.exclude(pk__in=Deal.objects.filter(ended).values("pk")).count() == 1589 + 500
    assert Deal.objects.filter(date_unknown=True).count() == 500
    # As of 18 December 2017: begun by then, and neither paid nor lost by then.
    begun = Deal.objects.filter(moves__kind="stage", moves__occurred_on__lte=AS_OF).distinct()
    over = Move.objects.filter(Q(kind="lost") | Q(stage__kind="paid"), occurred_on__lte=AS_OF)
    assert begun.exclude(pk__in=over.values("deal")).count() == 1852


def test_people_and_clients_are_made_and_one_stands_for_nobody(imported: dict[str, Any]) -> None:
    assert Person.objects.count() == Seat.objects.filter(role="rep").count() == 30
    assert Client.objects.filter(is_placeholder=False).count() == 85
    nobody = Client.objects.get(is_placeholder=True)
    assert (nobody.name, nobody.deals.count()) == ("no client", 1425)
    assert Product.objects.filter(name="GTXPro").count() == 0
    assert Deal.objects.filter(product__name="GTX Pro").count() == 1480


def test_the_export_again_changes_nothing(imported: dict[str, Any], export: Path) -> None:
    facts = Move.objects.count()
    again = answer("deals", export / "sales_pipeline.csv", "--currency", "USD")
    assert (again["new"], again["updated"], again["unchanged"], again["skipped"]) == (0, 0, 8800, 0)
    assert Move.objects.count() == facts


def test_teams_accounts_and_products_complete_it_and_can_be_taken_back(
    imported: dict[str, Any], export: Path
) -> None:
    before = what_counts()
    people = answer("people", export / "sales_teams.csv")
    assert (people["new"], people["updated"], people["heads"]) == (5, 30, 6)
    assert Seat.objects.filter(role="rep").count() == 35
    assert Seat.objects.filter(role="head").count() == 6
    offices = UnitPlacement.objects.filter(parent__name="Star Trade")
    assert set(offices.values_list("unit__name", flat=True)) == {"Central", "East", "West"}
    assert len(unit_tree(AS_OF)) == 1 + 3 + 6
    clients = answer("clients", export / "accounts.csv")
    assert (clients["new"], clients["updated"], clients["skipped"]) == (0, 85, 0)
    assert Client.objects.get(name="Acme Corporation").region == "United States"
    products = answer("products", export / "products.csv", "--currency", "USD")
    assert (products["new"], products["updated"]) == (0, 7)
    # Each open deal, and each lost one, takes the price of its product.
    assert products["deals_repriced"] == 1589 + 500 + 2473
    assert set(
        Deal.objects.filter(amount_assumed=True, product__name="GTK 500").values_list(
            "amount_minor", flat=True
        )
    ) == {2_676_800}
    for number in (4, 3, 2):
        undo_import(batch=ImportBatch.objects.get(number=number), now=NOW + timedelta(hours=1))
    assert what_counts() == before


def test_the_export_can_be_taken_out_again(imported: dict[str, Any]) -> None:
    result = CliRunner().invoke(app, ["import", "undo", imported["batch"], "--json"])
    assert json.loads(result.stdout) == {
        "batch": imported["batch"],
        "removed": 8800,
        "restored": 0,
        "kept": 0,
    }
    for rows in (Deal, Move, Payment, Client, Person):
        assert not rows.objects.live().exists()
    assert Decimal(0) == sum(Payment.standing().values_list("amount_minor", flat=True))


def test_the_log_of_loan_applications_comes_in_whole(real_data: Path, db: None) -> None:
    told = answer("log", real_data / "loan_applications.csv.gz", company="Loans")
    assert (told["new"], told["skipped"], told["payments_assumed"]) == (9439, 0, 1389)
    with scope(organisation=Organisation.objects.get(name="Loans")):
        by_kind = dict(Move.objects.values_list("kind").annotate(count=Count("id")))
        # 25,225 events to a stage, and a won deal reaches two at once.
        assert by_kind == {"stage": 25_225 + 2 * 1_389, "touch": 51_538, "lost": 7_193}
