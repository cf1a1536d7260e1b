"""Lists of people, clients and products fill in what the deals only name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from kvota.actions.undo_import import Undone, undo_import
from kvota.records.models import (
    Client,
    Deal,
    DealVersion,
    ImportBatch,
    Person,
    Product,
    ProductPrice,
    Seat,
    Unit,
    UnitPlacement,
)
from kvota.records.rights import NotAllowed
from kvota.records.units import unit_tree
from kvota.records.usual_amount import price_in_force
from tests.a_company_to_import_into import (
    NOW,
    TODAY,
    Staffed,
    four,
    run,
    run_list,
    what_counts,
)

TEAMS = """
    sales_agent,manager,regional_office
    Ada Lark,Gail Crane,East
    Ben Wren,Gail Crane,East
    Cleo Finch,Hugo Teal,East
    Newt Owl,Ida Heron,West
"""
DEALS = """
    id,client,sales_agent,product,stage,created_on,closed_on,amount
    A1,Vega,Ada Lark,Film,Won,2026-09-01,2026-10-05,1000
    A2,Orion,Ada Lark,Ribbon,Interest shown,2026-11-02,,
    A3,Orion,Ada Lark,Ribbon,Interest shown,2026-11-02,,70
"""


def undo(number: int) -> Undone:
    return undo_import(batch=ImportBatch.objects.get(number=number), now=NOW + timedelta(hours=1))


def tree() -> dict[str, str]:
    """Unit → the one above it, by name."""
    names = dict(Unit.objects.values_list("id", "name"))
    return {names[unit]: names[parent] for unit, parent in unit_tree(TODAY).items() if parent is not None}


def seats_of(name: str) -> list[tuple[str, str]]:
    seats = Seat.objects.live().filter(person__name=name).order_by("id")
    return list(seats.values_list("role", "unit__name"))


# People


def test_offices_and_heads_become_units(staffed: Staffed) -> None:
    run_list("people", staffed.organisation, TEAMS)
    assert tree() == {
        "North": "Nord Pack",
        "South": "Nord Pack",
        "East": "Nord Pack",
        "Gail Crane's team": "East",
        "Hugo Teal's team": "East",
        "West": "Nord Pack",  # its only head leads the office itself
    }
    assert seats_of("Hugo Teal") == [("head", "Hugo Teal's team")]
    assert seats_of("Ida Heron") == [("head", "West")]


def test_who_is_known_moves_into_his_team_as_if_he_had_always_sat_there(staffed: Staffed) -> None:
    result = run_list("people", staffed.organisation, TEAMS)
    assert four(result) == (1, 3, 0, 0)
    assert (result.counts["heads"], result.counts["units"]) == (3, 4)
    assert seats_of("Ada Lark") == [("rep", "Gail Crane's team")]
    assert seats_of("Gail Crane") == [("head", "Gail Crane's team")]
    assert Seat.objects.get(person__name="Ada Lark").from_on is None


def test_the_same_list_of_people_again_changes_nothing(staffed: Staffed) -> None:
    run_list("people", staffed.organisation, TEAMS)
    before = what_counts()
    again = run_list("people", staffed.organisation, TEAMS)
    assert four(again) == (0, 0, 4, 0)
    assert what_counts() == before


def test_undoing_a_list_of_people_puts_everybody_back(staffed: Staffed) -> None:
    before = what_counts()
    run_list("people", staffed.organisation, TEAMS)
    undone = undo(1)
    # New were Newt, Hugo and Ida; Ada, Ben, Cleo and Gail go back to their seats.
    assert (undone.removed, undone.restored, undone.kept) == (3, 4, 0)
    assert what_counts() == before


def test_a_seat_that_was_changed_since_stays_where_it_is(staffed: Staffed) -> None:
    run_list("people", staffed.organisation, TEAMS)
    Seat.objects.filter(person__name="Ada Lark").update(unit=staffed.unit["South"])
    assert undo(1).kept == 1
    assert seats_of("Ada Lark") == [("rep", "South")]


def test_people_of_an_undone_file_of_deals_stay_while_their_teams_do(staffed: Staffed) -> None:
    run(staffed.organisation, DEALS.replace("Ada Lark", "Newt Owl"))
    run_list("people", staffed.organisation, TEAMS)
    undo(1)
    assert seats_of("Newt Owl") == [("rep", "West")]
    undo(2)
    assert seats_of("Newt Owl") == []


def test_people_are_imported_by_who_may_add_them(staffed: Staffed) -> None:
    with pytest.raises(NotAllowed):
        run_list("people", staffed.organisation, TEAMS, seat=staffed.seat["gail"])
    run_list("people", staffed.organisation, TEAMS, seat=staffed.seat["isla"])


def test_a_preview_of_people_writes_nothing(staffed: Staffed) -> None:
    before = what_counts()
    preview = run_list("people", staffed.organisation, TEAMS, preview=True)
    assert what_counts() == before
    assert four(preview) == four(run_list("people", staffed.organisation, TEAMS))


def test_a_plain_list_of_names_sits_at_the_top(staffed: Staffed) -> None:
    run_list("people", staffed.organisation, "name,role\nNewt Owl,finance\nIda Heron,")
    assert seats_of("Newt Owl") == [("finance", "Nord Pack")]
    assert seats_of("Ida Heron") == [("rep", "Nord Pack")]
    assert Person.objects.count() == 7
    assert not UnitPlacement.objects.filter(batch__isnull=False).exists()


# Clients


def test_clients_are_filled_in_and_made(staffed: Staffed) -> None:
    run(staffed.organisation, DEALS)
    text = "account,sector,office_location\nvega,Retail,Kenya\nSirius,Medical,"
    assert four(run_list("clients", staffed.organisation, text)) == (1, 1, 0, 0)
    vega = Client.objects.get(match_key="vega")
    assert (vega.name, vega.industry, vega.region) == ("Vega", "Retail", "Kenya")
    assert four(run_list("clients", staffed.organisation, text)) == (0, 0, 2, 0)


def test_undoing_clients_empties_what_they_filled(staffed: Staffed) -> None:
    run(staffed.organisation, DEALS)
    before = what_counts()
    run_list("clients", staffed.organisation, "account,sector\nVega,Retail\nSirius,Medical")
    undone = undo(2)
    assert (undone.removed, undone.restored, undone.kept) == (1, 1, 0)
    assert what_counts() == before


def test_two_branches_of_one_name_are_told_apart_by_their_numbers(staffed: Staffed) -> None:
    text = "client id,client,industry\n1,Vega,Retail\n2,Vega,Medical"
    assert four(run_list("clients", staffed.organisation, text)) == (2, 0, 0, 0)
    assert four(run_list("clients", staffed.organisation, text)) == (0, 0, 2, 0)


# Products


def test_a_first_price_holds_from_the_beginning_and_a_changed_one_from_today(staffed: Staffed) -> None:
    text = "product,series,price\nRibbon,R,55\nFilm,F,2100"
    assert four(run_list("products", staffed.organisation, text)) == (1, 1, 0, 0)
    prices = ProductPrice.objects.order_by("id").values_list("product__name", "from_on", "price_minor")
    assert list(prices) == [
        ("Film", None, 200_000),
        ("Ribbon", None, 5_500),
        ("Film", TODAY, 210_000),
    ]
    assert Product.objects.get(name="Film").series == "F"
    assert four(run_list("products", staffed.organisation, text)) == (0, 0, 2, 0)


def test_an_assumed_amount_gives_way_to_the_first_price(staffed: Staffed) -> None:
    run(staffed.organisation, DEALS)
    before = what_counts()
    assumed = Deal.objects.get(external_id="A2")
    assert (assumed.amount_minor, assumed.amount_assumed) == (100_000, True)
    result = run_list("products", staffed.organisation, "product,price\nRibbon,55")
    assumed.refresh_from_db()
    assert (assumed.amount_minor, assumed.amount_assumed) == (5_500, True)
    assert Deal.objects.get(external_id="A3").amount_minor == 7_000
    assert result.counts["deals_repriced"] == 1
    undo(2)
    assert what_counts() == before


def test_a_new_price_does_not_make_the_deals_of_the_file_new(staffed: Staffed) -> None:
    run(staffed.organisation, DEALS)
    run_list("products", staffed.organisation, "product,price\nRibbon,55")
    assert four(run(staffed.organisation, DEALS)) == (0, 0, 3, 0)
    renamed = DEALS.replace("A2,Orion", "A2,Nova")
    assert four(run(staffed.organisation, renamed)) == (0, 1, 2, 0)
    assert Deal.objects.get(external_id="A2").amount_minor == 5_500


def test_two_dated_prices_of_a_product_are_two_prices(staffed: Staffed) -> None:
    text = "product,price,valid from\nTape,100,2026-01-01\nTape,120,2026-12-01\nFilm,2100,2026-11-01"
    assert four(run_list("products", staffed.organisation, text)) == (1, 2, 0, 0)
    tape = Product.objects.get(name="Tape")
    days = (date(2026, 6, 1), date(2026, 12, 1))
    assert [price_in_force(tape, currency="GBP", on=day) for day in days] == [10_000, 12_000]
    film = Product.objects.get(name="Film")
    days = (date(2026, 10, 31), date(2026, 11, 1))
    assert [price_in_force(film, currency="GBP", on=day) for day in days] == [200_000, 210_000]
    assert four(run_list("products", staffed.organisation, text)) == (0, 0, 3, 0)


def test_an_assumed_amount_takes_the_price_of_the_day_its_deal_began(staffed: Staffed) -> None:
    deals = "id,sales_agent,product,client,stage,created_on\nA1,Ada Lark,Tape,Vega,Meeting set,2026-06-01\n"
    run(staffed.organisation, deals + "A2,Ada Lark,Tape,Vega,Meeting set,2026-10-02")
    Deal.objects.update(amount_assumed=True)
    DealVersion.objects.update(amount_assumed=True)
    run_list(
        "products", staffed.organisation, "product,price,с даты\nTape,100,2026-01-01\nTape,120,2026-10-01"
    )
    amounts = Deal.objects.order_by("external_id").values_list("amount_minor", flat=True)
    assert list(amounts) == [10_000, 12_000]


def test_one_product_twice_of_one_day_is_refused_the_second_time(staffed: Staffed) -> None:
    text = "product,price,valid from\nTape,100,2026-01-01\nTape,120,2026-01-01"
    assert four(run_list("products", staffed.organisation, text)) == (1, 0, 0, 1)
