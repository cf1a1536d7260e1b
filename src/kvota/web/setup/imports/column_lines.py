"""The columns of a file beside the fields they seem to hold, and what a person made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from kvota.domain.importing.blanks import is_blank
from kvota.domain.importing.column_map import ColumnMissing, OnlyClients, TwoColumnsToOneField
from kvota.domain.importing.columns import ENOUGH_TO_USE, ColumnGuess
from kvota.domain.importing.fields import FIELDS, REQUIRED, FileKind, is_list_of_clients
from kvota.integrations.files.answered_file import AnsweredFile
from kvota.language.names import FILE_FIELDS

SAMPLES = 3
LONGEST_SAMPLE = 60
# A form holds 5,000 fields at most, and nobody reads so many lines.
MOST_COLUMNS = 300
SURE = 0.9

# What a form says in the place of a field: the column has none, and is kept with the deal.
AS_TAG = "as_tag"

Chosen = Mapping[int, str]
"""Place of a column to the field it holds, `AS_TAG` where it is kept without one, empty for none."""


@dataclass(frozen=True)
class ColumnLine:
    """A column: its name, three of its cells, what it is taken for and how sure that is."""

    place: int
    header: str
    samples: tuple[str, ...]
    field: str
    how_sure: str


def column_lines(file: AnsweredFile, chosen: Chosen) -> list[ColumnLine]:
    sample = file.source.sample_cells()
    return [
        ColumnLine(
            place=guess.place,
            header=guess.header,
            samples=_samples(sample, guess.place),
            field=chosen.get(guess.place, ""),
            how_sure=_how_sure(guess, chosen.get(guess.place, "")),
        )
        for guess in file.guesses[:MOST_COLUMNS]
    ]


def _samples(rows: list[list[str]], place: int) -> tuple[str, ...]:
    cells = (row[place] for row in rows if place < len(row) and not is_blank(row[place]))
    return tuple(dict.fromkeys(_cut(cell) for cell in cells))[:SAMPLES]


def _cut(cell: str) -> str:
    return cell if len(cell) <= LONGEST_SAMPLE else f"{cell[:LONGEST_SAMPLE]}…"


def _how_sure(guess: ColumnGuess, field: str) -> str:
    if guess.given_up_for:
        return _("“%(column)s” seems to be the same") % {"column": guess.given_up_for}
    if guess.field is None:
        return ""
    if guess.field != field:
        return _("perhaps: %(field)s") % {"field": FILE_FIELDS[guess.field]} if not field else ""
    if guess.confidence >= SURE:
        return _("sure")
    if guess.confidence < ENOUGH_TO_USE:
        return ""
    return _("likely, by its values") if guess.by == "values" else _("likely, by its name")


def chosen_so_far(file: AnsweredFile) -> dict[int, str]:
    """What was said about the columns, or guessed."""
    if not file.has_columns:
        return {}
    fields = {place: field for field, place in file.columns.places.items()}
    return fields | dict.fromkeys(file.columns.kept, AS_TAG)


def chosen_in(post: QueryDict, header: tuple[str, ...], *, kind: FileKind) -> dict[int, str]:
    """What the form says about each column."""
    said = {place: post.get(f"column-{place}", "") for place in range(min(len(header), MOST_COLUMNS))}
    if kind == "deals" and post.get("keep_rest"):
        said = {place: field or AS_TAG for place, field in said.items()}
    fields = {*FIELDS[kind], AS_TAG} if kind == "deals" else {*FIELDS[kind]}
    return {place: field for place, field in said.items() if field in fields}


def tags_in(chosen: Chosen, header: tuple[str, ...]) -> list[str]:
    """The headers of the columns that are kept as tags."""
    return [header[place] for place, field in sorted(chosen.items()) if field == AS_TAG]


def columns_of(chosen: Chosen, header: tuple[str, ...], *, kind: FileKind) -> dict[str, str]:
    """Field to header, as `Answers` keeps it.

    Raises
    ------
    TwoColumnsToOneField
        One of the two would be lost without a word.
    ColumnMissing
        Without it a file of this kind says nothing, as deals without clients and numbers.
    OnlyClients
        Nothing but clients, who would become as many open deals.
    """
    columns: dict[str, str] = {}
    for place, field in sorted(chosen.items()):
        if field == AS_TAG:
            continue
        if field in columns:
            raise TwoColumnsToOneField(field=field, first=columns[field], second=header[place])
        columns[field] = header[place]
    for group in REQUIRED[kind]:
        if not any(field in columns for field in group):
            raise ColumnMissing(needed=group[0], kind=kind)
    if kind == "deals" and is_list_of_clients(columns):
        raise OnlyClients()
    return columns
