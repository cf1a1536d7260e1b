"""Start a company of one's own: the company, its first person, and a sign-in that belongs to nobody else."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django_scopes import scope

from kvota.actions.invite_person import invite_person
from kvota.actions.set_up_company import set_up_company
from kvota.records.accounts import Account
from kvota.records.people import Person, Seat


def start_company(
    *,
    name: str,
    country: str,
    currency: str,
    language: str,
    person: str,
    today: date,
    now: datetime,
    account: Account | None = None,
) -> Seat:
    """Make a company and its founder, who is its owner and its administrator. Return the owner's seat.

    Without an account the sign-in is new, and nothing but the session that is opened for it leads
    there. A sign-in of the sample company needs no password: through it anybody at this computer
    would come into the real one, so it is never given here. Raises what setting up and inviting raise.
    """
    with transaction.atomic():
        organisation = set_up_company(name=name, country=country, currency=currency, language=language)
        with scope(organisation=organisation):
            if account is not None:
                known = Person._base_manager.filter(account=account).order_by("id").first()
                person = known.name if known else person
                Person.objects.create(organisation=organisation, name=person, account=account)
            seats = [
                invite_person(organisation=organisation, name=person, role=role, today=today, now=now)
                for role in ("owner", "admin")
            ]
            made = seats[0].person.account
            if account is None and made is not None:
                made.language = language
                made.save(update_fields=["language"])
    return seats[0]
