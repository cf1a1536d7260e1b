"""What a file of each kind can tell us, field by field."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

FileKind = Literal["deals", "people", "clients", "products", "payments", "log", "supply"]

FIELDS: dict[FileKind, tuple[str, ...]] = {
    "deals": (
        "id", "client", "owner", "stage", "product", "amount", "currency", "created_on", "moved_on",
        "closed_on", "industry", "region", "source", "kind", "lost_reason",
        # Beyond the fifteen that every company has: `status` says won or lost where a system keeps
        # that apart from the stage (Pipedrive), and `expected_on` is a promise, not a fact.
        "status", "expected_on", "name",
    ),
    "people": ("name", "head", "unit", "role", "login", "id"),
    "clients": ("name", "industry", "region", "id", "owner", "source"),
    "products": ("name", "price", "floor_price", "currency", "series", "from_on"),
    "payments": ("date", "amount", "currency", "payer", "reference", "external_id", "deal"),
    "log": ("deal", "at", "event", "stage", "amount", "expected_on"),
    "supply": ("channel", "week", "date", "expected", "promised_by", "cost_planned", "cost_spent"),
}  # fmt: skip

REQUIRED: dict[FileKind, tuple[tuple[str, ...], ...]] = {
    # One of each group. A list of deal numbers is a good beginning; a file with neither says
    # nothing about anybody. One that says nothing but clients: see `is_list_of_clients`.
    "deals": (("client", "id"),),
    "people": (("name",),),
    "clients": (("name",),),
    "products": (("name",),),
    "payments": (("date",), ("amount",)),
    "log": (("deal",), ("at",), ("event",)),
    "supply": (("channel",), ("week", "date")),
}

DATE_FIELDS = frozenset({"created_on", "moved_on", "closed_on", "expected_on", "date", "at", "from_on"})
NUMBER_FIELDS = frozenset({"amount", "price", "floor_price", "expected", "cost_planned", "cost_spent"})

# What the columns of the database hold. A longer cell is a text in the wrong column.
LONGEST_TEXT: dict[str, int] = {
    "client": 200, "product": 200, "name": 200, "payer": 200, "reference": 200,
    "owner": 150, "head": 150, "login": 150, "promised_by": 150,
}  # fmt: skip
LONGEST_OTHER_TEXT = 120
# What says that a row is a sale, and not only whom one sells to. The sum beside an industry or a
# region is the client's own revenue as often as a deal's.
_OF_A_SALE = frozenset(
    {
        "stage",
        "status",
        "product",
        "owner",
        "created_on",
        "moved_on",
        "closed_on",
        "expected_on",
        "lost_reason",
    }
)
_OF_A_CLIENT = frozenset({"industry", "region"})


def is_list_of_clients(fields: Collection[str], *, said: Collection[str] = ()) -> bool:
    """Say whether columns of these fields tell of clients only, and of no sale to them.

    Parameters
    ----------
    fields
        The fields that the columns of a file of deals hold.
    said
        Those of them that a person named: he knows what he sells.

    Examples
    --------
    >>> is_list_of_clients(["client", "industry", "amount"]), is_list_of_clients(["client", "amount"])
    (True, False)
    >>> is_list_of_clients(["client", "industry", "amount"], said=["amount"])
    False
    """
    has = set(fields)
    if "client" not in has or has & _OF_A_SALE:
        return False
    return "amount" not in has or ("amount" not in said and bool(has & _OF_A_CLIENT))
