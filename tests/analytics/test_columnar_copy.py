"""The copy is never behind: whatever was stored shows in the next question, and only what was stored."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django_scopes import scope

from kvota.analytics import columnar_copy, kept_answers
from kvota.analytics.kept_answers import Answer
from kvota.analytics.metrics.deals import large_amount
from kvota.analytics.reading import Reading, one_moment
from kvota.analytics.scope import Scope
from kvota.analytics.state_on_a_day import DAYS_KEPT
from kvota.records.money import Rate
from kvota.records.sequence import take
from tests.a_small_company import SmallCompany, a_small_company

TODAY = date(2026, 11, 18)


def state_of(company: SmallCompany, deal: Any, as_of: date = TODAY) -> dict[str, Any]:
    with one_moment(company.organisation) as reading:
        rows = reading.ask("states/every_deal.sql", as_of=as_of)
    found: dict[str, Any] = next(row for row in rows if row["deal"] == deal.pk)
    return found


def test_a_move_shows_in_the_next_question(company: SmallCompany) -> None:
    deal = company.deal()
    assert state_of(company, deal)["rank"] == 0
    company.move(deal, 2, on=TODAY)
    assert state_of(company, deal)["rank"] == 2


def test_a_move_of_tomorrow_shows_tomorrow(company: SmallCompany) -> None:
    deal = company.deal()
    company.move(deal, 2, on=date(2026, 11, 19))
    assert state_of(company, deal)["rank"] == 0
    assert state_of(company, deal, date(2026, 11, 19))["rank"] == 2


@pytest.mark.parametrize(
    ("kind", "column", "expected"),
    [
        ("contract", "signed_minor", 500),
        ("payment", "paid_minor", 500),
        ("refund", "paid_minor", -500),
    ],
)
def test_money_shows_in_the_next_question(
    company: SmallCompany, kind: str, column: str, expected: int
) -> None:
    deal = company.deal()
    assert state_of(company, deal)[column] == 0
    company.money(kind, deal, 500, on=TODAY)
    assert state_of(company, deal)[column] == expected


def test_a_corrected_payment_shows_in_the_next_question(company: SmallCompany) -> None:
    deal = company.deal()
    wrong = company.money("payment", deal, 500, on=TODAY)
    assert state_of(company, deal)["paid_minor"] == 500
    company.money("payment", deal, 50, on=TODAY, replaces=wrong)
    assert state_of(company, deal)["paid_minor"] == 50


def test_an_undone_move_is_gone_with_its_contract(company: SmallCompany) -> None:
    deal = company.deal()
    company.move(deal, 1, on=TODAY)
    signing = company.move(deal, 7, on=TODAY)
    company.money("contract", deal, 500, on=TODAY, move=signing)
    assert (state_of(company, deal)["rank"], state_of(company, deal)["signed_minor"]) == (7, 500)
    company.undo(signing, known_on=TODAY)
    assert (state_of(company, deal)["rank"], state_of(company, deal)["signed_minor"]) == (1, 0)


def test_a_reowned_deal_has_its_new_owner_from_its_day(company: SmallCompany) -> None:
    deal = company.deal(owner="Maria")
    assert state_of(company, deal)["owner"] == company.people["Maria"].pk
    company.version(deal, known_on=TODAY, effective_on=TODAY, owner=company.people["Ivan"])
    assert state_of(company, deal)["owner"] == company.people["Ivan"].pk
    assert state_of(company, deal, date(2026, 11, 17))["owner"] == company.people["Maria"].pk


def test_an_import_counts_from_its_end_until_it_is_undone(company: SmallCompany) -> None:
    deal = company.deal()
    batch = company.batch(state="applying")
    company.move(deal, 3, on=TODAY, batch=batch)
    assert state_of(company, deal)["rank"] == 0
    company.set_batch(batch, "applied")
    assert state_of(company, deal)["rank"] == 3
    company.set_batch(batch, "undone")
    assert state_of(company, deal)["rank"] == 0


def test_a_renumbered_stage_shows_in_the_next_question(company: SmallCompany) -> None:
    deal = company.deal()
    company.move(deal, 1, on=TODAY)
    assert state_of(company, deal)["rank"] == 1
    first = company.stages[0]
    first.rank = 9
    first.save()
    take(company.organisation)
    assert state_of(company, deal)["rank"] == 9


def test_a_new_rate_shows_in_the_next_question(company: SmallCompany) -> None:
    deal = company.deal(amount=10_00, currency="USD")
    assert state_of(company, deal)["amount_minor"] is None
    rate = {"currency": "USD", "from_on": TODAY, "numerator": 925_075, "denominator": 10_000}
    Rate.objects.create(organisation=company.organisation, **rate)
    take(company.organisation)
    assert state_of(company, deal)["amount_minor"] == 925_08
    assert state_of(company, deal, date(2026, 11, 17))["amount_minor"] is None


def test_what_was_rolled_back_never_was(company: SmallCompany) -> None:
    deal = company.deal()
    with transaction.atomic():
        company.move(deal, 5, on=TODAY)
        assert state_of(company, deal)["rank"] == 5
        transaction.set_rollback(True)
    assert state_of(company, deal)["rank"] == 0
    # The number the lost move had is given out again, to another move.
    company.move(deal, 2, on=TODAY)
    assert state_of(company, deal)["rank"] == 2


def test_a_page_sees_one_state_from_its_first_question_to_its_last(company: SmallCompany) -> None:
    deal = company.deal()
    with one_moment(company.organisation):
        assert state_of(company, deal)["rank"] == 0
        company.move(deal, 2, on=TODAY)
        assert state_of(company, deal)["rank"] == 0
        assert state_of(company, deal, date(2026, 11, 17))["rank"] == 0
    assert state_of(company, deal)["rank"] == 2


def test_a_question_costs_one_query_when_nothing_happened(
    company: SmallCompany, django_assert_num_queries: Any
) -> None:
    deal = company.deal()
    state_of(company, deal)
    with django_assert_num_queries(1):
        state_of(company, deal)
    for _ in range(30):
        company.move(deal, 2, on=TODAY)
    with django_assert_num_queries(18):
        state_of(company, deal)


def test_companies_take_turns_in_a_small_memory(
    company: SmallCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar_copy, "COMPANIES_KEPT", 1)
    other = a_small_company("Orion Works")
    deal = company.deal()
    company.move(deal, 2, on=TODAY)
    with scope(organisation=other.organisation):
        foreign = other.deal()
    for _ in range(2):
        assert state_of(company, deal)["rank"] == 2
        assert state_of(other, foreign)["rank"] == 0


def test_a_replay_keeps_the_last_days_it_walked_over(company: SmallCompany) -> None:
    deal = company.deal()
    company.move(deal, 2, on=date(2026, 11, 3))
    walked = [date(2026, 11, 2 + step) for step in range(10)]
    for _ in range(2):
        for number, day in enumerate(walked):
            assert state_of(company, deal, day)["rank"] == (0 if number == 0 else 2)
            with columnar_copy.locked_copy(company.organisation.pk) as copy:
                assert (
                    list(copy.days)[-min(number + 1, DAYS_KEPT) :]
                    == walked[max(0, number + 1 - DAYS_KEPT) : number + 1]
                )
                assert len(copy.days) <= DAYS_KEPT


@pytest.fixture
def executed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were not answered from what was kept."""
    asked: list[str] = []
    execute = Reading._execute
    monkeypatch.setattr(Reading, "_execute", lambda *a: asked.append(a[1]) or execute(*a))
    return asked


