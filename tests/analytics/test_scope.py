"""Whose numbers a seat may ask for: his own, his units', or nobody's."""

from __future__ import annotations

from datetime import date

import pytest

from kvota.analytics.scope import Scope, WhoNotFound, scope_of, whole_company
from tests.a_small_company import SmallCompany

TODAY = date(2026, 11, 18)


def ids(company: SmallCompany, *names: str) -> frozenset[int]:
    return frozenset(company.people[name].pk for name in names)


def test_an_owner_sees_the_whole_company_and_its_plan(company: SmallCompany) -> None:
    scope = scope_of(company.seats["Olga"], on=TODAY)
    assert (scope.people, scope.unit, scope.person) == (None, company.units["top"].pk, None)
    assert scope == whole_company(on=TODAY)


def test_a_head_sees_his_team(company: SmallCompany) -> None:
    scope = scope_of(company.seats["Denis"], on=TODAY)
    assert scope == Scope(
        ids(company, "Denis", "Maria", "Ivan"), company.units["Sales-1"].pk, label="Sales-1"
    )


def test_a_rep_sees_himself_and_nobody_else(company: SmallCompany) -> None:
    maria = company.people["Maria"]
    assert scope_of(company.seats["Maria"], on=TODAY) == Scope(
        frozenset({maria.pk}), person=maria.pk, label="Maria"
    )
    for foreign in (company.people["Ivan"].uid, company.units["Sales-1"].uid, company.units["top"].uid):
        with pytest.raises(WhoNotFound):
            scope_of(company.seats["Maria"], str(foreign), on=TODAY)


def test_a_head_chooses_one_of_his_people_or_units(company: SmallCompany) -> None:
    petra, chen, team = company.seats["Petra"], company.people["Chen"], company.units["Sales-2"]
    assert scope_of(petra, str(chen.uid), on=TODAY).people == {chen.pk}
    assert scope_of(petra, str(team.uid), on=TODAY).people == ids(company, "Petra", "Chen", "Boris")
    for foreign in (company.people["Maria"].uid, company.units["Sales-1"].uid):
        with pytest.raises(WhoNotFound):
            scope_of(petra, str(foreign), on=TODAY)


def test_an_owner_chooses_the_top_unit_and_still_sees_deals_without_owner(company: SmallCompany) -> None:
    scope = scope_of(company.seats["Olga"], str(company.units["top"].uid), on=TODAY)
    assert (scope.people, scope.unit) == (None, company.units["top"].pk)


@pytest.mark.parametrize("who", ["u1", "'; drop table", "00000000-0000-0000-0000-000000000000"])
def test_nobody_is_not_found(company: SmallCompany, who: str) -> None:
    with pytest.raises(WhoNotFound):
        scope_of(company.seats["Olga"], who, on=TODAY)


def test_a_colleague_sees_nothing(company: SmallCompany) -> None:
    assert scope_of(company.seats["Carla"], on=TODAY).people == frozenset()
