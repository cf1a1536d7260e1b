"""Of several sample companies the one in the reader's language opens."""

from __future__ import annotations

import pytest
from django.test import Client
from django_scopes import scope

from kvota.actions.open_for_seat import ensure_account
from kvota.records.models import Seat
from tests.a_small_company import a_small_company


@pytest.fixture
def two_samples(db: None) -> None:
    """A sample company in English, made first, and one in Russian."""
    for name, language in (("Nord Pack", "en"), ("Норд Пак", "ru")):
        organisation = a_small_company(name).organisation
        organisation.is_demo, organisation.language = True, language
        organisation.save(update_fields=["is_demo", "language"])
        with scope(organisation=organisation):
            ensure_account(Seat.objects.select_related("person").get(role="owner").person)


@pytest.mark.parametrize(
    ("reads", "asked", "opens"),
    [("en", "", "Nord Pack"), ("ru", "", "Норд Пак"), ("bg", "", "Nord Pack"), ("en", "?in=ru", "Норд Пак")],
)
def test_the_sample_company_of_the_reader_opens(
    two_samples: None, reads: str, asked: str, opens: str
) -> None:
    page = Client().get(f"/demo/owner{asked}", headers={"Accept-Language": reads}).content.decode()
    assert f"· {opens}" in page