def test_a_question_asked_again_in_the_same_state_is_answered_from_the_first_time(
    company: SmallCompany, executed: list[str]
) -> None:
    deal = company.deal()
    for day in (TODAY, TODAY, date(2026, 11, 17)):
        with one_moment(company.organisation) as reading:
            (row,) = reading.ask("states/every_deal.sql", as_of=day)
        assert row.pop("deal") == deal.pk  # what one part does with its rows is not seen by another
    assert len(executed) == 2


def test_other_people_and_other_parameters_are_another_question(
    company: SmallCompany, executed: list[str]
) -> None:
    company.deal(owner="Maria", amount=10)
    company.deal(owner="Ivan", amount=20)
    maria = Scope(people=frozenset({company.people["Maria"].pk}))
    found = [
        large_amount(company.organisation, scope=scope, as_of=TODAY, only_stuck=stuck)
        for scope in (Scope(people=None), maria, Scope(people=frozenset()))
        for stuck in (False, True)
    ]
    assert found == [20, None, 10, None, None, None]
    assert len(executed) == 6


def test_whatever_is_stored_makes_every_answer_new(company: SmallCompany, executed: list[str]) -> None:
    deal = company.deal()
    batch = company.batch(state="applying")
    changes: list[Any] = [
        lambda: company.move(deal, 2, on=TODAY),
        lambda: company.version(deal, known_on=TODAY, amount_minor=7),
        lambda: company.set_batch(batch, "applied"),
    ]
    for number, change in enumerate(changes, 1):
        change()
        assert state_of(company, deal)["rank"] == 2
        assert state_of(company, deal)["rank"] == 2
        assert len(executed) == number


