"""The small company of the tests, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django_scopes import scope

from tests.a_small_company import SmallCompany, a_small_company


@pytest.fixture
def company(db: None) -> Iterator[SmallCompany]:
    small = a_small_company()
    with scope(organisation=small.organisation):
        yield small
