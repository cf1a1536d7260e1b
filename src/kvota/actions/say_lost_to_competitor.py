"""Say for which reasons a lost deal went to a competitor, whether or not somebody named him."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from kvota.actions.settings_part import names_told, set_columns
from kvota.domain.settings.company_settings import ReasonSaid
from kvota.records.company_settings import names_of, reasons_offered
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


def say_lost_to_competitor(*, seat: Seat, reasons: Collection[str], now: datetime) -> bool:
    """Let these of the reasons offered mean a competitor, by their uids, and the others not.

    Saying what is so already writes nothing; what was said before stays in the event.
    """
    require(seat, "setup")
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        offered = reasons_offered()
        before = reasons_said()
        for row in offered:
            if row.to_competitor is not (str(row.uid) in reasons):
                set_columns(row, {"to_competitor": not row.to_competitor})
        after = reasons_said()
        if after == before:
            return False
        lost_reasons_changed(seat, before, after, now)
    return True


def reasons_said() -> list[ReasonSaid]:
    """The reasons offered, as they stand. One query."""
    return [ReasonSaid(names_of(row), row.to_competitor) for row in reasons_offered()]


def lost_reasons_changed(
    seat: Seat, before: Sequence[ReasonSaid], after: Sequence[ReasonSaid], now: datetime
) -> None:
    """Leave what they were and what they are: the names, and those that mean a competitor."""

    def told(reasons: Sequence[ReasonSaid]) -> list[str]:
        return [names_told(one.names) for one in reasons]

    def to_one(reasons: Sequence[ReasonSaid]) -> list[str]:
        return told([one for one in reasons if one.to_competitor])

    leave_event(
        organisation=seat.organisation,
        sequence=take(seat.organisation),
        kind="lost_reasons_changed",
        seat=seat,
        subject=f"company:{seat.organisation.slug}",
        recorded_at=now,
        payload={
            "before": told(before),
            "after": told(after),
            "to_competitor_before": to_one(before),
            "to_competitor": to_one(after),
        },
    )
