"""Bring the reasons for losing in line with what a text says, and which of them mean a competitor."""

from __future__ import annotations

from typing import Any

from kvota.actions.say_lost_to_competitor import lost_reasons_changed, reasons_said
from kvota.actions.settings_part import By, Change, Part, names_told, rows_meant, set_columns
from kvota.domain.settings.company_settings import LANGUAGES, ReasonSaid
from kvota.records.company_settings import names_of, reasons_offered
from kvota.records.funnels import LostReason


def lost_reasons_part(said: tuple[ReasonSaid, ...], by: By) -> Part:
    offered = reasons_offered()
    rows = rows_meant([one.names for one in said], offered)
    gone = [row for row in offered if row not in rows]
    changes = [Change("lost_reasons", names_told(names_of(row)), "") for row in gone]
    for place, (one, row) in enumerate(zip(said, rows, strict=True), start=1):
        before, after = _told(row) if row else "", _told(one, row)
        if before != after:
            changes.append(Change(f"lost_reasons[{place}]", before, after))
    kept = [row for row in rows if row is not None]
    listed = [row for row in offered if row in kept]
    if kept != listed:
        order = [" → ".join(row.name_in("en") for row in each) for each in (listed, kept)]
        changes.append(Change("lost_reasons", *order))

    def make() -> None:
        stood = reasons_said()
        for row in gone:
            set_columns(row, {"removed_on": by.today})
        for rank, (one, found) in enumerate(zip(said, rows, strict=True), start=1):
            named = {f"name_{each}": name for each, name in zip(LANGUAGES, one.names, strict=True)}
            wanted: dict[str, Any] = named | {"rank": rank, "to_competitor": _to_one(one, found)}
            if found is None:
                LostReason.objects.create(organisation=by.seat.organisation, **wanted)
            else:
                set_columns(found, wanted)
        lost_reasons_changed(by.seat, stood, reasons_said(), by.now)

    return Part(changes, make)


def _to_one(said: ReasonSaid, row: LostReason | None) -> bool:
    if said.to_competitor is not None:
        return said.to_competitor
    return row is not None and row.to_competitor


def _told(one: LostReason | ReasonSaid, row: LostReason | None = None) -> str:
    if isinstance(one, LostReason):
        words, to_one = names_told(names_of(one)), one.to_competitor
    else:
        words, to_one = names_told(one.names), _to_one(one, row)
    return f"{words} (to_competitor)" if to_one else words
