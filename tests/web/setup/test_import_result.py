"""The last page of an import: money by stage, how stages convert, and a first plan to begin with."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from kvota.records.models import GoalVersion
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
