"""The people a file names beside ours, and names that look like one written twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from kvota.domain.importing.aliases import Aliases
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.column_values import ColumnValue
from kvota.domain.importing.similar_names import similar_names
from kvota.domain.importing.text import clean, matching_key
from kvota.records.people import Person, Seat
from kvota.records.rights import own_people_in_sight
from kvota.records.selling import Client, Product
from kvota.web.seat_in_force import Asked

MOST_LINES = 200
MOST_GROUPS = 30
LONGEST_NAME = 200
SPELT = ("product", "client")
"""The fields whose names may be written in several ways."""


@dataclass(frozen=True)
class PersonLine:
    """Somebody the file names: `means` is the uid of a person of ours, empty for somebody new."""

    name: str
    rows: int
    means: str


def people_of(request: Asked) -> list[Person]:
    """Whom a deal of the file may belong to: everybody, and for a head those of his unit."""
    people = Person.objects.live().filter(
        pk__in=Seat.visible_to(request.seat, on=request.today).values("person")
    )
    if request.seat.role == "head":
        sight = own_people_in_sight(request.seat, on=request.today)
        people = people if sight is None else people.filter(pk__in=sight)
    return list(people.order_by("name"))


def person_lines(
    values: Sequence[ColumnValue], people: Sequence[Person], said: Answers, *, known: Mapping[str, str]
) -> list[PersonLine]:
    """Each name of the file with the person it means: as was said, else as known, else of the same name."""
    by_key = {matching_key(person.name): str(person.uid) for person in reversed(people)}
    lines = []
    for value in values[:MOST_LINES]:
        meant = said.aliases.get("owner", {}).get(value.key) or known.get(value.key) or value.name
        lines.append(PersonLine(value.name, value.rows, by_key.get(matching_key(meant), "")))
    return lines


def people_meant(
    pairs: Iterable[tuple[str, str]], people: Sequence[Person], *, known: Mapping[str, str]
) -> dict[str, str]:
    """What the form says, as aliases by `matching_key`."""
    by_uid = {str(person.uid): person.name for person in people}
    aliases: dict[str, str] = {}
    for name, means in pairs:
        key, meant = matching_key(name), by_uid.get(means, clean(name))
        if matching_key(meant) != key or key in known:
            aliases[key] = meant
    return aliases


@dataclass(frozen=True)
class Spellings:
    """Names of one field that look alike, and the one that is meant; empty while they are kept apart."""

    field: str
    names: tuple[str, ...]
    means: str


def spellings(
    request: Asked, values: Mapping[str, Sequence[ColumnValue]], said: Answers, *, known: Aliases
) -> list[Spellings]:
    """Groups in which at least one name is of the file, those of products first."""
    found = []
    for field in SPELT:
        in_file = [value.name for value in values.get(field, ())]
        meant = dict(known.get(field, {})) | dict(said.aliases.get(field, {}))
        keys = {matching_key(name) for name in in_file}
        for names in similar_names([*in_file, *_our_names(request, field)]):
            if keys & {matching_key(name) for name in names}:
                means = next((meant[key] for key in map(matching_key, names) if key in meant), "")
                found.append(Spellings(field, names, means if means in names else ""))
    return found[:MOST_GROUPS]


def _our_names(request: Asked, field: str) -> Iterable[str]:
    rows = {"product": Product, "client": Client}[field].visible_to(request.seat, on=request.today)
    names: Iterable[str] = rows.values_list("name", flat=True).order_by("id")
    return names


def spellings_meant(post: QueryDict, *, known: Aliases) -> dict[str, dict[str, str]]:
    """What the form says: field, then spelling, to the name that is meant; itself where kept apart."""
    aliases: dict[str, dict[str, str]] = {}
    for place in range(MOST_GROUPS):
        names = [name[:LONGEST_NAME] for name in post.getlist(f"spelt-{place}")]
        field, means = post.get(f"spelt-field-{place}", ""), post.get(f"spelt-means-{place}", "")
        if field not in SPELT:
            continue
        meant = aliases.setdefault(field, {})
        for name in names:
            if means in names and matching_key(name) != matching_key(means):
                meant[matching_key(name)] = means
            elif matching_key(name) in known.get(field, {}):
                meant[matching_key(name)] = name
    return aliases
