"""A question whose SQL is kept answers as the queryset it was made from, in every company and shape."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django_scopes import scope, scopes_disabled
from django_scopes.exceptions import ScopeError

from kvota.records.asked_often import AskedOften
from kvota.records.deals import Deal
from kvota.records.funnels import MOST_RANK, Stage
from kvota.records.moves import Move
from kvota.records.organisations import Organisation
from tests.a_small_company import SmallCompany, a_small_company

LONG_AGO = date(2026, 11, 9)


@pytest.fixture
def company(db: None) -> SmallCompany:
    return a_small_company()


@pytest.fixture
def deals(company: SmallCompany) -> list[Deal]:
    with scope(organisation=company.organisation):
        return [
            company.deal(name, owner=who, on=LONG_AGO) for name, who in (("Vega", "Maria"), ("Orion", "Chen"))
        ]


def open_to(person: int, sight: tuple[int, ...] | None) -> QuerySet[Any]:
    return Deal.open_to(person, sight).select_related("client", "owner").order_by("id")


def test_it_answers_what_the_queryset_answers_for_every_sight(company, deals) -> None:
    question = AskedOften(open_to)
    people = sorted(person.pk for person in company.people.values())
    with scope(organisation=company.organisation):
        for sight in (None, (), *[(person,) for person in people], tuple(people), tuple(people[:2])):
            for person in people:
                plain = list(open_to(person, sight))
                kept = question.rows(person=person, sight=sight)
                assert [vars_of(deal) for deal in kept] == [vars_of(deal) for deal in plain]
    assert len(deals) == 2


def vars_of(deal: Deal) -> dict[str, Any]:
    """Every column of a deal and of what was loaded with it."""
    names = [field.attname for field in Deal._meta.concrete_fields]
    found = {name: getattr(deal, name) for name in names}
    return found | {"client": deal.client.name, "owner": deal.owner and deal.owner.uid}


def test_values_come_as_the_queryset_gives_them(company, deals, today) -> None:
    def on_a_day(day: date, deal: int) -> QuerySet[Any, Any]:
        return Move.objects.filter(occurred_on__lte=day, deal_id=deal).values_list(
            "uid", "occurred_on", "recorded_at"
        )

    question = AskedOften(on_a_day)
    with scope(organisation=company.organisation):
        company.move(deals[0], 2, on=LONG_AGO)
        for day in (today, LONG_AGO - timedelta(days=1)):
            for deal in deals:
                assert question.rows(day=day, deal=deal.pk) == list(on_a_day(day, deal.pk))


def test_another_company_is_never_answered_by_a_kept_text(company, deals) -> None:
    question = AskedOften(lambda: Deal.objects.all())
    other = Organisation.objects.create(slug="other", name="Other")
    with scope(organisation=company.organisation):
        assert len(question.rows()) == 2
    with scope(organisation=other):
        assert question.rows() == []
    with scopes_disabled():
        assert len(question.rows()) == 2


def test_without_a_company_in_scope_it_is_refused_as_a_queryset_is(company, deals) -> None:
    question = AskedOften(lambda uid: Deal.objects.filter(uid=uid))
    with scope(organisation=company.organisation):
        question.rows(uid=deals[0].uid)
    with scopes_disabled():
        question.rows(uid=deals[0].uid)
    with pytest.raises(ScopeError):
        question.rows(uid=deals[0].uid)


def test_the_sql_is_written_once_and_every_asking_is_one_query(
    company, deals, django_assert_num_queries, monkeypatch
) -> None:
    from django.db.models.sql.compiler import SQLCompiler

    question = AskedOften(lambda uid: Deal.objects.filter(uid=uid))
    with scope(organisation=company.organisation):
        with django_assert_num_queries(1):
            assert question.row(uid=deals[0].uid) == deals[0]
        monkeypatch.setattr(SQLCompiler, "as_sql", None)
        with django_assert_num_queries(2):
            assert question.row(uid=deals[1].uid) == deals[1]
            assert question.row(uid=uuid4()) is None


def test_a_value_that_does_not_reach_the_sql_is_a_loud_mistake(company) -> None:
    with (
        scope(organisation=company.organisation),
        pytest.raises(ValueError, match="not a question of values"),
    ):
        AskedOften(lambda uid: Deal.objects.all()).rows(uid=uuid4())


@pytest.mark.parametrize("rank", [0, -1, MOST_RANK + 1, 10**30])
def test_a_rank_that_no_column_holds_is_no_stage(company, rank) -> None:
    with scope(organisation=company.organisation):
        stage = Stage.objects.get(rank=1)
        assert Stage.at(stage.funnel_id, 1) == stage
        assert Stage.at(stage.funnel_id, rank) is None
