"""Whatever the rules refuse is said in the reader's language, with the remedy."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from string import Formatter
from typing import NamedTuple

import pytest
from django.utils import translation

from kvota.domain.calendar.period import UnknownPeriod, parse_period
from kvota.domain.errors import RuleError
from kvota.domain.importing.dates import DateAmbiguous
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.fields import FIELDS
from kvota.domain.money.split_without_loss import OverLocked
from kvota.language.errors import worded, worded_code, worded_fault
from kvota.language.names import ACTIONS, DOINGS, FILE_FIELDS, FILE_KINDS, MOVE_KINDS, ROLES
from kvota.language.refusals import SENTENCES
from kvota.language.refusals.marks import Counted
from kvota.language.told_events import SENTENCES as SENTENCES_OF_EVENTS
from kvota.records.funnels import ACTIONS as ACTION_CODES
from kvota.records.moves import MOVE_KINDS as MOVE_KIND_CODES
from kvota.records.rights import MAY

SOURCE = Path(__file__).parents[2] / "src" / "kvota"
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class Refusal(NamedTuple):
    """A class of refusal as the source declares it: no import, so that no room is missed."""

    name: str
    place: str
    code: str
    fields: frozenset[str]


def refusals_of_the_source() -> Iterator[Refusal]:
    declared: dict[str, tuple[ast.ClassDef, Path]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                declared[node.name] = (node, path)

    def lineage(name: str, below: tuple[str, ...] = ()) -> list[ast.ClassDef]:
        if name not in declared or name in below:  # a class may bear the name of the one it extends
            return []
        node = declared[name][0]
        bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
        return [node, *(part for base in bases for part in lineage(base, (*below, name)))]

    for name, (node, path) in declared.items():
        family = lineage(name)
        if name == "RuleError" or not any(each.name == "RuleError" for each in family):
            continue
        own = {
            target.id: statement.value
            for statement in node.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name)
        }
        if "code" not in own:
            continue
        fields: set[str] = set()
        for each in family:
            for statement in each.body:
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                    fields.add(statement.target.id)
        sentence = str(ast.literal_eval(own["sentence"])) if "sentence" in own else ""
        fields |= {field for _, field, _, _ in Formatter().parse(sentence) if field}
        code = str(ast.literal_eval(own["code"]))
        yield Refusal(name, path.relative_to(SOURCE).as_posix(), code, frozenset(fields))


REFUSALS = list(refusals_of_the_source())


def named_in(sentence: str | Counted) -> set[str]:
    if isinstance(sentence, Counted):
        return {
            sentence.field,
            *PLACEHOLDER.findall(sentence.singular),
            *PLACEHOLDER.findall(sentence.plural),
        }
    return set(PLACEHOLDER.findall(sentence))


def test_the_source_is_really_read() -> None:
    assert {"over_locked", "move_in_the_future", "unknown_period"} <= {refusal.code for refusal in REFUSALS}


def test_every_refusal_in_the_source_has_words_for_people() -> None:
    wordless = [f"{r.place}: {r.name} ({r.code})" for r in REFUSALS if r.code not in SENTENCES]
    assert not wordless, "add these to language/refusals: " + "; ".join(wordless)


def test_no_sentence_waits_for_a_refusal_that_left() -> None:
    assert set(SENTENCES) - {refusal.code for refusal in REFUSALS} == {"refused"}


def test_a_sentence_names_only_fields_that_its_refusal_carries() -> None:
    wrong = {
        f"{r.place}: {r.name}": named_in(SENTENCES[r.code]) - r.fields
        for r in REFUSALS
        if r.code in SENTENCES and named_in(SENTENCES[r.code]) - r.fields
    }
    assert not wrong


def test_every_sentence_ends_with_what_to_do() -> None:
    """Two sentences at least, or one that is itself the remedy."""
    remedies = ("Enter ", "Choose ", "A parked deal")
    for code, sentence in SENTENCES.items():
        text = sentence.plural if isinstance(sentence, Counted) else sentence
        assert text.endswith("."), code
        assert re.search(r"[.:!?] ", text) or text.startswith(remedies), f"{code} names no remedy: {text}"


def test_a_sentence_is_said_in_the_language_of_the_reader() -> None:
    refused = OverLocked(amount=20)
    assert (
        worded(refused)
        == "The locked cells are 20 above the goal. Unlock a cell, lower one, or raise the goal."
    )
    with translation.override("ru"):
        assert worded(refused).startswith("Закреплённые ячейки на")
    with translation.override("zh-hans"):
        assert "20" in worded(refused)
        assert worded(refused).endswith("。")


def test_an_amount_without_a_currency_of_its_own_takes_the_one_of_the_page() -> None:
    with translation.override("ru"):
        sentence = worded(OverLocked(amount=2_000_000), currency="RUB").replace("\u00a0", "_")
    assert "20_000,00_₽" in sentence


def test_days_periods_and_codes_are_written_for_people() -> None:
    class Sample(RuleError):
        code = "move_in_the_future"
        sentence = "{occurred_on} {today}"

    refused = Sample(occurred_on=date(2026, 11, 23), today=date(2026, 11, 22))
    assert "23/11/2026" in worded(refused)
    with translation.override("ru"):
        assert "22.11.2026" in worded(refused)
    assert "November 2026" in worded_code("goal_too_short", {"key": "2026-11"})
    assert "Week 47" in worded_code("goal_too_short", {"key": parse_period("2026-W47")})
    assert "Sales rep" in worded_code("not_allowed", {"role": "rep", "doing": "import"})
    assert "import files" in worded_code("not_allowed", {"role": "rep", "doing": "import"})


def test_what_a_person_typed_is_quoted_as_he_typed_it() -> None:
    assert "“2026-13”" in worded(UnknownPeriod(key="2026-13"))
    assert "“100%(x)s”" in worded(UnknownPeriod(key="100%(x)s"))


def test_numbers_in_a_refusal_are_never_rounded() -> None:
    for value, written in [
        (Fraction(1, 3), "1/3"),
        (Decimal("0.005"), "0.005"),
        (1.3, "1.3"),
        (1_000_000, "1,000,000"),
    ]:
        assert written in worded_code("conversion_out_of_range", {"step": 2, "share": value})


def test_a_fault_of_a_file_says_its_row_and_column() -> None:
    refusal = DateAmbiguous(value="03.04.2026", first=date(2026, 4, 3), second=date(2026, 3, 4))
    fault = Fault.at(7, "Closed", refusal)
    said = worded_fault(fault)
    assert said.startswith("Row 7, column “Closed”: “03.04.2026” can be 03/04/2026 or 04/03/2026.")
    stored = fault.as_dict()
    assert worded_fault(Fault(**stored)) == said
    assert worded_fault(Fault(**{**stored, "column": ""})).startswith("Row 7: “03.04.2026”")


def test_years_are_not_grouped() -> None:
    said = worded_code("period_out_of_range", {"year": 12026, "first": 1900, "last": 2200})
    assert "12026" in said
    assert "1900" in said


@pytest.mark.parametrize(("days", "form"), [(1, "1\u00a0дня"), (366, "366\u00a0дней"), (21, "21\u00a0дня")])
def test_a_number_in_a_refusal_agrees_with_its_noun(days: int, form: str) -> None:
    with translation.override("ru"):
        assert form in worded_code("move_too_old", {"occurred_on": date(2024, 1, 1), "days": days})


def test_every_choice_a_record_knows_has_a_name() -> None:
    assert set(ROLES) == set(MAY)
    assert set(DOINGS) == set().union(*MAY.values())
    assert set(ACTIONS) == set(ACTION_CODES)
    assert set(MOVE_KINDS) == set(MOVE_KIND_CODES)
    assert set(FILE_KINDS) == set(FIELDS)
    assert set(FILE_FIELDS) == set().union(*FIELDS.values())


def events_of_the_source() -> set[str]:
    """The kinds that actions hand to `leave_event`, or to a function of theirs that calls it."""
    kinds = set()
    for path in (SOURCE / "actions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).lstrip("_").startswith("leave"):
                given = [*node.args, *(keyword.value for keyword in node.keywords)]
                kinds |= {str(each.value) for each in given if isinstance(each, ast.Constant)}
    return {kind for kind in kinds if "_" in kind}


def test_every_event_an_action_leaves_has_a_sentence_for_the_audit() -> None:
    assert {"move_recorded", "unit_added", "payment_matched"} <= events_of_the_source()
    assert sorted(events_of_the_source() - set(SENTENCES_OF_EVENTS)) == []


def test_a_refusal_from_outside_without_words_keeps_its_english_line() -> None:
    class Stranger(RuleError):
        code = "a_stranger"
        sentence = "nobody wrote words for {this}"

    assert worded(Stranger(this="it")) == "nobody wrote words for it"
