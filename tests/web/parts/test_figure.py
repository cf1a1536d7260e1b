"""A chart with its table: what an arrow key says is the row of the table."""

from __future__ import annotations

import pytest
from django.utils import translation
from django.utils.safestring import SafeString

from kvota.web.parts.figure import Figure, Point, without_empty_columns

COLUMNS = ("Plan", "Actual", "Likely")
POINTS = [Point(1, "2 Nov", ("£25", "£20", "")), Point(2, "3 Nov", ("£50", "", "£65"))]


def figure(points: list[Point] = POINTS) -> Figure:
    return Figure(
        kind="burn-up",
        name="Most likely 90 of 100",
        first_paint=SafeString("<svg></svg>"),
        numbers={"days": 2},
        place="Day",
        columns=COLUMNS,
        points=points,
        about="Sales 1 · November 2026",
        inks="Steps: plan.",
        file_name="kvota-sales-1",
    )


def test_a_point_is_said_as_its_row_without_what_nobody_knows() -> None:
    assert [point.said(COLUMNS) for point in POINTS] == [
        "2 Nov: Plan £25 · Actual £20",
        "3 Nov: Plan £50 · Likely £65",
    ]


def test_a_point_is_said_with_the_marks_of_the_language() -> None:
    with translation.override("zh-hans"):
        assert Point(1, "11月2日", ("¥25",)).said(["计划"]) == "11月2日：计划 ¥25"


def test_the_script_is_given_the_numbers_the_words_and_what_a_saved_picture_says() -> None:
    assert figure().script_data == {
        "days": 2,
        "points": [
            {"at": 1, "said": "2 Nov: Plan £25 · Actual £20"},
            {"at": 2, "said": "3 Nov: Plan £50 · Likely £65"},
        ],
        "picture": {
            "title": "Most likely 90 of 100",
            "about": "Sales 1 · November 2026",
            "inks": "Steps: plan.",
            "file": "kvota-sales-1",
        },
    }


def test_a_row_of_another_length_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match=r"3 columns: \['4 Nov'\]"):
        figure([*POINTS, Point(3, "4 Nov", ("£75",))])


def test_a_column_in_which_nothing_is_known_is_left_out() -> None:
    heads, keep = without_empty_columns(COLUMNS, [("", "£20", ""), ("", "", "£65")])
    assert (heads, keep(("", "£20", ""))) == (("Actual", "Likely"), ("£20", ""))
    assert without_empty_columns(COLUMNS, [])[0] == ()
