"""Say how a client is reached: telephone, mail, address."""

from __future__ import annotations

import re
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kvota.actions.plain_values import short_text
from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.selling import Client
from kvota.records.sequence import take

_PHONE = re.compile(r"\+?[\d ()./-]{5,40}")


class NotAPhone(RuleError):
    code = "not_a_phone"
    sentence = "{sent} is not a telephone number"
    sent: str


class NotAnEmail(RuleError):
    code = "not_an_email"
    sentence = "{sent} is not a mail address"
    sent: str


def say_how_to_reach(
    *, seat: Seat, client: Client, phone: str, email: str, address: str, now: datetime
) -> dict[str, list[str]]:
    """Store the three lines of a client the seat may see; an empty one takes it away.

    Returns what changed as column -> [before, after]; what was so already writes nothing.
    """
    require(seat, "edit_deal")
    said = {
        "phone": _phone(short_text(phone, most=40)),
        "email": _email(short_text(email)),
        "address": short_text(address),
    }
    with transaction.atomic():
        held = Client.objects.select_for_update().get(pk=client.pk)
        changed = {
            name: [getattr(held, name), value] for name, value in said.items() if getattr(held, name) != value
        }
        if changed:
            Client.objects.filter(pk=held.pk).update(**said)
            leave_event(
                organisation=seat.organisation,
                sequence=take(seat.organisation),
                kind="client_changed",
                seat=seat,
                subject=f"client:{held.uid}",
                recorded_at=now,
                payload={"changed": changed},
            )
    return changed


def _phone(text: str) -> str:
    if text and not _PHONE.fullmatch(text):
        raise NotAPhone(sent=text)
    return text


def _email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise NotAnEmail(sent=text) from None
    return text