def test_answers_have_a_limit_in_memory(company: SmallCompany, monkeypatch: Any, executed: list[str]) -> None:
    deal = company.deal()
    state_of(company, deal)
    with columnar_copy.locked_copy(company.organisation.pk) as copy:
        ((_, answer),) = copy.answers._kept.values()
        # Room for four of its size.
        monkeypatch.setattr(kept_answers, "MOST_CELLS", 4 * answer.cells)
        for number in range(9):
            copy.answers.keep(number, answer, state=copy.seen)
        assert list(copy.answers._kept) == [5, 6, 7, 8]
        assert copy.answers._cells == 4 * answer.cells
        copy.answers.keep("large", Answer(("one",), [(1,)] * answer.cells * 2), state=copy.seen)
        assert list(copy.answers._kept) == [5, 6, 7, 8]


def test_what_was_learnt_is_kept_until_a_fact_is_stored(company: SmallCompany) -> None:
    lessons: list[str] = []
    assert [learnt(company, "a", lessons) for _ in range(2)] == ["a 1", "a 1"]
    company.move(company.deal(), 2, on=TODAY)
    assert learnt(company, "a", lessons) == "a 2"


def test_only_the_lessons_asked_last_are_kept(company: SmallCompany, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar_copy, "LEARNT_KEPT", 2)
    lessons: list[str] = []
    found = [learnt(company, name, lessons) for name in "abacb"]
    assert found == ["a 1", "b 2", "a 1", "c 3", "b 4"]
    with columnar_copy.locked_copy(company.organisation.pk) as copy:
        assert len(copy.learnt) == 2


def learnt(company: SmallCompany, name: str, lessons: list[str]) -> Any:
    """What was learnt under a name, numbered by how often anything was."""
    with one_moment(company.organisation) as reading:
        return reading.once(name, lambda: lessons.append(name) or f"{name} {len(lessons)}", as_of=TODAY)


def test_companies_never_see_each_other(company: SmallCompany) -> None:
    deal = company.deal()
    other = a_small_company("Orion Works")
    with one_moment(other.organisation) as reading:
        assert reading.ask("states/every_deal.sql", as_of=TODAY) == []
    assert state_of(company, deal)["rank"] == 0


def test_a_company_that_is_gone_is_no_empty_company(company: SmallCompany) -> None:
    gone = company.organisation
    gone.pk = 10**9
    with pytest.raises(columnar_copy.CompanyGone), one_moment(gone) as reading:
        reading.ask("states/every_deal.sql", as_of=TODAY)
