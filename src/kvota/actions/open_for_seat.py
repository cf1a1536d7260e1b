"""A one-time address that opens kvota for a seat."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils.http import urlencode
from sesame.utils import get_token

from kvota.records.accounts import Account
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.sequence import take


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


def invite_in(*, by: Seat | None, seat: Seat, now: datetime) -> str:
    """Make a one-time address for somebody's seat and leave the event that says who asked for it.

    Whoever holds the address comes in as that person, so the audit must name who made it.
    """
    with transaction.atomic():
        path = one_time_path(seat)
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="one_time_address_made",
            seat=by,
            subject=f"person:{seat.person.uid}",
            recorded_at=now,
        )
    return path
