"""A company that files are imported into: two teams, one price, and the usual funnel of the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django_scopes import scope

from kvota.actions.apply_import import Imported, ImportedFile
from kvota.actions.import_deals import import_deals
from kvota.actions.set_up_company import set_up_company
from kvota.domain.importing.aliases import parse_aliases
from kvota.records.models import (
    Organisation,
    Person,
    Product,
    ProductPrice,
    Seat,
    Stage,
    Unit,
    UnitPlacement,
)
from tests.read_tables import deal_file

NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
TODAY = date(2026, 11, 18)
PEOPLE = {
    "Gail Crane": ("head", "North"),
    "Ada Lark": ("rep", "North"),
    "Ben Wren": ("rep", "North"),
    "Cleo Finch": ("rep", "South"),
    "Isla Dove": ("owner", "Nord Pack"),
}


@dataclass
class Staffed:
    """The company, its seats by the first name of who holds them, its units by name."""

    organisation: Organisation
    seat: dict[str, Seat]
    unit: dict[str, Unit]

    def stage(self, rank: int) -> Stage:
        stage: Stage = Stage.objects.get(rank=rank)
        return stage


def a_company_to_import_into() -> Staffed:
    organisation = set_up_company(name="Nord Pack", currency="GBP")
    with scope(organisation=organisation):
        top = Unit.objects.get()
        units = {top.name: top}
        for name in ("North", "South"):
            units[name] = Unit.objects.create(organisation=organisation, name=name)
            UnitPlacement.objects.create(organisation=organisation, unit=units[name], parent=top)
        seats = {}
        for name, (role, unit) in PEOPLE.items():
            person = Person.objects.create(organisation=organisation, name=name)
            seats[name.split()[0].lower()] = Seat.objects.create(
                organisation=organisation, person=person, unit=units[unit], role=role
            )
        film = Product.objects.create(organisation=organisation, name="Film", match_key="film")
        ProductPrice.objects.create(
            organisation=organisation, product=film, price_minor=200_000, currency="GBP"
        )
    return Staffed(organisation, seats, units)


def run(organisation: Organisation, text: str, **more: Any) -> Imported:
    """Import a file of deals, written as text, at the moment of the tests."""
    aliases = parse_aliases(more.pop("alias", ()))
    read = deal_file(text, currency=organisation.currency, aliases=aliases)
    arguments = {
        "rows": read.rows,
        "file": ImportedFile(name="deals.csv"),
        "now": NOW,
        "today": TODAY,
        "aliases": aliases,
        "created_header": read.created_header,
        "stage_header": read.stage_header,
    }
    return import_deals(organisation=organisation, **(arguments | more))
