"""The files of journeys J26 and J27, from bytes to deals."""

from __future__ import annotations

from pathlib import Path

import pytest

from kvota.domain.importing.column_map import ColumnMap, map_columns
from kvota.domain.importing.columns import accepted, guess_columns, guess_kind
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.formats import Formats, decide_formats
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.importing.read_deals import read_deal_rows
from kvota.integrations.files.open_source import open_source
from kvota.integrations.files.source_file import SourceFile
from tests.integrations.files import make_examples
from tests.integrations.files.make_examples import MAKERS, Example, make_1251


def mapped(file: SourceFile) -> tuple[ColumnMap, Formats]:
    sample = file.sample_cells()
    columns = map_columns(
        file.header, kind="deals", guessed=accepted(guess_columns(file.header, sample, kind="deals"))
    )
    return columns, decide_formats(file.rows(), columns, epoch=file.epoch, delimiter=file.delimiter)


@pytest.fixture(scope="module", params=sorted(MAKERS))
def example(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Example:
    return MAKERS[request.param](tmp_path_factory.mktemp("examples"))


def test_the_file_is_recognised(example: Example) -> None:
    file = open_source(example.path)
    assert (file.encoding, file.delimiter) == (example.encoding, example.delimiter)
    assert file.encoding_certain
    assert file.delimiter_certain
    assert file.header_row == 1
    assert guess_kind(file.header, file.sample_cells()) == "deals"


def test_all_fifteen_columns_are_known(example: Example) -> None:
    columns, _ = mapped(open_source(example.path))
    assert set(columns.places) == {
        "id", "client", "owner", "stage", "product", "amount", "currency", "created_on", "moved_on",
        "closed_on", "industry", "region", "source", "kind", "lost_reason",
    }  # fmt: skip
    assert columns.unmapped == ()


def test_every_row_becomes_the_deal_it_was_made_from(example: Example) -> None:
    file = open_source(example.path)
    columns, formats = mapped(file)
    if example.ambiguous_created:
        formats = formats.with_order("mdy")
    found = list(read_deal_rows(file.rows(), columns, formats, currency="XXX"))
    assert [str(each) for each in found if isinstance(each, Fault)] == []
    deals = [each for each in found if isinstance(each, DealRow)]
    won = [deal for deal in deals if deal.stage_kind == "won"]
    assert len(deals) == example.rows
    assert (len(won), sum(deal.stage_kind == "lost" for deal in deals)) == (example.won, example.lost)
    assert sum(deal.date_unknown for deal in deals) == example.without_dates
    assert sum(deal.client is None for deal in deals) == example.without_client
    assert len({deal.client for deal in deals if deal.client}) == example.clients
    assert len({deal.owner for deal in deals}) == example.owners
    assert sum(deal.amount_minor or 0 for deal in won) == example.won_minor
    assert sum(deal.amount_minor or 0 for deal in deals) == example.total_minor
    assert {deal.currency for deal in deals} == {example.currency}
    assert {deal.kind for deal in deals} == {"new", "repeat"}


def test_no_cell_is_garbled(example: Example) -> None:
    words = {"ru": make_examples.RUSSIAN, "zh-hans": make_examples.CHINESE, "bg": make_examples.BULGARIAN,
             "en": make_examples.AMERICAN}[example.language]  # fmt: skip
    file = open_source(example.path)
    assert file.header == words.header
    allowed = {
        *words.owners,
        *words.stages,
        *words.products,
        *words.industries,
        *words.regions,
        *words.sources,
    }
    for _, cells in file.rows():
        assert {cells[2], cells[3], cells[4], cells[10], cells[11]} <= allowed


def test_only_the_american_days_of_creation_are_asked(example: Example) -> None:
    columns, formats = mapped(open_source(example.path))
    asked = formats.dates["created_on"]
    assert asked.is_open == (example.ambiguous_created > 0)
    assert asked.ambiguous == example.ambiguous_created
    assert formats.open_fields == (("created_on",) if example.ambiguous_created else ())
    if example.ambiguous_created:
        assert asked.suggestion == formats.order_of("closed_on") == "mdy"
        rows = open_source(example.path).rows()
        refused = [
            each for each in read_deal_rows(rows, columns, formats, currency="USD") if isinstance(each, Fault)
        ]
        assert {fault.code for fault in refused} == {"date_ambiguous"}
        assert len(refused) == example.ambiguous_created


def test_the_examples_are_the_same_every_time(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    first, again = make_1251(tmp_path, count=50), make_1251(tmp_path / "again", count=50)
    assert first.path.read_bytes() == again.path.read_bytes()
    assert first.won_minor == again.won_minor
