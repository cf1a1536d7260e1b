"""The units of a company as a list of people tells them: offices by their name, teams by who leads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kvota.domain.importing.kind_words import Role
from kvota.domain.importing.mapped_row import PersonRow
from kvota.domain.importing.text import matching_key

_TEAM_OF = {"en": "{head}'s team", "ru": "Команда: {head}", "zh": "{head}团队", "bg": "Екип: {head}"}


@dataclass(frozen=True)
class Place:
    """A unit: its name, and the key of the unit it stands under; None is the company itself."""

    name: str
    parent: str | None


@dataclass(frozen=True)
class TeamTree:
    """Where everybody of a list stands.

    Parameters
    ----------
    places
        The units by key, each after the one it stands under.
    leads
        `matching_key` of a head to his name and the key of the unit he leads.
    """

    places: Mapping[str, Place]
    leads: Mapping[str, tuple[str, str]]

    def seat_of(self, row: PersonRow) -> tuple[str | None, Role]:
        """Return the unit a person of the list sits in, and his role.

        Who leads a unit sits in it as its head, whatever unit his own row names.
        """
        own = self.leads.get(matching_key(row.name))
        if own is not None:
            return own[1], row.role or "head"
        if row.head is not None:
            return self.leads[matching_key(row.head)][1], row.role or "rep"
        return (_unit_key(row.unit) if row.unit is not None else None), row.role or "rep"


def team_tree(rows: Iterable[PersonRow], *, language: str) -> TeamTree:
    """Return the units that a list of people speaks of.

    Parameters
    ----------
    rows
        The people, any number of times.
    language
        A code such as `ru`: teams without a name of their own are named in it.

    Returns
    -------
    Offices stand under the company. The people of one head are a team in their office; an
    office with one head is led by him and needs no team. A head without an office has his
    team under that of his own head; a circle of heads ends at the company.

    Examples
    --------
    >>> people = [
    ...     PersonRow(2, "Anna", "Dustin", "Central", None, None, None),
    ...     PersonRow(3, "Boris", "Melvin", "Central", None, None, None),
    ...     PersonRow(4, "Chen", "Celia", "West", None, None, None),
    ... ]
    >>> tree = team_tree(people, language="en")
    >>> [(place.name, place.parent) for place in tree.places.values()]
    [('Central', None), ("Dustin's team", 'unit:central'), ("Melvin's team", 'unit:central'), ('West', None)]
    >>> tree.seat_of(people[2]), tree.leads["celia"]
    (('unit:west', 'rep'), ('Celia', 'unit:west'))
    """
    tree = _Tree(list(rows), team_of=_TEAM_OF.get(language[:2], _TEAM_OF["en"]))
    return TeamTree(tree.places, tree.leads)


class _Tree:
    """The tree while it grows. `places` and `leads` become those of the `TeamTree`."""

    def __init__(self, rows: list[PersonRow], *, team_of: str) -> None:
        self.places: dict[str, Place] = {}
        self.leads: dict[str, tuple[str, str]] = {}
        self._team_of = team_of
        self._names: dict[str, str] = {}
        self._office: dict[str, str | None] = {}
        self._heads_in: dict[str, set[str]] = {}
        self._head_of: dict[str, str] = {}
        for row in rows:
            if row.head is not None:
                self._see_head(row, row.head)
        for row in rows:
            if row.unit is not None:
                self.places.setdefault(_unit_key(row.unit), Place(row.unit, None))
            if row.head is not None:
                self._settle(matching_key(row.head))

    def _see_head(self, row: PersonRow, name: str) -> None:
        head = matching_key(name)
        self._names.setdefault(head, name)
        self._office[head] = self._office.get(head) or row.unit
        self._head_of.setdefault(matching_key(row.name), head)
        if row.unit is not None:
            self._heads_in.setdefault(_unit_key(row.unit), set()).add(head)

    def _settle(self, head: str, above: tuple[str, ...] = ()) -> str:
        """Say what a head leads and return its key; `above` are those whose team waits for his."""
        if head in self.leads:
            return self.leads[head][1]
        office, parent = self._office[head], None
        if office is not None:
            parent = _unit_key(office)
            self.places.setdefault(parent, Place(office, None))
            if len(self._heads_in[parent]) == 1:
                self.leads[head] = (self._names[head], parent)
                return parent
        else:
            boss = self._head_of.get(head)
            if boss is not None and boss not in (*above, head):
                parent = self._settle(boss, (*above, head))
        key = f"team:{head}"
        self.places[key] = Place(self._team_of.format(head=self._names[head]), parent)
        self.leads[head] = (self._names[head], key)
        return key


def _unit_key(unit: str) -> str:
    return f"unit:{matching_key(unit)}"
