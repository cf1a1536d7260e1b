"""A list of people tells the units of a company, and never a circle of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kvota.domain.importing.mapped_row import PersonRow
from kvota.domain.importing.team_tree import TeamTree, team_tree


def person(name: str, head: str | None = None, unit: str | None = None) -> PersonRow:
    return PersonRow(2, name, head, unit, None, None, None)


def tree(*people: PersonRow) -> TeamTree:
    return team_tree(people, language="en")


def names(found: TeamTree) -> dict[str, str | None]:
    """Unit → the one above it, by name."""
    return {
        place.name: found.places[place.parent].name if place.parent else None
        for place in found.places.values()
    }


def test_a_team_stands_in_the_office_of_its_head() -> None:
    found = tree(person("Anna", "Dustin", "Central"), person("Boris", "Melvin", "Central"))
    assert names(found) == {"Central": None, "Dustin's team": "Central", "Melvin's team": "Central"}
    assert found.seat_of(person("Anna", "Dustin", "Central")) == ("team:dustin", "rep")


def test_the_only_head_of_an_office_leads_the_office() -> None:
    found = tree(person("Anna", "Dustin", "Central"), person("Boris", "Dustin", "Central"))
    assert names(found) == {"Central": None}
    assert found.leads == {"dustin": ("Dustin", "unit:central")}


def test_a_head_of_heads_stands_above_them() -> None:
    found = tree(person("Anna", "Dustin"), person("Dustin", "Olga"))
    assert names(found) == {"Olga's team": None, "Dustin's team": "Olga's team"}
    assert found.seat_of(person("Dustin", "Olga")) == ("team:dustin", "head")


def test_two_who_lead_each_other_make_no_circle() -> None:
    found = tree(person("Anna", "Boris"), person("Boris", "Anna"))
    assert names(found) == {"Anna's team": None, "Boris's team": "Anna's team"}


def test_people_without_head_or_unit_sit_in_the_company() -> None:
    assert tree(person("Anna")).seat_of(person("Anna")) == (None, "rep")


PEOPLE = st.sampled_from(["Anna", "Boris", "Chen", "Dina"])


@given(st.lists(st.builds(person, PEOPLE, st.none() | PEOPLE, st.none() | st.sampled_from(["East", "West"]))))
def test_every_unit_stands_under_one_named_before_it(people: list[PersonRow]) -> None:
    found = tree(*people)
    seen: set[str] = set()
    for key, place in found.places.items():
        assert place.parent is None or place.parent in seen
        seen.add(key)
    for row in people:
        unit, _ = found.seat_of(row)
        assert unit is None or unit in seen
