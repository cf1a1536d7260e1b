"""A plan of leads from a file: what it says counts, what it does not stays, and its undo gives all back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from kvota.actions.apply_import import Imported, ImportedFile
from kvota.actions.import_supply import import_supply
from kvota.actions.record_supply import Said, record_supply
from kvota.actions.undo_import import undo_import
from kvota.domain.importing.column_map import map_columns
from kvota.domain.importing.columns import accepted, guess_columns
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.read_supply import read_supply_rows
from kvota.records.lead_supply import newest_entries
from kvota.records.models import Channel, SupplyEntry
from kvota.records.rights import NotAllowed
from tests.a_small_company import SmallCompany

HEADER = ["Channel", "Week", "Expected leads", "Promised by", "Budget", "Spent"]


@pytest.fixture
def bring(company: SmallCompany, now: datetime, today: date) -> Any:
    def run(*rows: list[str], header: list[str] = HEADER, who: str | None = "Olga", **more: Any) -> Imported:
        guessed = accepted(guess_columns(header, [list(rows[0])], kind="supply"))
        columns = map_columns(header, kind="supply", guessed=guessed)
        source = [(place, list(row)) for place, row in enumerate(rows, start=2)]
        return import_supply(
            organisation=company.organisation,
            rows=read_supply_rows(source, columns, Formats(), currency=company.organisation.currency),
            file=ImportedFile("supply.csv"),
            now=now,
            today=today,
            seat=company.seats[who] if who else None,
            **more,
        )

    return run


def counted() -> dict[str, tuple[Any, ...]]:
    names = dict(Channel.objects.values_list("pk", "name"))
    found = newest_entries(first_week=date(2026, 1, 5), last_week=date(2027, 12, 27))
    return {
        f"{names[channel]} {week}": (
            row.expected,
            row.promised_by.name if row.promised_by else "",
            row.planned_minor,
            row.spent_minor,
        )
        for (channel, week), row in found.items()
    }


def test_every_column_is_found_by_its_usual_name_and_stored(company: SmallCompany, bring: Any) -> None:
    result = bring(
        ["Site", "2026-W49", "12", "Carla", "700", "650.50"], ["Fair", "2026-12-09", "", "", "100", ""]
    )
    assert (result.new, result.skipped, result.counts["channels"]) == (2, 0, 2)
    assert counted() == {
        "Site 2026-11-30": (12, "Carla", 700_00, 650_50),
        "Fair 2026-12-07": (None, "", 100_00, None),
    }


def test_the_same_file_again_changes_nothing_and_another_corrects(company: SmallCompany, bring: Any) -> None:
    bring(["Site", "2026-W49", "12", "Carla", "", ""])
    again = bring(["site", "2026-W49", "12", "carla", "", ""])
    assert (again.new, again.updated, again.unchanged) == (0, 0, 1)
    other = bring(["Site", "2026-W49", "15", "", "", ""])
    assert (other.updated, counted()["Site 2026-11-30"][:2]) == (1, (15, "Carla"))


def test_undo_gives_back_what_was_typed_before_and_takes_new_channels_out(
    company: SmallCompany, bring: Any, now: datetime, today: date
) -> None:
    said = [Said("Site", date(2026, 11, 30), {"expected": 4})]
    record_supply(seat=company.seats["Olga"], said=said, now=now, today=today)
    result = bring(["Site", "2026-W49", "12", "", "", ""], ["Fair", "2026-W49", "3", "", "", ""])
    undone = undo_import(batch=result.batch, now=now)
    assert undone.removed == 2
    assert counted() == {"Site 2026-11-30": (4, "", None, None)}
    assert [channel.name for channel in Channel.objects.live()] == ["Site"]


def test_a_channel_of_an_undone_file_stays_where_somebody_has_typed_of_it_since(
    company: SmallCompany, bring: Any, now: datetime, today: date
) -> None:
    result = bring(["Fair", "2026-W49", "3", "", "", ""])
    said = [Said("Fair", date(2026, 12, 7), {"expected": 4})]
    record_supply(seat=company.seats["Olga"], said=said, now=now, today=today)
    undo_import(batch=result.batch, now=now)
    assert [channel.name for channel in Channel.objects.live()] == ["Fair"]
    assert counted() == {"Fair 2026-12-07": (4, "", None, None)}


def test_what_cannot_be_read_is_refused_with_its_place_and_the_rest_comes_in(
    company: SmallCompany, bring: Any
) -> None:
    result = bring(
        ["Site", "2026-W49", "12", "", "", ""],
        ["Site", "soon", "12", "", "", ""],
        ["Site", "2026-W49", "13", "", "", ""],
        ["Site", "2026-W50", "1.5", "", "", ""],
        ["Site", "2026-W51", "3", "Nobody", "", ""],
        ["Site", "2026-W52", "", "", "", ""],
        ["", "2026-W52", "1", "", "", ""],
    )
    assert (result.new, result.skipped) == (1, 6)
    assert [fault.code for fault in result.faults] == [
        "week_unreadable",
        "repeated_in_file",
        "not_whole",
        "promiser_unknown",
        "nothing_of_supply",
        "cell_missing",
    ]


def test_a_preview_counts_and_writes_nothing(company: SmallCompany, bring: Any) -> None:
    assert bring(["Site", "2026-W49", "12", "", "", ""], preview=True).new == 1
    assert not SupplyEntry.objects.exists() and not Channel.objects.exists()


def test_only_who_may_type_it_imports_it(company: SmallCompany, bring: Any) -> None:
    with pytest.raises(NotAllowed):
        bring(["Site", "2026-W49", "12", "", "", ""], who="Adam")
