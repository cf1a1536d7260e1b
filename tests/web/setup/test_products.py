"""The page of products: prices by date, entered by hand."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.urls import reverse

from kvota.records.models import Product, ProductPrice
from tests.a_small_company import SmallCompany


def test_a_product_and_two_prices_are_entered_and_listed(company: SmallCompany, signed_in: Any) -> None:
    adam, page = signed_in(company, "Adam"), reverse("setup-products")
    adam.post(page, {"name": "Film", "series": "F"})
    film = Product.objects.get(name="Film")
    for day, price in (("2026-01-01", "1,000.50"), ("2026-12-01", "1,200")):
        sent = {"product": str(film.uid), "price": price, "floor": "900", "from_on": day}
        assert adam.post(page, sent).status_code == 302
    stored = ProductPrice.objects.order_by("from_on").values_list("price_minor", "floor_minor")
    assert list(stored) == [(100_050, 90_000), (120_000, 90_000)]
    text = adam.get(page).content.decode()
    assert text.index("1 December 2026") < text.index("1 January 2026")
    assert "1,200.00" in text and "1,000.50" in text


def test_a_floor_above_the_price_is_refused_with_a_sentence(company: SmallCompany, signed_in: Any) -> None:
    film = company.product("Film")
    sent = {"product": str(film.uid), "price": "5", "floor": "6", "from_on": "2026-01-01"}
    response = signed_in(company, "Adam").post(reverse("setup-products"), sent)
    assert response.status_code == 422
    assert "floor price" in response.content.decode()


def test_a_margin_is_entered_in_percent_and_kept_exactly(company: SmallCompany, signed_in: Any) -> None:
    film, adam = company.product("Film"), signed_in(company, "Adam")
    sent = {"product": str(film.uid), "price": "5", "from_on": "2026-01-01", "margin": "33.33"}
    assert adam.post(reverse("setup-products"), sent).status_code == 302
    assert ProductPrice.objects.get().margin == Fraction(3333, 10_000)
    assert "33.33%" in adam.get(reverse("setup-products")).content.decode()
    for wrong in ("101", "-1", "much"):
        assert adam.post(reverse("setup-products"), sent | {"margin": wrong}).status_code == 422
    assert ProductPrice.objects.count() == 1


def test_the_page_speaks_russian(company: SmallCompany, signed_in: Any) -> None:
    text = signed_in(company, "Adam", language="ru").get(reverse("setup-products")).content.decode()
    assert "Добавить продукт" in text


def test_a_rep_has_no_page_of_products(company: SmallCompany, signed_in: Any) -> None:
    assert signed_in(company, "Maria").get(reverse("setup-products")).status_code == 403
