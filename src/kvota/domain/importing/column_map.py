"""Which column of a file holds which of our fields: the decision, made or corrected by a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kvota.domain.errors import RuleError
from kvota.domain.importing.fields import DATE_FIELDS, FIELDS, NUMBER_FIELDS, REQUIRED, FileKind
from kvota.domain.importing.text import matching_key


class FieldUnknown(RuleError):
    """Somebody maps a field that files of this kind do not have."""

    code = "field_unknown"
    sentence = "{field} is not a field of {kind}; the fields are {fields_known}"
    field: str
    kind: str
    fields_known: str


class ColumnUnknown(RuleError):
    """Somebody maps a column that the file does not have."""

    code = "column_unknown"
    sentence = (
        "the file has no column {column}; the nearest is {nearest}, and the columns are {columns_known}"
    )
    column: str
    nearest: str
    columns_known: str


class TwoColumnsToOneField(RuleError):
    """Two columns are said to hold one field: one of them would be lost without a word."""

    code = "two_columns_to_one_field"
    sentence = "both {first} and {second} are mapped to {field}; keep one of them"
    field: str
    first: str
    second: str


class ColumnMissing(RuleError):
    """No column holds what a file of this kind cannot do without."""

    code = "column_missing"
    sentence = "no column of the file holds {needed}; say which one does with --map {needed}=COLUMN"
    needed: str
    kind: str


class OnlyClients(RuleError):
    """A list of clients is given as a list of deals: each would become an open deal that nobody made."""

    code = "only_clients"
    sentence = (
        "the file tells of clients only: no column holds a stage, a status, a product, an owner or a date, "
        "and no amount of a deal; bring it in with kvota import clients"
    )


@dataclass(frozen=True)
class ColumnMap:
    """A file's columns by our fields.

    Parameters
    ----------
    kind
        What the file is about.
    header
        The headers as the file writes them, left to right.
    places
        Field to the place of its column, from 0. Two fields may share a column (one date
        that is both), never the other way round.
    kept
        The places of columns without a field that are kept as tags.
    """

    kind: FileKind
    header: tuple[str, ...]
    places: Mapping[str, int]
    kept: tuple[int, ...] = ()

    def column(self, field: str) -> str:
        """Return the header of a field's column, empty when the file has none."""
        place = self.places.get(field)
        return self.header[place] if place is not None else ""

    @property
    def unmapped(self) -> tuple[int, ...]:
        """The places of the columns that hold none of our fields."""
        taken = set(self.places.values())
        return tuple(place for place in range(len(self.header)) if place not in taken)

    @property
    def date_fields(self) -> tuple[str, ...]:
        return tuple(field for field in self.places if field in DATE_FIELDS)

    @property
    def number_fields(self) -> tuple[str, ...]:
        return tuple(field for field in self.places if field in NUMBER_FIELDS)

    def as_names(self) -> dict[str, str]:
        """Return field to header, to store the decision and to make it again for the next file."""
        return {field: self.header[place] for field, place in self.places.items()}


def parse_map(pairs: Sequence[str]) -> dict[str, str]:
    """Read `--map FIELD=COLUMN` options; `FIELD=` takes a guessed column away.

    Raises
    ------
    TwoColumnsToOneField
        A field is named twice with different columns.
    ColumnUnknown
        There is no "=" and so no column.

    Examples
    --------
    >>> parse_map(["client=Account", "amount=Close value"])
    {'client': 'Account', 'amount': 'Close value'}
    """
    chosen: dict[str, str] = {}
    for pair in pairs:
        field, equals, column = pair.partition("=")
        if not equals:
            raise ColumnUnknown(column=pair, nearest="-", columns_known="FIELD=COLUMN")
        field, column = field.strip(), column.strip()
        if chosen.get(field, column) != column:
            raise TwoColumnsToOneField(field=field, first=chosen[field], second=column)
        chosen[field] = column
    return chosen


def chosen_by_field(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Turn what was chosen column by column, as on a form, into field to header.

    Parameters
    ----------
    choices
        (header, field); an empty field leaves the column out.

    Raises
    ------
    TwoColumnsToOneField
        A field is chosen for two columns.

    Examples
    --------
    >>> chosen_by_field([("Account", "client"), ("Age", ""), ("Sum", "amount")])
    {'client': 'Account', 'amount': 'Sum'}
    """
    chosen: dict[str, str] = {}
    for column, field in choices:
        if field and chosen.setdefault(field, column) != column:
            raise TwoColumnsToOneField(field=field, first=chosen[field], second=column)
    return chosen


def map_columns(
    header: Sequence[str],
    *,
    kind: FileKind,
    guessed: Mapping[str, int] | None = None,
    chosen: Mapping[str, str] | None = None,
    tags: Sequence[str] = (),
) -> ColumnMap:
    """Return the map of a file: what a person chose, and the guesses that it leaves alone.

    Parameters
    ----------
    header
        The headers, left to right.
    kind
        What the file is about.
    guessed
        Field to place, as `columns.accepted` returns it.
    chosen
        Field to header; wins over a guess of the same field. An empty header takes the field away.
    tags
        Headers to keep as tags. One that holds a field is that field's.

    Raises
    ------
    FieldUnknown, ColumnUnknown
        A choice names what is not there: ignored, it would look like an import that worked.
    ColumnMissing
        The file lacks a column that its kind cannot do without.

    Examples
    --------
    >>> found = map_columns(["ID", "Firm"], kind="deals", guessed={"id": 0}, chosen={"client": "firm"})
    >>> found.as_names()
    {'id': 'ID', 'client': 'Firm'}
    >>> map_columns(["ID", "Segment"], kind="deals", guessed={"id": 0}, tags=["Segment"]).kept
    (1,)
    """
    places = dict(guessed or {})
    for field, column in (chosen or {}).items():
        if field not in FIELDS[kind]:
            raise FieldUnknown(field=field, kind=kind, fields_known=", ".join(FIELDS[kind]))
        places.pop(field, None)
        if column:
            place = _place(header, column)
            # A guess gives way: the person has just said what this column is.
            for other in [
                other for other, at in places.items() if at == place and other not in (chosen or {})
            ]:
                del places[other]
            places[field] = place
    for group in REQUIRED[kind]:
        if not any(field in places for field in group):
            raise ColumnMissing(needed=group[0], kind=kind)
    ordered = {field: places[field] for field in FIELDS[kind] if field in places}
    kept = {_place(header, column) for column in tags} - set(ordered.values())
    return ColumnMap(kind=kind, header=tuple(header), places=ordered, kept=tuple(sorted(kept)))


def _place(header: Sequence[str], column: str) -> int:
    if column in header:
        return list(header).index(column)
    keys = [matching_key(name) for name in header]
    wanted = matching_key(column)
    if wanted in keys:
        return keys.index(wanted)
    nearest = get_close_matches(wanted, keys, n=1, cutoff=0.0)
    raise ColumnUnknown(
        column=column,
        nearest=header[keys.index(nearest[0])] if nearest else "-",
        columns_known=", ".join(header[:50]),
    )
