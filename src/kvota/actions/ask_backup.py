"""Who may take a copy of everything away, and the event that says it was taken."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.domain.errors import RuleError
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


class NotAloneHere(RuleError):
    """A copy of everything holds every company; nobody of one takes another's away."""

    code = "not_alone_here"
    nature = "forbidden"
    sentence = "other companies share this installation; make the backup on the server"


def is_alone(organisation: Organisation) -> bool:
    """Whether everything is this company's: a sample company beside it is nobody's."""
    if organisation.is_demo:
        return False
    return not Organisation.objects.filter(is_demo=False).exclude(pk=organisation.pk).exists()


def ask_backup(*, seat: Seat, name: str, now: datetime) -> None:
    """Allow a backup to be made for this seat, and leave the event that says who asked for it."""
    require(seat, "setup")
    if not is_alone(seat.organisation):
        raise NotAloneHere()
    with transaction.atomic():
        leave_event(
            organisation=seat.organisation,
            sequence=take(seat.organisation),
            kind="backup_asked",
            seat=seat,
            subject=f"backup:{name}",
            recorded_at=now,
        )
