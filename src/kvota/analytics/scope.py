"""Whose work a question is about: the whole company, a unit, or one person."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kvota.domain.errors import RuleError
from kvota.records.people import Person, Seat
from kvota.records.rights import (
    READS_TEAM,
    absent_in_sight,
    own_people_in_sight,
    reads_everything,
    units_in_sight,
)
from kvota.records.units import Unit, in_force, unit_tree, with_everything_below

EVERYTHING = ""


class WhoNotFound(RuleError):
    """There is no such person or unit, or the seat may not read it: both look the same."""

    code = "who_not_found"
    sentence = "there is no person or unit {who}"
    who: str


@dataclass(frozen=True)
class Scope:
    """The people whose deals and money count, and the node of the plan that belongs to them.

    `people` is None for the whole company, deals without an owner included. `unit` and
    `person` name the node that carries the plan (at most one of them is set; neither
    for a sight that has no plan of its own). `who` is the value for the address: empty
    for everything the seat reads, else the uid of a unit or a person.
    """

    people: frozenset[int] | None
    unit: int | None = None
    person: int | None = None
    who: str = EVERYTHING
    label: str = ""

    @property
    def has_plan(self) -> bool:
        return self.unit is not None or self.person is not None


def whole_company(*, on: date) -> Scope:
    """The company in scope, for doors that act without a seat (the command line). Two queries."""
    top = _top_unit(on)
    return Scope(people=None, unit=top.pk if top else None, label=top.name if top else "")


def scope_of(seat: Seat, who: str = EVERYTHING, *, on: date) -> Scope:
    """Read the `who=` of an address as far as the seat may see. At most six short queries.

    By default his own sight: whose deals he looks after while they are away he asks for by name.

    Raises
    ------
    WhoNotFound
        The uid is of nobody in sight; a door answers it with 404.
    """
    if who == EVERYTHING:
        return _all_in_sight(seat, on=on)
    try:
        uid = uuid.UUID(who)
    except ValueError:
        raise WhoNotFound(who=who[:40]) from None
    return _person_in_sight(seat, uid, on=on) or _unit_in_sight(seat, uid, on=on)


def _all_in_sight(seat: Seat, *, on: date) -> Scope:
    sight = own_people_in_sight(seat, on=on)
    people = None if sight is None else frozenset(sight)
    if seat.role not in READS_TEAM:
        return Scope(people=people, person=seat.person_id, label=seat.person.name)
    return Scope(people=people, unit=seat.unit_id, label=seat.unit.name)


def _person_in_sight(seat: Seat, uid: uuid.UUID, *, on: date) -> Scope | None:
    person = Person.visible_to(seat, on=on).filter(uid=uid).first()
    if person is None:
        return None
    own = own_people_in_sight(seat, on=on)
    if own is None or person.pk in own:
        return Scope(people=frozenset({person.pk}), person=person.pk, who=str(uid), label=person.name)
    return _stood_in_for(seat, person, on=on)


def _stood_in_for(seat: Seat, person: Person, *, on: date) -> Scope:
    """The deals of somebody he stands in for, with a head those of the team; the plan stays theirs."""
    people = {person.pk}
    for absent, sight in absent_in_sight(seat, on=on).items():
        if absent.person == person.pk and sight is None:
            return Scope(people=None, who=str(person.uid), label=person.name)
        if absent.person == person.pk:
            people |= sight or set()
    return Scope(people=frozenset(people), who=str(person.uid), label=person.name)


def _unit_in_sight(seat: Seat, uid: uuid.UUID, *, on: date) -> Scope:
    unit = Unit.visible_to(seat, on=on).filter(uid=uid).first()
    if unit is None or not (reads_everything(seat, on=on) or unit.pk in units_in_sight(seat, on=on)):
        raise WhoNotFound(who=str(uid))
    people = people_under_units(seat, units=[unit.pk], on=on)[unit.pk]
    return Scope(people=people, unit=unit.pk, who=str(uid), label=unit.name)


def people_under_units(seat: Seat, *, units: Iterable[int], on: date) -> dict[int, frozenset[int] | None]:
    """Unit id -> whose work counts when that unit is looked at: all who sit in it or below it.

    None for the top of the tree and a seat that reads everything: there the deals of nobody count too.
    Two queries, however many units.
    """
    tree, reads_all = unit_tree(on), reads_everything(seat, on=on)
    sitting = list(Seat.objects.live().filter(in_force(on)).values_list("unit_id", "person_id"))
    found: dict[int, frozenset[int] | None] = {}
    for unit in units:
        below = with_everything_below(unit, tree)
        is_whole = tree.get(unit) is None and reads_all
        found[unit] = None if is_whole else frozenset(who for at, who in sitting if at in below)
    return found


def people_of_units(scope: Scope, *, units: Iterable[int], on: date) -> dict[int, frozenset[int]]:
    """Unit id -> those of a scope who sit in that very unit, not below it. Units of nobody are left out."""
    seats = Seat.objects.live().filter(in_force(on), unit_id__in=list(units))
    if scope.people is not None:
        seats = seats.filter(person_id__in=scope.people)
    found: dict[int, set[int]] = {}
    for unit, person in seats.values_list("unit_id", "person_id"):
        found.setdefault(unit, set()).add(person)
    return {unit: frozenset(people) for unit, people in found.items()}


def _top_unit(on: date) -> Unit | None:
    tops = [unit for unit, parent in unit_tree(on).items() if parent is None]
    return Unit.objects.filter(pk=min(tops)).first() if tops else None
