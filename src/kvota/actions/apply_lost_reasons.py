"""Bring the reasons for losing in line with what a text says."""

from __future__ import annotations

from kvota.actions.settings_part import By, Change, Part, names_told, rows_meant, set_columns
from kvota.domain.settings.company_settings import LANGUAGES, Names
from kvota.records.company_settings import names_of, reasons_offered
from kvota.records.events import leave_event
from kvota.records.funnels import LostReason
from kvota.records.sequence import take


def lost_reasons_part(said: tuple[Names, ...], by: By) -> Part:
    offered = reasons_offered()
    rows = rows_meant(said, offered)
    gone = [row for row in offered if row not in rows]
    changes = [Change("lost_reasons", names_told(names_of(row)), "") for row in gone]
    for place, (names, row) in enumerate(zip(said, rows, strict=True), start=1):
        before, after = names_told(names_of(row)) if row else "", names_told(names)
        if before != after:
            changes.append(Change(f"lost_reasons[{place}]", before, after))
    kept = [row for row in rows if row is not None]
    listed = [row for row in offered if row in kept]
    if kept != listed:
        order = [" → ".join(row.name_in("en") for row in each) for each in (listed, kept)]
        changes.append(Change("lost_reasons", *order))

    def make() -> None:
        for row in gone:
            set_columns(row, {"removed_on": by.today})
        for rank, (names, found) in enumerate(zip(said, rows, strict=True), start=1):
            wanted = {f"name_{one}": name for one, name in zip(LANGUAGES, names, strict=True)} | {
                "rank": rank
            }
            if found is None:
                LostReason.objects.create(organisation=by.seat.organisation, **wanted)
            else:
                set_columns(found, wanted)
        leave_event(
            organisation=by.seat.organisation,
            sequence=take(by.seat.organisation),
            kind="lost_reasons_changed",
            seat=by.seat,
            subject=f"company:{by.seat.organisation.slug}",
            recorded_at=by.now,
            payload={
                "before": [names_told(names_of(row)) for row in offered],
                "after": [names_told(one) for one in said],
            },
        )

    return Part(changes, make)
