"""People, clients, products and payments through the same four pages as deals, and out again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from kvota.records.models import Client, ImportBatch, Payment, Person, Product, ProductPrice, Seat, Unit
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Form, Wizard, a_file, what_counts

Of = Callable[..., Wizard]
PEOPLE = a_file("Nina Gull;North;Anna;rep", "Maria;North;Anna;rep", header="name;team;manager;role")
CLIENTS = a_file(
    "Vega;Retail;Kenya;C-1", "Orion;Medical;Spain;C-2", header="account;sector;country;account id"
)
PRODUCTS = a_file("GTX Pro;GTX;4 821,00", "MG Special;MG;55,00", header="product;series;sales_price")
PAYMENTS = a_file(
    "05.11.2026;1 200,50;Vega;P-1", "31.11.2026;7;Orion;P-2", header="payment date;amount;payer;payment id"
)


def held(adam: Wizard) -> str:
    """What the file is taken for."""
    return Form(adam.page.content.decode(), holding="kind").data()["kind"][0]


def everything() -> dict[str, object]:
    return what_counts() | {
        "seats": sorted(Seat.objects.live().values_list("person__name", "unit__name", "role")),
        "units": sorted(Unit.objects.live().values_list("name", flat=True)),
        "about clients": sorted(Client.objects.live().values_list("name", "industry", "region")),
        "products": sorted(Product.objects.live().values_list("name", "series")),
        "prices": sorted(ProductPrice.objects.live().values_list("product__name", "price_minor")),
        "money": sorted(Payment.objects.live().values_list("payer", "amount_minor")),
    }


@pytest.mark.parametrize(
    ("who", "kind", "content", "counts"),
    [
        ("Adam", "people", PEOPLE, {"new": 1, "updated": 1, "unchanged": 0, "skipped": 0}),
        ("Adam", "clients", CLIENTS, {"new": 1, "updated": 1, "unchanged": 0, "skipped": 0}),
        ("Adam", "products", PRODUCTS, {"new": 2, "updated": 0, "unchanged": 0, "skipped": 0}),
        ("Olga", "payments", PAYMENTS, {"new": 1, "updated": 0, "unchanged": 0, "skipped": 1}),
    ],
)
def test_a_list_comes_in_by_the_four_pages_and_out_again(
    company: SmallCompany, wizard: Of, who: str, kind: str, content: bytes, counts: dict[str, int]
) -> None:
    company.deal("Vega")
    before = everything()
    adam = wizard(who)
    adam.drop(content, name="list.csv")
    assert held(adam) == kind, "guessed by its columns"
    adam.to_columns()
    assert adam.step == "import-step-2", adam.refusal
    adam.press("asked_of")
    assert adam.counts() == counts, adam.refusal
    assert everything() == before, "counting changes nothing"
    adam.apply()
    assert adam.step == "import-step-4"
    after = everything()
    assert after != before
    assert ImportBatch.objects.get().kind == kind

    # The same list again knows every row; undone, all is as it was.
    adam.drop(content, name="list.csv")
    adam.to_columns()
    adam.press("asked_of")
    same = {"new": 0, "updated": 0, "unchanged": sum(counts.values()) - counts["skipped"]}
    assert adam.counts() == same | {"skipped": counts["skipped"]}
    adam.go(reverse("import-step", args=[ImportBatch.objects.get(number=1).uid, "done"]))
    adam.undo()
    assert "Import 1 is undone" in adam.html
    assert everything() == before


def test_what_the_file_holds_can_be_switched_and_the_columns_follow(wizard: Of) -> None:
    adam = wizard()
    adam.drop(CLIENTS)
    adam.press("header_row", kind="products", look="1")
    assert (adam.step, held(adam)) == ("import-step-1", "products")
    adam.to_columns()
    assert "no column of the file holds" not in adam.html
    assert adam.step == "import-step-2"
    adam.press("asked_of")
    assert adam.refusal, "nothing in it says what the products are called"
    adam.go(reverse("import-step", args=[ImportBatch.objects.get().uid, "file"]))
    adam.to_columns(kind="clients")
    adam.press("asked_of")
    assert adam.counts()["new"] == 2


def test_a_refused_cell_of_a_list_is_mended_in_place_too(company: SmallCompany, wizard: Of) -> None:
    olga = wizard("Olga")
    olga.drop(PAYMENTS)
    olga.to_columns()
    olga.press("asked_of")
    olga.press("cell-3-0", **{"cell-3-0": "30.11.2026"})
    assert olga.counts()["new"] == 2
    olga.apply()
    days = dict(Payment.objects.live().values_list("external_id", "occurred_on"))
    assert days == {"P-1": date(2026, 11, 5), "P-2": date(2026, 11, 30)}
    assert reverse("unmatched-payments") in olga.html, "nobody knows yet for which deals they are"


@pytest.mark.parametrize("content", [PEOPLE, PRODUCTS, PAYMENTS])
def test_who_may_not_type_it_in_by_hand_may_not_import_it(
    company: SmallCompany, wizard: Of, content: bytes
) -> None:
    """A head sees a part of the company: a bank's list would be matched against all of it."""
    head = wizard("Denis")
    head.drop(content)
    head.to_columns()
    assert head.step == "import-step-1"
    assert head.refusal, "with the reason"
    assert not Person.objects.live().filter(name="Nina Gull").exists()
