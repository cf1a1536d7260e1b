"""Say what the company counts hours with: its day, getting started, service, the time of an activity."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from kvota.domain.planning.working_hours import Workload, workload_plain, workload_said
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


def set_workload(*, seat: Seat, said: Mapping[str, Any], now: datetime) -> Workload:
    """Store what was said in place of what was said before; what is left open is assumed again.

    Saying what is so already writes nothing.
    """
    require(seat, "setup")
    wanted = workload_said(said)
    plain = workload_plain(wanted)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        before = organisation.workload
        if before == plain:
            return wanted
        sequence = take(organisation)
        organisation.workload = plain
        organisation.save(update_fields=["workload"])
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="workload_set",
            seat=seat,
            subject=f"company:{organisation.slug}",
            recorded_at=now,
            payload={"before": before, "after": plain},
        )
    seat.organisation.workload = plain
    return wanted
