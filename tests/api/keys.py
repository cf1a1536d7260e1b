"""A key to the API for a person of the small company."""

from __future__ import annotations

from typing import Any

from django_scopes import scope

from kvota.records.models import Token
from kvota.records.tokens import hash_of, new_secret
from tests.a_small_company import SmallCompany


def key_of(company: SmallCompany, who: str, now: Any, **more: Any) -> str:
    """Make a key for a seat and return its secret; `more` are columns of the key."""
    secret = new_secret()
    with scope(organisation=company.organisation):
        Token.objects.create(
            organisation=company.organisation,
            seat=company.seats[who],
            name="test",
            secret_hash=hash_of(secret),
            created_at=now,
            **more,
        )
    return secret
