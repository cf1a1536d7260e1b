"""A one-time address that opens kvota for a seat."""

from __future__ import annotations

import uuid

from django.utils.http import urlencode
from sesame.utils import get_token

from kvota.records.accounts import Account
from kvota.records.people import Person, Seat


def ensure_account(person: Person, *, login: str = "") -> Account:
    """The person's sign-in, made when there is none. It has no password until he sets one."""
    if person.account is not None:
        return person.account
    wanted = login.strip() or f"{'.'.join(person.name.lower().split())}@{person.organisation.slug}"
    if Account.objects.filter(login__iexact=wanted).exists():
        wanted = f"{wanted}-{uuid.uuid4().hex[:6]}"
    account = Account.objects.create(login=wanted)
    person.account = account
    person.save(update_fields=["account"])
    return account


def one_time_path(seat: Seat) -> str:
    """The address part that opens the seat once, within three days. A password change ends it too."""
    account = ensure_account(seat.person)
    return "/enter?" + urlencode({"sesame": get_token(account), "seat": seat.uid})
