"""Import a list of people: the units they form, who leads them, and everybody's seat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from kvota.actions.apply_import import Import, Imported, ImportedFile, Refused, apply, importing
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.kind_words import Role
from kvota.domain.importing.mapped_row import PersonRow
from kvota.domain.importing.team_tree import TeamTree, team_tree
from kvota.domain.importing.text import matching_key
from kvota.records.changed_rows import ChangedRows
from kvota.records.imports import ImportBatch
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.units import Unit, UnitPlacement, in_force, unit_tree

NOT_STORED = -1


def import_people(
    *,
    organisation: Organisation,
    rows: Iterable[PersonRow | Fault],
    file: ImportedFile,
    now: datetime,
    today: date,
    seat: Seat | None = None,
    refused: Refused | None = None,
    checked: ImportBatch | None = None,
    preview: bool = False,
) -> Imported:
    """Import the people that `read_people_rows` read, or count what importing them would do.

    Units are made by office and by head; somebody known is moved into his team as if he had
    always sat there, so that last year's sales are his team's too. Raises NotAllowed or
    ImportRunning.
    """
    run = Import(organisation=organisation, now=now, today=today, seat=seat, refused=refused)
    with importing(run, kind="people", file=file, checked=checked, preview=preview):
        people: list[PersonRow] = []
        for row in rows:
            if isinstance(row, Fault):
                run.refuse(row)
            else:
                people.append(row)
        tree = team_tree(people, language=organisation.language)
        teams = _Teams(run, tree)
        for row in people:
            run.counts[teams.seat(row)] += 1
        teams.seat_heads(people)
        teams.write()
        result = run.result()
        apply(run, result=result, changes=teams.changes)
    return result


class _Teams:
    """Finds or makes units, people and seats. A company has hundreds of each, so all are read at once."""

    def __init__(self, run: Import, tree: TeamTree) -> None:
        self._run = run
        self._tree = tree
        self._units = run.new_rows(Unit)
        self._placements = run.new_rows(UnitPlacement)
        self._people = run.new_rows(Person)
        self._seats = run.new_rows(Seat)
        self.changes = ChangedRows()
        self._person_by_name: dict[str, Person] = {}
        self._person_by_id: dict[str, Person] = {}
        self._seats_of: dict[int, list[Seat]] = {}
        self._top = NOT_STORED
        known_units: dict[tuple[int, str], int] = {}
        if run.stored:
            known_units = self._read()
        self._unit_of = self._place(known_units)

    def _read(self) -> dict[tuple[int, str], int]:
        """Read who is there; return the units by the one above and their name."""
        for person in Person.objects.live().order_by("-id"):
            self._person_by_name[matching_key(person.name)] = person
            if person.external_id:
                self._person_by_id[person.external_id] = person
        for seat in Seat.objects.live().filter(in_force(self._run.today)).order_by("id"):
            self._seats_of.setdefault(seat.person_id, []).append(seat)
        tree = unit_tree(self._run.today)
        names = dict(Unit.objects.live().values_list("id", "name"))
        self._top = min(unit for unit, parent in tree.items() if parent is None)
        units = {
            (parent, matching_key(names[unit])): unit for unit, parent in tree.items() if parent is not None
        }
        return units | {(self._top, matching_key(names[self._top])): self._top}

    def _place(self, known: dict[tuple[int, str], int]) -> dict[str | None, int]:
        """The unit of every place of the file: one of that name under the same parent, or a new one."""
        units: dict[str | None, int] = {None: self._top}
        for key, place in self._tree.places.items():
            parent = units[place.parent]
            found = known.get((parent, matching_key(place.name)))
            if found is None:
                found = self._units.add(name=place.name)
                self._placements.add(unit_id=found, parent_id=parent)
                self._run.counts["units"] += 1
            units[key] = found
        return units

    def seat(self, row: PersonRow) -> str:
        """Seat a person of the list; return whether he is "new", "updated" or "unchanged"."""
        place, role = self._tree.seat_of(row)
        known = self._known(row)
        if known is None:
            self._hold(self._make(row.name, row.external_id or ""), self._unit_of[place], role)
            return "new"
        changed = self._hold(known.pk, self._unit_of[place], role)
        if row.external_id and not known.external_id:
            changed |= self.changes.change(known, external_id=row.external_id)
        return "updated" if changed else "unchanged"

    def _known(self, row: PersonRow) -> Person | None:
        if row.external_id:
            by_id = self._person_by_id.get(row.external_id)
            by_name = self._person_by_name.get(matching_key(row.name))
            # Somebody of that name whose own number is another one is another person.
            return by_id or (by_name if by_name is not None and not by_name.external_id else None)
        return self._person_by_name.get(matching_key(row.name))

    def _make(self, name: str, external_id: str = "") -> int:
        return self._people.add(name=name, external_id=external_id)

    def seat_heads(self, people: Iterable[PersonRow]) -> None:
        """Give the seat of a head to those who lead a unit and have no row of their own."""
        listed = {matching_key(row.name) for row in people}
        for key, (name, unit) in self._tree.leads.items():
            self._run.counts["heads"] += 1
            if key not in listed:
                known = self._person_by_name.get(key)
                number = self._make(name) if known is None else known.pk
                self._hold(number, self._unit_of[unit], "head")

    def _hold(self, person: int, unit: int, role: Role) -> bool:
        """Let a person hold a role in a unit from the beginning; False if he does already."""
        held = [seat for seat in self._seats_of.get(person, []) if seat.role == role]
        if any(seat.unit_id == unit for seat in held):
            return False
        if held:
            return self.changes.change(held[0], unit_id=unit)
        self._seats.add(person_id=person, unit_id=unit, role=role)
        return True

    def write(self) -> None:
        self._run.write([self._units, self._placements, self._people, self._seats])
