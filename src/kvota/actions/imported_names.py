"""The names a file uses, as rows of ours: found by their matching key, or made with the import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from kvota.actions.apply_import import Import, Rows
from kvota.domain.importing.text import matching_key
from kvota.domain.selling.placeholder_client import placeholder_name
from kvota.records.funnels import LostReason
from kvota.records.people import Person, Seat
from kvota.records.rights import own_people_in_sight
from kvota.records.selling import Alias, Client, Product
from kvota.records.units import unit_tree

LANGUAGES = ("en", "ru", "zh", "bg")
# Names repeat from row to row.
key_of_name = lru_cache(maxsize=50_000)(matching_key)


def aliases_known() -> dict[str, dict[str, str]]:
    """What earlier imports of the company in scope were told about spellings, for `read_deal_rows`."""
    known: dict[str, dict[str, str]] = {}
    for kind, key, means in Alias.objects.live().order_by("id").values_list("kind", "match_key", "means"):
        known.setdefault(kind, {})[key] = means
    return known


class Names:
    """Who and what the company knows, by matching key, and what this import adds.

    Everything is read once: a company has thousands of clients, not millions. Two rows with
    one key are the older of them. New rows wait in `rows` until the import writes them.
    """

    def __init__(self, run: Import) -> None:
        self._run = run
        self._clients = run.new_rows(Client)
        self._people = run.new_rows(Person)
        self._seats = run.new_rows(Seat)
        self._products = run.new_rows(Product)
        self._reasons = run.new_rows(LostReason)
        self._aliases = run.new_rows(Alias)
        self._client_of: dict[str, int] = {}
        self._person_of: dict[str, int] = {}
        self._product_of: dict[str, int] = {}
        self._reason_of: dict[str, int] = {}
        self._placeholder: int | None = None
        self._unit: int | None = None
        self.people_in_sight: set[int] | None = None
        if run.stored:
            self._read()

    @property
    def rows(self) -> Sequence[Rows]:
        """What is to be written before the deals that point at it."""
        return (
            self._clients,
            self._people,
            self._seats,
            self._products,
            self._reasons,
            self._aliases,
        )

    def _read(self) -> None:
        self._client_of = _oldest(Client.objects.live().values_list("match_key", "id"))
        self._product_of = _oldest(Product.objects.live().values_list("match_key", "id"))
        self._person_of = _oldest(
            (matching_key(name), number) for name, number in Person.objects.live().values_list("name", "id")
        )
        placeholders = Client.objects.live().filter(is_placeholder=True).order_by("id")
        self._placeholder = placeholders.values_list("id", flat=True).first()
        worded = LostReason.objects.live().values_list("id", *(f"name_{language}" for language in LANGUAGES))
        self._reason_of = _oldest(
            (matching_key(name), number) for number, *names in worded for name in names if name
        )
        self._unit = self._unit_of_newcomers(self._run.today)

    def _unit_of_newcomers(self, on: date) -> int | None:
        """Where people whom only the file knows take a seat: with the head who imports, else at the top."""
        seat = self._run.seat
        if seat is not None and seat.role == "head":
            self.people_in_sight = own_people_in_sight(seat, on=on)
            return int(seat.unit_id)
        return min((unit for unit, parent in unit_tree(on).items() if parent is None), default=None)

    def may_own(self, person: int | None) -> bool:
        """Whether the importing seat may write deals of this person; None is nobody."""
        return self.people_in_sight is None or person in self.people_in_sight

    def client(self, name: str | None) -> int:
        """The id of a client; of the placeholder for a row that names none."""
        if name is None:
            if self._placeholder is None:
                worded = placeholder_name(self._run.organisation.language)
                self._placeholder = self._add_client(worded, is_placeholder=True)
            return self._placeholder
        found = self._client_of.get(key_of_name(name))
        return self._add_client(name, is_placeholder=False) if found is None else found

    def _add_client(self, name: str, *, is_placeholder: bool) -> int:
        key = matching_key(name)
        number = self._clients.add(name=name, match_key=key, is_placeholder=is_placeholder)
        self._run.counts["clients"] += 1
        if not is_placeholder:
            self._client_of[key] = number
        return number

    def person(self, name: str | None) -> int | None:
        """The id of a person; somebody unknown comes in with the seat of a rep."""
        if name is None:
            return None
        key = key_of_name(name)
        found = self._person_of.get(key)
        if found is None:
            found = self._person_of[key] = self._people.add(name=name)
            self._run.counts["people"] += 1
            # No beginning: what he did before kvota came is his too.
            self._seats.add(person_id=found, unit_id=self._unit, role="rep")
            if self.people_in_sight is not None:
                self.people_in_sight.add(found)
        return found

    def product(self, name: str | None) -> int | None:
        if name is None:
            return None
        key = key_of_name(name)
        found = self._product_of.get(key)
        if found is None:
            found = self._product_of[key] = self._products.add(name=name, match_key=key)
            self._run.counts["products"] += 1
        return found

    def lost_reason(self, name: str | None) -> int | None:
        """The id of a reason for losing, whichever of its four names the file uses."""
        if name is None:
            return None
        key = matching_key(name)
        found = self._reason_of.get(key)
        if found is None:
            language = self._run.organisation.language[:2]
            named = f"name_{language if language in LANGUAGES else 'en'}"
            rank = len(self._reason_of) + 1
            found = self._reason_of[key] = self._reasons.add(**{named: name, "rank": rank})
            self._run.counts["lost_reasons"] += 1
        return found

    def remember_aliases(self, aliases: Mapping[str, Mapping[str, str]]) -> None:
        """Keep what a person said about spellings, for the next file."""
        known = aliases_known() if self._run.stored else {}
        for kind, meanings in aliases.items():
            for key, means in meanings.items():
                if known.get(kind, {}).get(key) != means:
                    self._aliases.add(kind=kind, match_key=key, means=means)


def _oldest(pairs: Iterable[tuple[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, number in pairs:
        found[key] = min(number, found.get(key, number))
    return found
