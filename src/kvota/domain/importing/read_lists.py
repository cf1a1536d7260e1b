"""Rows of the lists around the deals: people, clients, products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kvota.domain.errors import RuleError
from kvota.domain.importing.aliases import Aliases
from kvota.domain.importing.column_map import ColumnMap
from kvota.domain.importing.faults import Fault
from kvota.domain.importing.formats import Formats
from kvota.domain.importing.kind_words import Role, role_of
from kvota.domain.importing.mapped_row import ClientRow, PersonRow, ProductRow
from kvota.domain.importing.row_reader import RowReader
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text


class FloorAbovePrice(RuleError):
    """The lowest price allowed is above the price itself: every sale would need approval."""

    code = "floor_above_price"
    sentence = "the lowest price {floor} is above the price {price}; exchange or correct them"
    floor: str
    price: str


def read_people_rows(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    formats: Formats,
    *,
    aliases: Aliases | None = None,
) -> Iterator[PersonRow | Fault]:
    """Read a list of people; for each row the person or all its faults.

    Two people of one name are two people when their numbers or sign-ins differ; else the
    second is refused.

    Examples
    --------
    >>> from kvota.domain.importing.column_map import map_columns
    >>> columns = map_columns(["agent", "boss"], kind="people", guessed={"name": 0, "head": 1})
    >>> next(read_people_rows([(2, ["Anna  Snelling", "Dustin Brinkmann"])], columns, Formats())).name
    'Anna Snelling'
    """
    reader = RowReader(columns, formats, currency="", aliases=aliases or {})
    for row, cells in rows:
        if reader.read(row, cells) and (name := reader.needed("name")):
            person = PersonRow(
                row=row,
                name=name,
                head=reader.text("head"),
                unit=reader.text("unit"),
                role=_role(reader),
                login=reader.text("login"),
                external_id=reader.id("id"),
            )
            if person.external_id or person.login:
                field = "id" if person.external_id else "login"
                reader.only_once(field, f"{field}:{person.external_id or person.login}")
            else:
                reader.only_once("name", matching_key(name))
            if not reader.faults:
                yield person
                continue
        yield from reader.faults


def _role(reader: RowReader) -> Role | None:
    text = reader.text("role")
    if text is None:
        return None
    try:
        return role_of(text)
    except RuleError as refusal:
        reader.refuse("role", refusal, value=text)
        return None


def read_client_rows(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    formats: Formats,
    *,
    aliases: Aliases | None = None,
) -> Iterator[ClientRow | Fault]:
    """Read a list of clients; for each row the client or all its faults.

    A name that comes twice is refused the second time, unless their numbers differ: two
    branches of one firm are two clients.
    """
    reader = RowReader(columns, formats, currency="", aliases=aliases or {})
    for row, cells in rows:
        if reader.read(row, cells) and (name := reader.needed("name")):
            client = ClientRow(
                row=row,
                name=name,
                industry=reader.text("industry"),
                region=reader.text("region"),
                external_id=reader.id("id"),
                owner=reader.text("owner"),
                source=reader.text("source"),
            )
            if client.external_id:
                reader.only_once("id", f"id:{client.external_id}")
            else:
                reader.only_once("name", matching_key(name))
            if not reader.faults:
                yield client
                continue
        yield from reader.faults


def read_product_rows(
    rows: Iterable[tuple[int, list[str]]],
    columns: ColumnMap,
    formats: Formats,
    *,
    currency: str,
    aliases: Aliases | None = None,
) -> Iterator[ProductRow | Fault]:
    """Read a list of products; for each row the product or all its faults.

    A product comes once for every day from which a price holds; twice of one day is refused.

    Parameters
    ----------
    currency
        ISO code for prices that name none.
    """
    reader = RowReader(columns, formats, currency=currency, aliases=aliases or {})
    for row, cells in rows:
        if reader.read(row, cells) and (name := reader.needed("name")):
            own = reader.currency()
            price, spoken = reader.money("price", own)
            floor, _ = reader.money("floor_price", own or spoken)
            if price is not None and floor is not None and floor > price:
                refusal = FloorAbovePrice(
                    floor=decimal_text(floor, spoken), price=decimal_text(price, spoken)
                )
                reader.refuse("floor_price", refusal, value=reader.raw("floor_price"))
            product = ProductRow(
                row, name, price, floor, spoken, reader.text("series"), reader.day("from_on")
            )
            reader.only_once("name", f"{matching_key(name)} {product.from_on or ''}".strip())
            if not reader.faults:
                yield product
                continue
        yield from reader.faults
