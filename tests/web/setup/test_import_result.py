"""The last page of an import: money by stage, how stages convert, and a first plan to begin with."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

import pytest
from django.urls import reverse

from kvota.records.models import Deal, GoalVersion
from kvota.web.setup.imports.first_plan import round_plan
from tests.a_small_company import SmallCompany
from tests.web.setup.conftest import Form, Wizard, a_file

Of = Callable[..., Wizard]
# Paid on the day they were closed: 30 000 in August, 60 000 in September, nothing in October.
FILE = a_file(
    "1;Vega;Ann;Won;30000;2026-07-02;2026-08-10;",
    "2;Orion;Ann;Won;60000;2026-08-02;2026-09-10;",
    "3;Lyra;Ann;Lost;500;2026-08-02;2026-09-12;",
    "4;Deneb;Ann;Meeting;1000;2026-10-02;;",
)


def imported(wizard: Of, who: str) -> Wizard:
    person = wizard(who)
    person.drop(FILE)
    person.to_columns()
    person.to_check()
    person.apply()
    assert person.step == "import-step-4", person.refusal
    return person


def test_the_first_plan_is_the_average_of_the_months_before_and_opens_with_its_number(
    company: SmallCompany, wizard: Of
) -> None:
    olga = imported(wizard, "Olga")
    assert 'data-testid="first-plan"' in olga.html
    assert 'href="/plan?when=2026-11&amount=30000" data-testid="import-set-goal"' in olga.html
    for month in ("2026-08", "2026-09", "2026-10"):
        assert f'href="/review/actual?when={month}"' in olga.html, "each number opens what it is the sum of"
    assert 'data-testid="conversions"' in olga.html
    assert 'href="/review/funnel?when=2026"' in olga.html

    result = olga.address
    olga.go("/plan?when=2026-11&amount=30000")
    assert Form(olga.page.content.decode(), holding="amount").data()["amount"] == ["30000"]
    olga.send("/plan/goal", Form(olga.page.content.decode(), holding="amount").data())
    assert GoalVersion.objects.get().amount_minor == 30_000_00
    assert 'data-testid="first-plan"' not in olga.go(result), "there is a goal now"


@pytest.mark.parametrize("who", ["Adam", "Denis"])
def test_who_reads_no_figures_of_the_company_gets_no_plan_of_it(
    company: SmallCompany, wizard: Of, who: str
) -> None:
    page = imported(wizard, who)
    assert "first-plan" not in page.html
    assert 'data-testid="conversions"' not in page.html


def test_a_plan_is_a_number_that_a_person_would_say() -> None:
    found = [round_plan(Fraction(amount)) for amount in (1_034_857, 48_210, 96, 5, 0)]
    assert found == [1_000_000, 48_000, 96, 5, 0]


LIST = re.compile(r'data-testid="list-count" data-value="(\d+)"')
SUM = re.compile(r'data-testid="list-sum" data-value="(\d+)"')
NEWER = a_file(
    "1;Vega;Ann;Won;30000;2026-07-02;2026-08-10;",
    "2;Orion;Ann;Won;70000;2026-08-02;2026-09-10;",
    "4;Deneb;Ann;Meeting;1500;2026-10-02;;",
    "5;Rigel;Ann;Meeting;100;2026-11-02;;",
    "6;Sirius;Ann;Meeting;soon;2026-11-02;;",
)


def test_every_count_of_a_check_opens_its_rows(company: SmallCompany, wizard: Of) -> None:
    olga = imported(wizard, "Olga")
    olga.drop(NEWER)
    olga.to_columns()
    olga.to_check()
    check = olga.address
    assert list(olga.counts().values()) == [1, 2, 1, 1]
    links = dict(re.findall(r'href="([^"]+)" data-testid="import-rows-(\w+)"', olga.html))
    found = {}
    for address, kind in links.items():
        html = olga.go(address)
        found[kind] = re.findall(r'data-testid="row-of-file"><th scope="row">(?:<a [^>]+>)?(\w+)', html)
        opens = [
            str(uid) in html
            for uid in Deal.objects.filter(client__name="Orion").values_list("uid", flat=True)
        ]
        assert opens == [kind == "updated"]
    assert found == {"new": ["Rigel"], "updated": ["Orion", "Deneb"], "unchanged": ["Vega"]}
    html = olga.go(check.replace("/check", "/rows/updated"))
    assert re.findall(r'data-label="What changes">([^<]+)<', html) == [
        "Amount, Contract and payment",
        "Amount",
    ]
    assert 'id="faults"' in olga.go(check) and "Sirius" in olga.go(check.replace("/check", "/rows/skipped"))
    # Another reader of the company gets nothing of it.
    assert wizard("Maria").client.get(check.replace("/check", "/rows/new")).status_code == 404
    olga.go(check)
    olga.apply()
    assert olga.go(check.replace("/check", "/rows/new")) and olga.step == "import-step-4"
    assert "soon" in olga.go(check.replace("/check", "/rows/skipped"))


def test_every_count_of_the_result_opens_its_deals_and_they_sum_to_it(
    company: SmallCompany, wizard: Of
) -> None:
    olga = imported(wizard, "Olga")
    result = olga.html
    lines = re.findall(
        r'<th scope="row">([^<]+)</th><td class="num">'
        r'<a href="([^"]+)" data-testid="came-out-count">(\d+)</a></td><td class="num">([^<]+)<',
        result,
    )
    assert [(name, count) for name, _url, count, _sum in lines] == [
        ("Meeting", "1"),
        ("Won", "2"),
        ("Lost", "1"),
    ]
    for _name, url, count, shown in lines:
        html = olga.go(url)
        assert LIST.search(html)[1] == count  # type: ignore[index]
        assert re.sub(r"\D", "", shown) + "00" == SUM.search(html)[1]  # type: ignore[index]
    (everything,) = re.findall(r'href="([^"]+)" data-testid="came-out-all"', result)
    html = olga.go(everything)
    assert LIST.search(html)[1] == "4" and "New by import 1" in html and "lost" in html  # type: ignore[index]
    # The filters of the list go on within it, and a file of it is the same list.
    assert LIST.search(olga.go(f"{everything}&show=parked"))[1] == "0"  # type: ignore[index]
    query = everything.partition("?")[2]
    csv = olga.client.get(f"{reverse('export', args=['deals', 'csv'])}?{query}").content.decode()
    assert csv.count("\r\n") == 5
    for wrong in ("import=77", "import=x", "import=1&place=none-such"):
        assert olga.client.get(f"/review/deals?{wrong}").status_code == 404

    olga.drop(NEWER)
    olga.to_columns()
    olga.to_check()
    olga.apply()
    (changed,) = re.findall(r'href="([^"]+)" data-testid="came-out-changed"', olga.html)
    html = olga.go(changed)
    assert LIST.search(html)[1] == "2" and "Changed by import 2" in html  # type: ignore[index]
    # Who reads no deals sees the numbers and no way to them.
    adam = wizard("Adam")
    assert "came-out-count" not in adam.go(olga.address) and "Meeting" not in adam.go(changed)
