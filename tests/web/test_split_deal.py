"""The page of a deal shows whose it is, in parts that are the whole, and takes percents as they are typed."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django_scopes import scope

from kvota.records.models import DealShare
from tests.web.conftest import House

PARTS = re.compile(r'data-testid="share".*?data-value="(-?\d+)"', re.S)


def test_the_parts_of_the_sums_are_the_sums(house: House, signed_in: Any) -> None:
    boris, company = signed_in(house.company, "Boris", language="ru"), house.company
    deal, people = house.deals["Boris"], company.people
    typed = {
        "person": [people[name].uid for name in ("Boris", "Chen", "Maria")] + [""],
        "percent": ["33,34", "33,33", "33,33 %", ""],
    }
    page = boris.post(reverse("split-deal", args=[deal.uid]), typed, follow=True).content.decode()
    parts = [int(amount) for amount in PARTS.findall(page)]
    assert parts == [33_340_01, 33_330_01, 33_330_01]
    # Maria is of another team, and sees this deal now.
    assert signed_in(company, "Maria").get(reverse("deal", args=[deal.uid])).status_code == 200
    audit = signed_in(company, "Olga").get("/setup/audit").content.decode()
    assert "Boris 33.34 %, Chen 33.33 %, Maria 33.33 %" in audit


def test_a_sum_that_is_not_whole_is_said_and_changes_nothing(house: House, signed_in: Any) -> None:
    maria, people = signed_in(house.company, "Maria"), house.company.people
    path = reverse("split-deal", args=[house.deals["Maria"].uid])
    for percents in (["60", "30"], ["x", "y"], ["50.005", "49.995"]):
        typed = {"person": [people["Maria"].uid, people["Ivan"].uid], "percent": percents}
        assert maria.post(path, typed).status_code == 422
    with scope(organisation=house.company.organisation):
        assert not DealShare.objects.exists()
