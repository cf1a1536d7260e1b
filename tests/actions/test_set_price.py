"""Products and their prices by hand: who may, from which day on, and what cannot be."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kvota.actions.set_price import ProductKnown, ProductNameNeeded, add_product, set_price
from kvota.domain.importing.read_lists import FloorAbovePrice
from kvota.records.models import Event
from kvota.records.rights import NotAllowed
from kvota.records.usual_amount import price_in_force
from tests.a_small_company import SmallCompany

NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)


def test_a_price_holds_from_its_day_on(company: SmallCompany) -> None:
    seat = company.seats["Adam"]
    film = add_product(seat=seat, name="Film", series="F", now=NOW)
    for day, minor in ((date(2026, 1, 1), 100_00), (date(2026, 12, 1), 120_00)):
        set_price(seat=seat, product=film, price_minor=minor, floor_minor=None, from_on=day, now=NOW)
    days = (date(2025, 12, 31), date(2026, 11, 30), date(2026, 12, 1))
    assert [price_in_force(film, currency="RUB", on=day) for day in days] == [None, 100_00, 120_00]
    assert list(Event.objects.order_by("sequence").values_list("kind", flat=True)) == [
        "product_added",
        "price_set",
        "price_set",
    ]


def test_the_same_day_again_is_a_correction(company: SmallCompany) -> None:
    seat, film = company.seats["Olga"], company.product("Film")
    for minor in (100_00, 90_00):
        set_price(
            seat=seat, product=film, price_minor=minor, floor_minor=80_00, from_on=date(2026, 1, 1), now=NOW
        )
    assert price_in_force(film, currency="RUB", on=date(2026, 2, 1)) == 90_00


def test_prices_are_set_by_who_may_change_the_settings(company: SmallCompany) -> None:
    film = company.product("Film")
    with pytest.raises(NotAllowed):
        add_product(seat=company.seats["Maria"], name="Tape", now=NOW)
    with pytest.raises(NotAllowed):
        set_price(
            seat=company.seats["Denis"],
            product=film,
            price_minor=1,
            floor_minor=None,
            from_on=NOW.date(),
            now=NOW,
        )


def test_a_product_needs_a_name_of_its_own_and_no_floor_above_its_price(company: SmallCompany) -> None:
    seat, film = company.seats["Adam"], company.product("Film")
    with pytest.raises(ProductNameNeeded):
        add_product(seat=seat, name="  ", now=NOW)
    with pytest.raises(ProductKnown):
        add_product(seat=seat, name="FILM", now=NOW)
    with pytest.raises(FloorAbovePrice):
        set_price(seat=seat, product=film, price_minor=5_00, floor_minor=6_00, from_on=NOW.date(), now=NOW)
