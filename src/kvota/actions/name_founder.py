"""The founder of a company says who he is: his name, and the name he signs in with."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.accounts import Account
from kvota.records.events import leave_event
from kvota.records.people import Person, Seat
from kvota.records.sequence import take


class LoginNeeded(RuleError):
    code = "login_needed"
    sentence = "enter a name to sign in with"


class LoginTaken(RuleError):
    """A sign-in name is unique in the whole house."""

    code = "login_taken"
    sentence = "the sign-in name {login} is taken"
    login: str


def name_founder(*, seat: Seat, name: str, login: str, now: datetime) -> None:
    """Give the seat's own person a name and a sign-in name. Raises LoginNeeded and LoginTaken.

    Nobody names another here: the person is the one who acts.
    """
    name, login = short_text(name, most=150), short_text(login, most=140)
    if not login:
        raise LoginNeeded()
    with transaction.atomic():
        person = (
            Person.objects.select_for_update(of=("self",)).select_related("account").get(pk=seat.person_id)
        )
        account = person.account
        if account is None:
            raise ValueError("whoever acts has a sign-in")
        if Account.objects.filter(login__iexact=login).exclude(pk=account.pk).exists():
            raise LoginTaken(login=login)
        if account.login != login:
            account.login = login
            account.save(update_fields=["login"])
        if not name or name == person.name:
            return
        person.name = name
        person.save(update_fields=["name"])
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="person_renamed",
            seat=seat,
            subject=f"person:{person.uid}",
            recorded_at=now,
        )
