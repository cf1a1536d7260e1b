"""Keys for the API. The secret is shown once; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q

from kvota.records.asked_often import AskedOften
from kvota.records.row import Row


def hash_of(secret: str) -> str:
    # A token is 256 random bits, so a plain hash is enough: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    return f"kvota_{secrets.token_urlsafe(32)}"


class Token(Row):
    """A key that acts as one seat, until a day or until it is taken back."""

    seat = models.ForeignKey("records.Seat", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @classmethod
    def visible_to(cls, seat: Any, *, on: date) -> models.QuerySet[Self]:
        """Everyone sees his own keys."""
        tokens: models.QuerySet[Self] = cls.objects.filter(seat__person_id=seat.person_id)
        return tokens


def standing_token(secret: str) -> Token | None:
    """The key with this secret that was not taken back, with its seat; not of an import undone. One query."""
    found: Token | None = _standing.row(secret_hash=hash_of(secret))
    return found


_standing = AskedOften(
    lambda secret_hash: Token.objects.filter(
        Q(seat__batch=None) | Q(seat__batch__state="applied"), secret_hash=secret_hash, revoked_at=None
    ).select_related("seat__person", "seat__organisation")
)
