"""The names in a column, each once."""

from __future__ import annotations

from kvota.domain.importing.column_map import map_columns
from kvota.domain.importing.column_values import MOST_VALUES, values_of_fields

COLUMNS = map_columns(["id", "stage", "owner"], kind="deals", guessed={"id": 0, "stage": 1, "owner": 2})


def test_several_columns_are_read_in_one_go_through_the_rows() -> None:
    rows = iter([(2, ["1", "Won", "Ann"]), (3, ["2", " won", ""]), (4, ["3", "Lost", "#N/A"]), (5, ["4"])])
    found = values_of_fields(rows, COLUMNS, ("stage", "owner", "product"))
    assert [(value.name, value.key, value.rows) for value in found["stage"]] == [
        ("Won", "won", 2),
        ("Lost", "lost", 1),
    ]
    assert [value.name for value in found["owner"]] == ["Ann"]
    assert found["product"] == ()


def test_a_column_of_free_text_is_cut_off() -> None:
    rows = [(number, [str(number), f"stage {number}", ""]) for number in range(30_000)]
    assert len(values_of_fields(rows, COLUMNS, ("stage",))["stage"]) == MOST_VALUES
