"""The map of clients: every count opens the list that is as long."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from kvota.records.models import Client, Organisation, Seat
from kvota.records.sequence import take
from tests.web.conftest import House

COUNT = re.compile(r'href="([^"]+)"[^>]*data-testid="(?:age|total)-\w+" data-value="(\d+)"')


def body(client: Any, path: str = "/plan/map") -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def spread(house: House, many: int = 6) -> None:
    """Clients over several industries and regions, of Maria and of Chen."""
    with scope(organisation=house.company.organisation):
        for number in range(many):
            deal = house.company.deal(f"Mill {number}", owner=("Maria", "Chen")[number % 2], amount=100_00)
            house.company.move(deal, (2, 8)[number % 2])
            Client.objects.filter(name=f"Mill {number}").update(
                industry=f"Metal {number % 3}", region=f"South {number % 2}" if number % 4 else ""
            )
        take(house.company.organisation)


def test_a_page_inside_a_place_marks_the_place_it_is_in(house: House, signed_in: Any) -> None:
    marked = re.findall(
        r'data-testid="place-(\w+)" aria-current="(\w+)"', body(signed_in(house.company, "Olga"))
    )
    assert marked == [("plan", "true")]


def test_every_count_of_the_map_opens_its_list(house: House, signed_in: Any) -> None:
    spread(house)
    for who in ("Olga", "Maria", "Denis"):
        client = signed_in(house.company, who)
        counts = set(COUNT.findall(body(client)))
        assert counts
        for url, count in counts:
            page = body(client, url)
            assert f'data-testid="list-count" data-value="{count}"' in page, url
            assert page.count('data-testid="map-client"') == int(count), url


def test_the_cells_sum_to_all_clients_and_the_phone_list_says_the_same(house: House, signed_in: Any) -> None:
    spread(house)
    page = body(signed_in(house.company, "Olga"))
    everyone = int(re.search(r'list-count" data-value="(\d+)"', page)[1])  # type: ignore[index]
    desk = page.split('data-testid="map"')[1].split("</table>")[0]
    phone = page.split('data-testid="map-by-industry"')[1].split("</section>")[0]
    for part in (desk, phone):
        # Each client stands in his cell and once more in the total of his industry.
        assert sum(int(n) for n in re.findall(r'age-\w+" data-value="(\d+)"', part)) == 2 * everyone
    assert "not said" in desk


def test_more_industries_than_fit_are_summed_and_open_their_clients(house: House, signed_in: Any) -> None:
    with scope(organisation=house.company.organisation):
        for number in range(25):
            house.company.deal(f"Mill {number}", amount=100_00)
            Client.objects.filter(name=f"Mill {number}").update(industry=f"Trade {number:02}")
        take(house.company.organisation)
    olga = signed_in(house.company, "Olga")
    page = body(olga)
    assert page.count('data-testid="map-row"') == 21 and "others" in page
    for url, count in set(COUNT.findall(page)):
        assert f'data-testid="list-count" data-value="{count}"' in body(olga, url)


def test_a_cell_of_somebody_who_left_is_named_and_opens_its_clients(house: House, signed_in: Any) -> None:
    spread(house)
    with scope(organisation=house.company.organisation):
        Seat.objects.filter(person=house.company.people["Chen"]).update(to_on="2026-11-01")
        take(house.company.organisation)
    olga = signed_in(house.company, "Olga")
    nobody = body(olga).split('data-testid="nobody"')[1].split("</section>")[0]
    for url, count in re.findall(r'href="([^"]+)".*?data-value="(\d+)"', nobody):
        assert f'data-testid="list-count" data-value="{count}"' in body(olga, url)


def test_cells_one_rep_can_work_are_a_setting_of_the_company(house: House, signed_in: Any) -> None:
    olga = signed_in(house.company, "Olga")
    assert 'data-testid="assumed"' in body(olga)
    assert olga.post("/plan/map/cells", {"cells": "9"}).status_code == 302
    page = body(olga)
    assert "One rep can work 9 cells" in page and 'data-testid="assumed"' not in page
    for wrong in ("0", "-2", "six", "5000"):
        answer = olga.post("/plan/map/cells", {"cells": wrong})
        assert answer.status_code == 422 and f'value="{wrong}"' in answer.content.decode()
    assert Organisation.objects.get(pk=house.company.organisation.pk).cells_per_rep == 9
    assert olga.post("/plan/map/cells", {"cells": ""}).status_code == 302
    assert 'data-testid="assumed"' in body(olga)
    assert signed_in(house.company, "Denis").post("/plan/map/cells", {"cells": "3"}).status_code == 403


def test_a_map_of_many_clients_asks_as_often_as_one_of_few(house: House, signed_in: Any) -> None:
    olga = signed_in(house.company, "Olga")

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            body(olga, path)
        return len(asked)

    paths = ("/plan/map", "/plan/map/clients")
    spread(house, 2)
    few = [queries(path) for path in paths]
    spread(house, 40)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 40
