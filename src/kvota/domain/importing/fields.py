"""What a file of each kind can tell us, field by field."""

from __future__ import annotations

from typing import Literal

FileKind = Literal["deals", "people", "clients", "products", "payments", "log"]

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
    "products": ("name", "price", "floor_price", "currency", "series"),
    "payments": ("date", "amount", "currency", "payer", "reference", "external_id", "deal"),
    "log": ("deal", "at", "event", "stage", "amount", "expected_on"),
}  # fmt: skip

REQUIRED: dict[FileKind, tuple[tuple[str, ...], ...]] = {
    # One of each group. A list of clients without stages is a good beginning, and so is a
    # list of deal numbers; a file with neither says nothing about anybody.
    "deals": (("client", "id"),),
    "people": (("name",),),
    "clients": (("name",),),
    "products": (("name",),),
    "payments": (("date",), ("amount",)),
    "log": (("deal",), ("at",), ("event",)),
}

DATE_FIELDS = frozenset({"created_on", "moved_on", "closed_on", "expected_on", "date", "at"})
NUMBER_FIELDS = frozenset({"amount", "price", "floor_price"})

# What the columns of the database hold. A longer cell is a text in the wrong column.
LONGEST_TEXT: dict[str, int] = {
    "client": 200, "product": 200, "name": 200, "payer": 200, "reference": 200,
    "owner": 150, "head": 150, "login": 150,
}  # fmt: skip
LONGEST_OTHER_TEXT = 120
