"""`kvota import`: files in, counts out, and one clear line where something must be said first."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from django_scopes import scopes_disabled
from typer.testing import CliRunner

from kvota.cli.main import app
from kvota.records.models import Alias, Deal, ImportBatch, Organisation, Payment, Rate, Stage

DEALS = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ada Lark,GTXPro,Vega,Won,2026-09-01,2026-10-05,1000
A2,Ben Wren,Film,Orion,Lost,2026-09-03,2026-10-10,0
A3,Ben Wren,Film,,Engaging,2026-11-02,,
A4,Ben Wren,Film,Orion,Won,2026-09-03,,90
"""


@pytest.fixture(autouse=True)
def _database(db: None) -> Iterator[None]:
    with scopes_disabled():
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "deals.csv"
    path.write_text(DEALS)
    return path


def kvota(*words: object) -> Result:
    return CliRunner().invoke(app, ["import", *map(str, words)])


def answer(*words: object, code: int = 0) -> dict[str, Any]:
    result = kvota(*words, "--json")
    assert result.exit_code == code, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def refusal(*words: object) -> str:
    result = kvota(*words)
    assert result.exit_code == 1, result.output
    return result.stderr.strip()


def test_deals_come_into_a_company_that_is_made_for_them(file: Path) -> None:
    told = answer("deals", file, "--company", "Star Trade", "--currency", "usd")
    assert {name: told[name] for name in ("new", "updated", "unchanged", "skipped")} == {
        "new": 3,
        "updated": 0,
        "unchanged": 0,
        "skipped": 1,
    }
    company = Organisation.objects.get(name="Star Trade")
    assert (company.currency, told["currency"], told["currency_assumed"]) == ("USD", "USD", False)
    assert [stage.name_en for stage in Stage.objects.order_by("rank")] == ["Engaging", "Won", "Paid"]
    assert told["batch"] == str(ImportBatch.objects.get().uid)
    (fault,) = told["faults"]
    assert (fault["row"], fault["column"], fault["code"]) == (5, "close_date", "ended_without_day")
    assert "row 5" in fault["sentence"].lower()


def test_the_same_file_again_finds_everything_unchanged(file: Path) -> None:
    answer("deals", file, "--company", "Star Trade")
    again = answer("deals", file, "--company", "star trade")
    assert (again["new"], again["unchanged"], again["skipped"]) == (0, 3, 1)
    assert again["currency_assumed"] is True
    assert Organisation.objects.count() == 1


def test_a_dry_run_makes_nothing_not_even_the_company(file: Path) -> None:
    told = answer("deals", file, "--company", "Star Trade", "--dry-run")
    assert (told["new"], told["batch"]) == (3, None)
    assert not Organisation.objects.exists()


def test_people_read_counts_and_how_to_take_it_back(file: Path) -> None:
    result = kvota("deals", file, "--company", "Star Trade")
    lines = result.stdout.splitlines()
    assert lines[0] == "Star Trade: 3 new, 0 updated, 0 unchanged, 1 skipped."
    assert lines[-1] == f"To take it back: kvota import undo {ImportBatch.objects.get().uid}"
    assert any(line.startswith("Row 5, column “close_date”:") for line in lines)


def test_the_refused_rows_go_to_one_file_with_reasons(file: Path, tmp_path: Path) -> None:
    refused = tmp_path / "refused.csv"
    answer("deals", file, "--company", "Star Trade", "--refused", refused)
    with refused.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [(row["row"], row["column"]) for row in rows] == [("5", "close_date")]
    assert rows[0]["reason"].startswith("Row 5, column “close_date”:")


