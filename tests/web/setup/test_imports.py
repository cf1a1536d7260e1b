"""J26 and J27 without a browser: four files of four countries through the wizard, and out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django_scopes import scope

from kvota.records.models import Client, Contract, Deal, ImportBatch, Person
from tests.a_small_company import SmallCompany
from tests.integrations.files import make_examples
from tests.integrations.files.make_examples import Example, make_1251, make_gb18030, make_us, make_xlsx
from tests.web.setup.conftest import Wizard, what_counts

Of = Callable[..., Wizard]
ROWS = 300
WORDS = {
    "ru": make_examples.RUSSIAN,
    "zh-hans": make_examples.CHINESE,
    "bg": make_examples.BULGARIAN,
    "en": make_examples.AMERICAN,
}


def to_the_check(wizard: Wizard, path: Path | bytes) -> Wizard:
    wizard.drop(path)
    assert wizard.step == "import-step-1", wizard.refusal
    wizard.to_columns()
    assert wizard.step == "import-step-2", wizard.refusal
    wizard.to_check()
    assert wizard.step == "import-step-3", wizard.refusal
    return wizard


def test_a_file_comes_in_by_four_pages_and_comes_out_again(
    company: SmallCompany, wizard: Of, tmp_path: Path, uploads: Path
) -> None:
    example = make_1251(tmp_path, count=ROWS)
    empty = what_counts()
    adam = to_the_check(wizard(), example.path)
    assert adam.counts() == {"new": ROWS, "updated": 0, "unchanged": 0, "skipped": 0}
    assert what_counts() == empty, "counting changes nothing"

    adam.apply()
    assert adam.step == "import-step-4"
    first = what_counts()
    assert_is_what_the_file_says(example)
    assert list(uploads.iterdir()) == [], "the file holds clients and sums, and is needed no more"

    # The same file again knows every row.
    assert "These very rows were imported already: import 1" in adam.drop(example.path)
    to_the_check(adam, example.path)
    assert adam.counts() == {"new": 0, "updated": 0, "unchanged": ROWS, "skipped": 0}
    adam.apply()
    assert what_counts() == first

    # One that says more about two deals changes these two, and its undo gives them back.
    text = example.path.read_bytes().decode("cp1251")
    newer = text.replace("Новая заявка", "Переговоры", 2).encode("cp1251")
    to_the_check(adam, newer)
    assert adam.counts() == {"new": 0, "updated": 2, "unchanged": ROWS - 2, "skipped": 0}
    adam.apply()
    assert what_counts() != first
    adam.undo()
    assert "Import 4 is undone" in adam.html
    assert what_counts() == first


def assert_is_what_the_file_says(example: Example) -> None:
    assert Deal.objects.live().count() == example.rows
    won = Contract.standing()
    assert (won.count(), sum(won.values_list("amount_minor", flat=True))) == (example.won, example.won_minor)
    assert Client.objects.live().filter(is_placeholder=False).count() == example.clients
    names = set(Person.objects.live().values_list("name", flat=True))
    assert names >= set(WORDS[example.language].owners)


def test_what_was_recognised_is_shown_with_lines_of_the_file(wizard: Of, tmp_path: Path) -> None:
    html = wizard().drop(make_1251(tmp_path, count=ROWS).path)
    for shown in (
        "as found: Windows-1251",
        "as found: semicolon",
        "as found: comma, as in 1 234,56",
        "as found: day first, as in 31.12.2026",
        "Ответственный",
        "С-00001",
        "С-00003",
    ):
        assert shown in html
    assert "С-00004" not in html, "three lines are enough"


MAKERS = {
    "deals_1251.csv": (make_1251, "Windows-1251"),
    "deals_gb18030.csv": (make_gb18030, "GB18030"),
    "deals_utf16.xlsx": (make_xlsx, "Сделки"),
    "deals_us.csv": (make_us, "UTF-8"),
}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("language", ["en", "ru", "zh-hans", "bg"])
def test_files_of_four_countries_come_in_without_a_garbled_cell(
    company: SmallCompany, wizard: Of, tmp_path: Path, name: str, language: str
) -> None:
    make, encoding = MAKERS[name]
    example = make(tmp_path, count=120)
    adam = wizard("Olga", language=language)
    assert encoding in adam.drop(example.path)
    for header in WORDS[example.language].header:
        assert header in adam.html
    adam.to_columns()
    adam.to_check()
    if example.ambiguous_created:
        assert 'data-testid="question-created_on"' in adam.html
        assert "import-apply" not in adam.html, "nothing can be applied before the answer"
        adam.press("answer-created_on", **{"answer-created_on": "mdy"})
    assert adam.counts()["new"] == 120, adam.refusal
    adam.apply()
    assert_is_what_the_file_says(example)
    words = WORDS[example.language]
    in_file = {"industry": words.industries, "region": words.regions, "source": words.sources}
    for field, known in in_file.items():
        assert set(Deal.objects.live().values_list(field, flat=True)) <= set(known)


def test_days_that_can_be_read_two_ways_are_asked_about_and_read_as_answered(
    company: SmallCompany, wizard: Of, tmp_path: Path
) -> None:
    example = make_us(tmp_path, count=120)
    found = make_examples.deals(make_examples.AMERICAN, count=120, seed=50, early_days_only=True)
    adam = wizard()
    adam.drop(example.path)
    assert 'data-testid="ambiguous"' in adam.html
    adam.to_columns()
    adam.to_check()
    assert not Deal.objects.exists()
    adam.press("answer-created_on", **{"answer-created_on": "mdy"})
    adam.apply()
    stored = dict(Deal.objects.live().values_list("external_id", "created_on"))
    for deal in found:
        assert stored[f"006{deal.number:05d}"] == (deal.created_on or deal.moved_on or deal.closed_on)


def test_the_next_file_with_these_columns_is_not_asked_again(wizard: Of, tmp_path: Path) -> None:
    example = make_us(tmp_path, count=120)
    adam = to_the_check(wizard(), example.path)
    adam.press("answer-created_on", **{"answer-created_on": "mdy"})
    adam.apply()
    to_the_check(adam, example.path)
    assert adam.counts() == {"new": 0, "updated": 0, "unchanged": 120, "skipped": 0}


def test_an_import_keeps_the_name_of_its_file_and_who_made_it(
    company: SmallCompany, wizard: Of, tmp_path: Path
) -> None:
    adam = to_the_check(wizard("Denis"), make_1251(tmp_path, count=20).path)
    adam.apply()
    with scope(organisation=company.organisation):
        batch = ImportBatch.objects.get()
    assert (batch.file_name, batch.author, batch.state) == (
        "deals_1251.csv",
        company.people["Denis"],
        "applied",
    )
