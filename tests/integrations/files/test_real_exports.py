"""Real files, when they lie beside the clone: a CRM's export and the logs of a bank and two hotels."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from kvota.domain.importing.aliases import parse_aliases
from kvota.domain.importing.column_map import ColumnMap, map_columns
from kvota.domain.importing.columns import accepted, guess_columns, guess_kind
from kvota.domain.importing.fields import FileKind
from kvota.domain.importing.formats import Formats, decide_formats
from kvota.domain.importing.mapped_row import ClientRow, DealRow, LogRow, PersonRow, ProductRow
from kvota.domain.importing.read_deals import read_deal_rows
from kvota.domain.importing.read_lists import read_client_rows, read_people_rows, read_product_rows
from kvota.domain.importing.read_log import read_log_rows
from kvota.domain.importing.similar_names import similar_names
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import SourceFile


def opened(path: Path, kind: FileKind) -> tuple[SourceFile, ColumnMap, Formats]:
    file = open_source(path)
    sample = file.sample_cells()
    assert guess_kind(file.header, sample) == kind
    columns = map_columns(
        file.header, kind=kind, guessed=accepted(guess_columns(file.header, sample, kind=kind))
    )
    formats = decide_formats(file.rows(), columns)
    assert formats.open_fields == ()
    return file, columns, formats


@pytest.fixture(scope="module")
def deals(real_data: Path) -> list[DealRow]:
    file, columns, formats = opened(real_data / "crm_export" / "sales_pipeline.csv", "deals")
    found = list(read_deal_rows(file.rows(), columns, formats, currency="USD"))
    assert all(isinstance(each, DealRow) for each in found)
    return [each for each in found if isinstance(each, DealRow)]


def test_the_crm_export_is_read_whole(deals: list[DealRow]) -> None:
    assert len(deals) == 8_800
    assert Counter(deal.stage for deal in deals) == {
        "Won": 4_238,
        "Lost": 2_473,
        "Engaging": 1_589,
        "Prospecting": 500,
    }
    assert Counter(deal.stage_kind for deal in deals) == {"won": 4_238, "lost": 2_473, "open": 2_089}
    assert sum(deal.date_unknown for deal in deals) == 500
    assert sum(deal.client is None for deal in deals) == 1_425
    assert len({deal.client for deal in deals if deal.client}) == 85
    assert len({deal.owner for deal in deals}) == 30


def test_the_sums_of_the_crm_export_are_exact(deals: list[DealRow]) -> None:
    won = [deal for deal in deals if deal.stage_kind == "won"]
    assert sum(deal.amount_minor or 0 for deal in won) == 1_000_553_400
    assert sum(deal.amount_minor is None for deal in deals) == 2_089
    december = [
        deal for deal in won if deal.ended_on and (deal.ended_on.year, deal.ended_on.month) == (2017, 12)
    ]
    assert (len(december), sum(deal.amount_minor or 0 for deal in december)) == (511, 113_157_300)


def test_the_product_spelt_twice_is_shown_and_can_be_joined(deals: list[DealRow], real_data: Path) -> None:
    products = open_source(real_data / "crm_export" / "products.csv")
    names = [deal.product or "" for deal in deals] + [cells[0] for _, cells in products.rows()]
    assert [set(pair) for pair in similar_names(names)] == [{"GTXPro", "GTX Pro"}]
    file, columns, formats = opened(real_data / "crm_export" / "sales_pipeline.csv", "deals")
    aliases = parse_aliases(['product:GTXPro="GTX Pro"'])
    joined = read_deal_rows(file.rows(), columns, formats, currency="USD", aliases=aliases)
    assert "GTXPro" not in {deal.product for deal in joined if isinstance(deal, DealRow)}


def test_the_lists_of_the_crm_are_read_whole(real_data: Path) -> None:
    folder = real_data / "crm_export"
    file, columns, formats = opened(folder / "sales_teams.csv", "people")
    people = list(read_people_rows(file.rows(), columns, formats))
    assert [type(each) for each in people] == [PersonRow] * 35
    assert len({each.head for each in people if isinstance(each, PersonRow)}) == 6
    assert {each.unit for each in people if isinstance(each, PersonRow)} == {"Central", "East", "West"}
    file, columns, formats = opened(folder / "accounts.csv", "clients")
    assert [type(each) for each in read_client_rows(file.rows(), columns, formats)] == [ClientRow] * 85
    file, columns, formats = opened(folder / "products.csv", "products")
    products = list(read_product_rows(file.rows(), columns, formats, currency="USD"))
    assert [type(each) for each in products] == [ProductRow] * 7
    assert products[1] == ProductRow(3, "GTX Pro", 482_100, None, "USD", "GTX")


def test_the_log_of_the_bank_is_read_whole(real_data: Path) -> None:
    file, columns, formats = opened(real_data / "loan_applications.csv.gz", "log")
    found = list(read_log_rows(file.rows(), columns, formats, currency="EUR"))
    lines = [each for each in found if isinstance(each, LogRow)]
    assert len(lines) == len(found) == 85_345
    assert Counter(line.event for line in lines) == {
        "stage": 25_225,
        "touch": 51_538,
        "won": 1_389,
        "lost": 7_193,
    }
    assert {line.stage for line in lines if line.event == "stage"} == {
        "submitted", "preaccepted", "accepted", "offer_sent", "offer_returned",
    }  # fmt: skip
    assert lines[0].at.isoformat() == "2011-09-30T22:38:44+00:00"
    assert (lines[0].amount_minor, lines[0].segments) == (2_000_000, (("amount_band", "4"),))


def test_the_dust_of_floats_in_the_hotels_log_costs_no_row(real_data: Path) -> None:
    file = open_source(real_data / "bookings.csv.gz")
    guesses = guess_columns(file.header, file.sample_cells(), kind="log")
    columns, formats = map_columns(file.header, kind="log", guessed=accepted(guesses)), Formats()
    dusty = (row for row in file.rows() if len(row[1][4]) > 10)  # 2046.7999999999997 and the like
    found = list(read_log_rows(islice(dusty, 1_000), columns, formats, currency="EUR"))
    assert len(found) == 1_000
    assert all(isinstance(each, LogRow) for each in found)