def test_a_file_of_which_every_row_is_refused_ends_with_one(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,client,stage\nA1,Vega,Won\n")
    assert answer("deals", path, "--company", "Star Trade", code=1)["skipped"] == 1


def test_a_map_says_which_column_is_which(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("Nr,Firm,Where\nA1,Vega,Talking\n")
    words = ("deals", path, "--company", "Star Trade")
    told = answer(*words, "--map", "id=Nr", "--map", "client=Firm", "--map", "stage=Where")
    assert told["new"] == 1
    assert Deal.objects.get().client.name == "Vega"


def test_an_alias_is_kept_and_used_for_the_next_file(file: Path) -> None:
    answer("deals", file, "--company", "Star Trade", "--alias", 'product:GTXPro="GTX Pro"')
    assert Alias.objects.get().means == "GTX Pro"
    assert Deal.objects.get(external_id="A1").product.name == "GTX Pro"
    assert answer("deals", file, "--company", "Star Trade")["unchanged"] == 3


def test_a_date_that_can_be_read_two_ways_is_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "deals.csv"
    path.write_text("id,client,stage,created on\nA1,Vega,Talking,03/04/2026\n")
    sentence = refusal("deals", path, "--company", "Star Trade")
    assert sentence.startswith("Column 'created on' can be read two ways, as in row 2.")
    assert not Organisation.objects.exists()
    assert answer("deals", path, "--company", "Star Trade", "--dates", "dmy")["new"] == 1
    assert str(Deal.objects.get().created_on) == "2026-04-03"


def test_two_columns_to_one_field_are_refused(file: Path) -> None:
    sentence = refusal(
        "deals", file, "--company", "Star Trade", "--map", "client=account", "--map", "client=product"
    )
    assert "“account” and “product”" in sentence
    assert not Organisation.objects.exists()


def test_what_is_no_file_and_no_table_and_no_currency_is_said(tmp_path: Path, file: Path) -> None:
    assert refusal("deals", tmp_path / "none.csv", "-c", "Vega").startswith("There is no file")
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert "empty" in refusal("deals", empty, "-c", "Vega")
    assert "XYZ" in refusal("deals", file, "-c", "Vega", "--currency", "XYZ")
    assert not Organisation.objects.exists()


def test_undo_takes_a_batch_by_its_id_or_its_number(file: Path) -> None:
    batch = answer("deals", file, "--company", "Star Trade")["batch"]
    assert answer("undo", batch) == {"batch": batch, "removed": 3, "restored": 0, "kept": 0}
    assert not Deal.objects.live().exists()
    assert "undone already" in refusal("undo", "1")
    assert refusal("undo", "77") == "There is no import 77."
    assert "is not the id of an import" in refusal("undo", "yesterday")


def test_a_number_that_two_companies_have_must_be_said_by_its_id(file: Path) -> None:
    for company in ("Star Trade", "Nova Trade"):
        answer("deals", file, "--company", company)
    assert "Several companies have an import 1" in refusal("undo", "1")


def test_every_kind_of_file_has_its_command(tmp_path: Path, file: Path) -> None:
    answer("deals", file, "--company", "Star Trade")
    files = {
        "people": "sales_agent,manager,regional_office\nAda Lark,Gail Crane,East\nNewt Owl,Gail Crane,East\n",
        "clients": "account,sector\nVega,Retail\nSirius,Medical\n",
        "products": "product,series,sales_price\nFilm,F,55\nTape,T,7\n",
        "payments": "date,amount,payer,external id\n2026-10-20,1000,Vega,P1\n2026-10-21,5,Sirius,P2\n",
        "log": "deal,at,event,stage,amount\nL1,2026-11-02T08:00:00Z,stage,Engaging,20.0\n",
        "supply": "channel,week,expected,budget\nSite,2026-W49,12,700\nFair,2026-W50,5,\n",
    }
    made = {}
    for kind, text in files.items():
        path = tmp_path / f"{kind}.csv"
        path.write_text(text)
        told = answer(kind, path, "--company", "Star Trade")
        made[kind] = (told["new"], told["updated"], told["unchanged"], told["skipped"])
    assert made == {
        "people": (1, 1, 0, 0),
        "clients": (1, 1, 0, 0),
        "products": (1, 1, 0, 0),
        "payments": (2, 0, 0, 0),
        "log": (1, 0, 0, 0),
        "supply": (2, 0, 0, 0),
    }
    assert Payment.objects.get(external_id="P1").deal == Deal.objects.get(external_id="A1")
    assert Payment.objects.get(external_id="P2").deal is None


def test_a_column_named_as_the_field_stays_and_its_bad_days_are_refused_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "days.csv"
    days = ("2026-02-30", "soon", "2026-10-01", "0001-01-01", "9999-12-31")
    rows = "".join(f"D{number},Vega,Talking,{day}\n" for number, day in enumerate(days, 1))
    path.write_text("id,client,stage,created_on\n" + rows)
    told = answer("deals", path, "--company", "Vega")
    assert told["columns"]["created_on"] == "created_on"
    refused = {fault["row"]: fault["column"] for fault in told["faults"]}
    assert refused.keys() >= {2, 3} and set(refused.values()) == {"created_on"}
    assert str(Deal.objects.get(external_id="D3").created_on) == "2026-10-01"


def test_the_answer_says_which_columns_were_read_as_what_and_which_were_left(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    path.write_text(
        "id;client;Account;stage;amount;Deal value;closed;memo\n"
        "D1;Vega;Vega Ltd;Talking;1 200,50;7,00;No;call\nD2;Nova;Nova Ltd;Talking;3,5;8,00;Yes;\n"
    )
    told = answer("deals", path, "--company", "Vega")
    assert told["columns"] == {"id": "id", "client": "client", "stage": "stage", "amount": "amount"}
    left = told["columns_left"]
    assert left.keys() == {"Account", "Deal value", "closed", "memo"}
    assert left["Account"].startswith("client is read from 'client'")
    assert left["Deal value"].startswith("amount is read from 'amount'")
    assert "do not look like closed_on" in left["closed"] and '--map closed_on="closed"' in left["closed"]
    assert (told["encoding"], told["delimiter"], told["decimal_mark"]) == ("utf-8", ";", {"amount": ","})
    said = kvota("deals", path, "--company", "Vega", "--dry-run").stdout
    assert "Columns read: id = 'id', client = 'client', stage = 'stage', amount = 'amount'." in said
    assert "'Account' (client is read from 'client'" in said
    assert "The file is utf-8, columns parted by ';'; amount with decimals after ,." in said


def test_a_list_of_clients_makes_no_deals(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account,sector,revenue,office_location\nVega,Retail,1100.04,Kenya\n")
    said = refusal("deals", path, "--company", "Vega")
    assert "clients only" in said and "kvota import clients" in said
    assert not Organisation.objects.exists()
    assert answer("clients", path, "--company", "Vega")["new"] == 1


def test_clients_with_a_sum_that_somebody_calls_the_amount_are_deals(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account,sector,revenue\nVega,Retail,1100.04\n")
    assert answer("deals", path, "--company", "Vega", "--map", "amount=revenue")["new"] == 1


def test_another_currency_than_before_is_said_before_and_with_the_import(file: Path) -> None:
    answer("deals", file, "--company", "Star Trade", "--currency", "USD")
    for more in (["--dry-run"], []):
        said = kvota("deals", file, "--company", "Star Trade", "--currency", "EUR", *more).stdout
        assert "3 deals change their currency." in said
        assert "There is no rate of EUR" in said and "/setup/money" in said
    again = answer("deals", file, "--company", "Star Trade", "--currency", "EUR")
    assert again["rates_missing"] == ["EUR"]


def test_the_companys_own_currency_and_one_with_a_rate_need_no_word(file: Path) -> None:
    assert "rates_missing" not in answer("deals", file, "--company", "Star Trade", "--currency", "USD")
    company = Organisation.objects.get(name="Star Trade")
    Rate.objects.create(
        organisation=company, currency="EUR", from_on="2026-01-01", numerator=11, denominator=10
    )
    told = answer("deals", file, "--company", "Star Trade", "--currency", "EUR")
    assert (told["currency_changes"], "rates_missing" in told) == (3, False)


def test_one_is_spoken_of_as_one(tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text(
        "id,client,owner,product,stage,created_on,closed_on,amount\n"
        "D1,Vega,Ann,Film,Won,2026-09-01,2026-09-20,100\n"
    )
    said = kvota("deals", path, "--company", "Vega").stdout
    for sentence in ("1 person made.", "1 client made.", "1 product made.", "1 won deal counts as signed"):
        assert sentence in said
    batch = ImportBatch.objects.get()
    assert "0 kept because somebody worked on them." in kvota("undo", batch.uid).stdout


def test_what_another_import_keeps_is_said_by_the_undo(file: Path, tmp_path: Path) -> None:
    first = answer("deals", file, "--company", "Star Trade")["batch"]
    newer = tmp_path / "newer.csv"
    newer.write_text(
        DEALS.replace("Vega,Won,2026-09-01,2026-10-05,1000", "Vega,Won,2026-09-01,2026-10-05,900")
    )
    answer("deals", newer, "--company", "Star Trade")
    said = kvota("undo", first).stdout
    assert "2 removed, 0 restored, 0 kept because somebody worked on them." in said
    assert "1 kept because import 2 also has it." in said


def test_a_zero_byte_is_called_one(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(b"id,client,stage\nD1,Ve\0ga,Talking\n")
    assert "zero byte" in refusal("deals", path, "--company", "Vega")
    path.write_bytes(b"id,client,stage\n" + b"D1,Vega,Talking\n" * 90 + b"D2,No\0va,Talking\n")
    assert "Row 92 holds a zero byte" in refusal("deals", path, "--company", "Vega")
