"""A chart with all that belongs to it: its sentence, the drawing, its points in words, its table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Point:
    """One place of a chart: a row of its table, and what an arrow key says of it.

    Attributes
    ----------
    at: where it stands along the chart, in the chart's own steps.
    name: the head of the row ("18 Nov").
    cells: the rest of the row, ready words; "" where the column has nothing to say here.
    """

    at: float
    name: str
    cells: tuple[str, ...]

    def said(self, columns: Sequence[str]) -> str:
        """The row in words, each figure after the head of its column; what is not known is left out."""
        known = [f"{column} {cell}" for column, cell in zip(columns, self.cells, strict=True) if cell]
        return _("%(place)s: %(figures)s") % {"place": self.name, "figures": " · ".join(known)}


@dataclass(frozen=True)
class Figure:
    """A chart as a page prints it. Every word and number is ready; the script only finds places for them.

    Attributes
    ----------
    kind: which drawing of chart.js, "burn-up"; also the id of its numbers in the page.
    name: the sentence: what the chart says, and its accessible name.
    first_paint: the drawing made here, which stays where no script runs.
    numbers: what the script draws.
    place: the head of the table's first column.
    columns, points: the table, and what arrow keys say.
    notes: sentences under the table.
    about: who, when, as of which day and in what unit: the second line of a saved picture.
    inks: what each ink means: its last line.
    file_name: of a saved picture, without its ending.
    export: which table of web/review/export.py has its points; "" for a figure that is no report.
    dots, dots_words: so many of twenty dots are full, in a line of their own on a phone; None for none.
    """

    kind: str
    name: str
    first_paint: SafeString
    numbers: Mapping[str, Any]
    place: str
    columns: tuple[str, ...]
    points: Sequence[Point]
    notes: Sequence[str] = ()
    about: str = ""
    inks: str = ""
    file_name: str = "kvota"
    export: str = ""
    dots: int | None = None
    dots_words: str = ""

    def __post_init__(self) -> None:
        wrong = [point.name for point in self.points if len(point.cells) != len(self.columns)]
        if wrong:
            raise ValueError(f"rows of another length than the {len(self.columns)} columns: {wrong}")

    @property
    def script_data(self) -> dict[str, Any]:
        """What the page gives chart.js as JSON."""
        return {
            **self.numbers,
            "points": [{"at": point.at, "said": point.said(self.columns)} for point in self.points],
            "picture": {
                "title": self.name,
                "about": self.about,
                "inks": self.inks,
                "file": self.file_name,
            },
        }


def without_empty_columns(
    heads: Sequence[str], rows: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], Callable[[tuple[str, ...]], tuple[str, ...]]]:
    """Leave out the columns in which no row says anything: a month without a plan has no column of it.

    >>> heads, keep = without_empty_columns(["Plan", "Actual"], [("", "5"), ("", "")])
    >>> heads, keep(("", "5"))
    (('Actual',), ('5',))
    """
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    return tuple(heads[place] for place in kept), lambda row: tuple(row[place] for place in kept)
