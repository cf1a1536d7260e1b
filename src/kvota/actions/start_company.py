"""Start a company of one's own: the company, its first person, and a sign-in that belongs to nobody else."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django_scopes import scope

from kvota.actions.invite_person import invite_person
from kvota.actions.plain_values import short_text
from kvota.actions.set_up_company import set_up_company
from kvota.domain.errors import RuleError
from kvota.records.accounts import Account
from kvota.records.people import Seat


class LoginNeeded(RuleError):
    code = "login_needed"
    sentence = "enter a name to sign in with"


class LoginTaken(RuleError):
    """A sign-in name is unique in the whole house."""

    code = "login_taken"
    sentence = "the sign-in name {login} is taken"
    login: str


def start_company(
    *,
    name: str,
    country: str,
    currency: str,
    language: str,
    person: str,
    login: str,
    password: str,
    today: date,
    now: datetime,
) -> Seat:
    """Make a company and its founder: owner and administrator, with a new sign-in and its password.

    The sign-in is new on purpose. Whoever looks around in the sample company does so with a
    sign-in that needs no password, and through it anybody at this computer would come into
    the real one. Returns the seat of the owner. Raises LoginTaken, LoginNeeded, and what
    setting up and inviting raise.
    """
    login = short_text(login, most=140)
    if not login:
        raise LoginNeeded()
    with transaction.atomic():
        if Account.objects.filter(login__iexact=login).exists():
            raise LoginTaken(login=login)
        organisation = set_up_company(name=name, country=country, currency=currency, language=language)
        with scope(organisation=organisation):
            seats = [
                invite_person(
                    organisation=organisation, name=person, role=role, login=login, today=today, now=now
                )
                for role in ("owner", "admin")
            ]
            account = seats[0].person.account
            if account is None:
                raise ValueError("an invited person has a sign-in")
            account.language = language
            account.set_password(password)
            account.save(update_fields=["language", "password"])
    return seats[0]
