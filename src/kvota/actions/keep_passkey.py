"""Keep a passkey of one's own, or take it away: from then on the device opens the account, or does not."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.accounts import Account
from kvota.records.events import leave_event
from kvota.records.passkeys import MOST_PASSKEYS, Passkey
from kvota.records.people import Seat
from kvota.records.sequence import take


class TooManyPasskeys(RuleError):
    code = "too_many_passkeys"
    sentence = "an account holds at most {most} passkeys"
    most: int


class NotInTheSample(RuleError):
    """The people of the sample company are everybody's: a key to one of them would be nobody's."""

    code = "not_in_the_sample"
    nature = "forbidden"
    sentence = "the people of the sample company have no sign-in of their own"


class PasskeyKnown(RuleError):
    code = "passkey_known"
    sentence = "this passkey is kept already"


def keep_passkey(
    *, seat: Seat, credential_id: str, credential: str, sign_count: int, name: str, now: datetime
) -> Passkey:
    """Store the public half for the seat's own account; the event tells whoever reads the audit."""
    account = _own_account(seat)
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)
        if account.passkeys.count() >= MOST_PASSKEYS:
            raise TooManyPasskeys(most=MOST_PASSKEYS)
        if Passkey.objects.filter(credential_id=credential_id).exists():
            raise PasskeyKnown()
        made = Passkey.objects.create(
            account=account,
            credential_id=credential_id,
            credential=credential,
            sign_count=sign_count,
            name=short_text(name, most=60),
            made_at=now,
        )
        _tell(seat, "passkey_kept", made.name, now)
    return made


def remove_passkey(*, seat: Seat, number: int, now: datetime) -> bool:
    """Take one of one's own passkeys away. Return whether there was one."""
    account = _own_account(seat)
    with transaction.atomic():
        found = account.passkeys.select_for_update().filter(pk=number).first()
        if found is None:
            return False
        found.delete()
        _tell(seat, "passkey_removed", found.name, now)
    return True


def _own_account(seat: Seat) -> Account:
    if seat.organisation.is_demo:
        raise NotInTheSample()
    account = seat.person.account
    if account is None:
        raise ValueError("whoever acts has a sign-in")
    return account


def _tell(seat: Seat, kind: str, name: str, now: datetime) -> None:
    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind=kind,
        seat=seat,
        subject=f"person:{seat.person.uid}",
        recorded_at=now,
        payload={"device": name},
    )
