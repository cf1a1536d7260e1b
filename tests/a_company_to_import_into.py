"""A company that files are imported into: two teams, one price, and the usual funnel of the house."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django_scopes import scope

from kvota.actions.apply_import import Imported, ImportedFile
from kvota.actions.import_clients import import_clients
from kvota.actions.import_deals import import_deals
from kvota.actions.import_log import import_log
from kvota.actions.import_payments import import_payments
from kvota.actions.import_people import import_people
from kvota.actions.import_products import import_products
from kvota.actions.set_up_company import set_up_company
from kvota.domain.importing.aliases import parse_aliases
from kvota.domain.importing.read_lists import read_client_rows, read_people_rows, read_product_rows
from kvota.domain.importing.read_log import read_log_rows
from kvota.domain.importing.read_payments import read_payment_rows
from kvota.records.imported_rows import POINTING_FIRST
from kvota.records.models import (
    Contract,
    Move,
    Organisation,
    Payment,
    Person,
    Product,
    ProductPrice,
    Seat,
    Stage,
    Unit,
    UnitPlacement,
)
from tests.read_tables import deal_file, table

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


def run_list(kind: str, organisation: Organisation, text: str, **more: Any) -> Imported:
    """Import a file of another kind than deals, written as text, at the moment of the tests."""
    read = table(text, kind)  # type: ignore[arg-type]
    currency = organisation.currency
    rows: dict[str, Callable[[], Any]] = {
        "people": lambda: read_people_rows(read.rows, read.columns, read.formats),
        "clients": lambda: read_client_rows(read.rows, read.columns, read.formats),
        "products": lambda: read_product_rows(read.rows, read.columns, read.formats, currency=currency),
        "payments": lambda: read_payment_rows(read.rows, read.columns, read.formats, currency=currency),
        "log": lambda: read_log_rows(read.rows, read.columns, read.formats, currency=currency),
    }
    imports: dict[str, Callable[..., Imported]] = {
        "people": import_people,
        "clients": import_clients,
        "products": import_products,
        "payments": import_payments,
        "log": import_log,
    }
    arguments = {"file": ImportedFile(name=f"{kind}.csv"), "now": NOW, "today": TODAY}
    return imports[kind](organisation=organisation, rows=rows[kind](), **(arguments | more))


def four(result: Imported) -> tuple[int, int, int, int]:
    return result.new, result.updated, result.unchanged, result.skipped


def what_counts() -> dict[str, list[dict[str, Any]]]:
    """Every live row with all its columns but its batch, and what follows from the money and the undos."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in POINTING_FIRST:
        live = model.objects.live().order_by("id").values()
        rows[model.__name__] = [{name: row[name] for name in row if name != "batch_id"} for row in live]
    for name, money in (("received", Payment), ("signed", Contract)):
        standing = money.standing().order_by("id").values_list("deal", "amount_minor")
        rows[name] = [{"deal": deal, "minor": minor} for deal, minor in standing]
    undone = Move.objects.live().exclude(undone_by=None).order_by("id")
    rows["undone"] = [{"move": number} for number in undone.values_list("id", flat=True)]
    return rows
