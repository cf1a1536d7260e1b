"""The companies of the tests of actions, each in scope: the small one, and one to import into."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django_scopes import scope

from tests.a_company_to_import_into import Staffed, a_company_to_import_into
from tests.a_small_company import SmallCompany, a_small_company


@pytest.fixture
def company(db: None) -> Iterator[SmallCompany]:
    small = a_small_company()
    with scope(organisation=small.organisation):
        yield small


@pytest.fixture
def staffed(db: None) -> Iterator[Staffed]:
    company = a_company_to_import_into()
    with scope(organisation=company.organisation):
        yield company
