"""Find whose account an identity of the company's own sign-in opens, and remember it by its subject."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django_scopes import scopes_disabled

from kvota.domain.errors import RuleError
from kvota.records.accounts import Account
from kvota.records.events import leave_event
from kvota.records.outside_identities import OutsideIdentity
from kvota.records.people import Person
from kvota.records.sequence import take


class IdentityUnknown(RuleError):
    """Nobody is let in whom no administrator has written down: his sign-in name must be the address."""

    code = "identity_unknown"
    nature = "forbidden"
    sentence = "no person here signs in as {login}"
    login: str


class AddressNotProven(RuleError):
    """Whoever may write any address into his profile there could come in as anybody here."""

    code = "address_not_proven"
    nature = "forbidden"
    sentence = "the company's sign-in does not say that the address {login} is proven"
    login: str


def enter_by_company(
    *, issuer: str, subject: str, address: str, address_proven: bool, now: datetime
) -> Account:
    """Return the account of an identity. Met for the first time, it is the one whose name is its address.

    Raises IdentityUnknown where there is none, or it is closed, or belongs to the sample company, and
    AddressNotProven where a first meeting rests on an address that anybody could have typed.
    """
    with scopes_disabled(), transaction.atomic():
        known = (
            OutsideIdentity.objects.select_for_update(of=("self",))
            .select_related("account")
            .filter(issuer=issuer, subject=subject)
            .first()
        )
        if known is not None:
            if not known.account.is_active:
                raise IdentityUnknown(login=address)
            OutsideIdentity.objects.filter(pk=known.pk).update(used_at=now)
            return known.account
        return _met_first(issuer, subject, address, address_proven, now)


def _met_first(issuer: str, subject: str, address: str, proven: bool, now: datetime) -> Account:
    account = Account.objects.filter(login__iexact=address, is_active=True).first() if address else None
    people = list(Person.objects.filter(account=account).select_related("organisation")) if account else []
    if account is None or any(person.organisation.is_demo for person in people):
        raise IdentityUnknown(login=address)
    if not proven:
        raise AddressNotProven(login=address)
    OutsideIdentity.objects.create(
        account=account, issuer=issuer, subject=subject, linked_at=now, used_at=now
    )
    for person in people:
        leave_event(
            organisation=person.organisation,
            sequence=take(person.organisation),
            kind="identity_linked",
            seat=None,
            subject=f"person:{person.uid}",
            recorded_at=now,
            payload={"person": person.name, "issuer": issuer},
        )
    return account
