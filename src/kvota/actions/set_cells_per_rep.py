"""Say how many cells of the map of clients the hours of one rep suffice for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kvota.domain.planning.scatter import MOST_CELLS, CellsOutOfRange
from kvota.records.events import leave_event
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


def set_cells_per_rep(*, seat: Seat, cells: int | None, now: datetime) -> Organisation:
    """Set it for the company; None goes back to the usual number, which is marked assumed."""
    require(seat, "setup")
    if cells is not None and not 1 <= cells <= MOST_CELLS:
        raise CellsOutOfRange(cells=cells, most=MOST_CELLS)
    with transaction.atomic():
        organisation: Organisation = Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        before = organisation.cells_per_rep
        if before != cells:
            organisation.cells_per_rep = cells
            organisation.save(update_fields=["cells_per_rep"])
            leave_event(
                organisation=organisation,
                sequence=take(organisation),
                kind="company_changed",
                seat=seat,
                subject=f"company:{organisation.slug}",
                recorded_at=now,
                payload={"before": {"cells_per_rep": before}, "after": {"cells_per_rep": cells}},
            )
    return organisation
