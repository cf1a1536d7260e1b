"""Bring a company's settings in line with what a file says: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kvota.actions.apply_calendar import calendar_part
from kvota.actions.apply_funnels import funnels_part, stages_part
from kvota.actions.apply_lost_reasons import lost_reasons_part
from kvota.actions.apply_metrics import metrics_part
from kvota.actions.apply_products import products_part
from kvota.actions.change_company import change_company
from kvota.actions.set_cells_per_rep import set_cells_per_rep
from kvota.actions.set_workload import set_workload
from kvota.actions.settings_part import By, Change, Part, plain
from kvota.domain.errors import RuleError
from kvota.domain.planning.working_hours import workload_plain, workload_said
from kvota.domain.settings.company_settings import ClientMapSaid, CompanySettings
from kvota.records.funnels import Funnel
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require


class SettingsMoved(RuleError):
    """What was shown is not what would happen any more."""

    code = "settings_moved"
    nature = "conflict"
    sentence = "somebody changed the settings since they were compared"


def settings_changes(*, seat: Seat, said: CompanySettings, now: datetime, today: date) -> list[Change]:
    """What this would change, part by part. Nothing is changed."""
    return [change for part in _parts(said, By(seat, now, today)) for change in part.changes]


def apply_settings(
    *, seat: Seat, said: CompanySettings, now: datetime, today: date, seen: str = ""
) -> list[Change]:
    """Make every change of what was said in one transaction; return them. The same again changes nothing.

    `seen` is the mark of the changes somebody was shown: when they are others by now, it is refused.
    A part that is not said stays. Products, prices and metrics it does not name stay too, since deals
    and goals point at them; of stages, reasons and calendar days what is said is the whole list.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        parts = _parts(said, By(seat, now, today))
        changes = [change for part in parts for change in part.changes]
        if seen and mark_of(changes) != seen:
            raise SettingsMoved()
        for part in parts:
            if part.changes:
                part.make()
    return changes


def mark_of(changes: Sequence[Change]) -> str:
    """A short mark of a list of changes: another list, another mark."""
    return hashlib.sha256(repr(list(changes)).encode()).hexdigest()[:16]


def _parts(said: CompanySettings, by: By) -> list[Part]:
    require(by.seat, "setup")
    organisation = Organisation.objects.get(pk=by.seat.organisation_id)
    parts = []
    if said.company is not None:
        parts.append(_company(organisation, vars(said.company), by))
    if said.stages is not None:
        parts.append(stages_part(said.stages, Funnel.offered().first(), "stages", by))
    if said.funnels is not None:
        parts += funnels_part(said.funnels, by)
    if said.lost_reasons is not None:
        parts.append(lost_reasons_part(said.lost_reasons, by))
    if said.calendar is not None:
        parts.append(calendar_part(said.calendar, by))
    if said.products is not None:
        base = said.company.currency if said.company else organisation.currency
        parts.append(products_part(said.products, base, by))
    if said.metrics is not None:
        parts.append(metrics_part(said.metrics, said.products or (), by))
    if said.hours is not None:
        parts.append(_hours(organisation, said.hours, by))
    if said.client_map is not None:
        parts.append(_client_map(organisation, said.client_map, by))
    return parts


def _hours(organisation: Organisation, said: Mapping[str, Any], by: By) -> Part:
    before, after = (_flat(workload_plain(workload_said(one))) for one in (organisation.workload, said))
    changes = [
        Change(f"hours.{name}", before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys([*after, *before])
        if before.get(name) != after.get(name)
    ]

    def make() -> None:
        set_workload(seat=by.seat, said=said, now=by.now)

    return Part(changes, make)


def _flat(plain_hours: Mapping[str, Any]) -> dict[str, str]:
    activities = {f"activities.{name}": hours for name, hours in plain_hours.get("activities", {}).items()}
    ramp = {"ramp": " ".join(plain_hours["ramp"])} if "ramp" in plain_hours else {}
    single = {name: each for name, each in plain_hours.items() if isinstance(each, str)}
    return single | ramp | activities


def _client_map(organisation: Organisation, said: ClientMapSaid, by: By) -> Part:
    before, after = (
        "" if cells is None else str(cells) for cells in (organisation.cells_per_rep, said.cells_per_rep)
    )
    changes = [Change("client_map.cells_per_rep", before, after)] if before != after else []

    def make() -> None:
        set_cells_per_rep(seat=by.seat, cells=said.cells_per_rep, now=by.now)

    return Part(changes, make)


def _company(organisation: Organisation, said: dict[str, Any], by: By) -> Part:
    wanted = {
        name: value
        for name, value in said.items()
        if value is not None and getattr(organisation, name) != value
    }

    def make() -> None:
        # Prices that follow in the same text are in the currency it has just got.
        by.seat.organisation = change_company(seat=by.seat, changes=wanted, now=by.now)

    changes = [
        Change(f"company.{name}", plain(getattr(organisation, name)), plain(value))
        for name, value in wanted.items()
    ]
    return Part(changes, make)
