"""Which columns the copy takes from what is stored, and how they travel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from kvota.analytics.engines.duckdb_engine import Cursor
from kvota.analytics.exchange_rates import day_of, rates_in_force

ROWS_AT_ONCE = 20_000

# An empty value travels as a number no row has: a numpy column of integers knows no null,
# and one of objects takes ten times as long.
NO_DAY = -1_000_000
NO_ID = 0
NO_SUM = -1


@dataclass(frozen=True)
class Kind:
    """How a column is asked for, carried and stored. `{}` stands for the column."""

    asked: str
    carried: type[Any]
    stored: str
    sql_type: str


_KINDS = {
    "id": Kind(f"coalesce({{}}, {NO_ID})", np.int64, f"nullif({{}}, {NO_ID})", "BIGINT"),
    "number": Kind("{}", np.int64, "{}", "BIGINT"),
    "sum": Kind(f"coalesce({{}}, {NO_SUM})", np.int64, f"nullif({{}}, {NO_SUM})", "BIGINT"),
    "flag": Kind("{}", np.int64, "{} = 1", "BOOLEAN"),
    "text": Kind("{}", np.object_, "{}", "VARCHAR"),
    "day": Kind(
        f"coalesce({{day}}, {NO_DAY})", np.int64, f"date '1970-01-01' + nullif({{}}, {NO_DAY})::INT", "DATE"
    ),
}


@dataclass(frozen=True)
class CopiedTable:
    """A table of the copy. `rows` is the FROM clause, its parameters `%(organisation)s` and,
    where facts are only ever added, `%(after)s` and `%(up_to)s` of their sequence."""

    name: str
    columns: dict[str, tuple[str, str]]
    rows: str

    @property
    def definition(self) -> str:
        columns = ", ".join(f"{name} {_KINDS[kind].sql_type}" for name, (kind, _) in self.columns.items())
        return f"create table {self.name} ({columns})"


# A row counts while its import does. The set is tiny, so that no join is needed.
_LIVE = """({0}.batch_id is null or {0}.batch_id in (
    select id from records_importbatch where organisation_id = %(organisation)s and state = 'applied'))"""


def _facts(table: str, alias: str, more: str = "") -> str:
    return (
        f"from {table} {alias} {more} where {alias}.organisation_id = %(organisation)s"
        f" and {alias}.sequence > %(after)s and {alias}.sequence <= %(up_to)s and {_LIVE.format(alias)}"
    )


def _money(name: str, **own: tuple[str, str]) -> CopiedTable:
    columns = {
        "sequence": ("number", "m.sequence"),
        "id": ("id", "m.id"),
        "deal": ("id", "m.deal_id"),
        "amount_minor": ("number", "m.amount_minor"),
        "currency": ("text", "m.currency"),
        "occurred_on": ("day", "m.occurred_on"),
        "known_on": ("day", "m.known_on"),
        "assumed": ("flag", "m.assumed"),
        "replaces": ("id", "m.replaces_id"),
    }
    return CopiedTable(name, columns | own, _facts(f"records_{name}", "m"))


FACTS: tuple[CopiedTable, ...] = (
    CopiedTable(
        "move",
        {
            "sequence": ("number", "m.sequence"),
            "id": ("id", "m.id"),
            "deal": ("id", "m.deal_id"),
            "kind": ("text", "m.kind"),
            "action": ("text", "m.action"),
            "stage": ("id", "m.stage_id"),
            "occurred_on": ("day", "m.occurred_on"),
            "known_on": ("day", "m.known_on"),
            "author": ("id", "m.author_id"),
            "undoes": ("id", "m.undoes_id"),
            "park_until": ("day", "m.park_until"),
            "lost_reason": ("id", "m.lost_reason_id"),
        },
        _facts("records_move", "m"),
    ),
    CopiedTable(
        "deal_version",
        {
            "sequence": ("number", "v.sequence"),
            "deal": ("id", "v.deal_id"),
            "funnel": ("id", "d.funnel_id"),
            "client": ("id", "v.client_id"),
            "owner": ("id", "v.owner_id"),
            "product": ("id", "v.product_id"),
            "industry": ("text", "v.industry"),
            "region": ("text", "v.region"),
            "source": ("text", "v.source"),
            "kind": ("text", "v.kind"),
            "amount_minor": ("sum", "v.amount_minor"),
            "currency": ("text", "v.currency"),
            "amount_assumed": ("flag", "v.amount_assumed"),
            "created_on": ("day", "v.created_on"),
            "undated": ("flag", "v.date_unknown"),
            "effective_on": ("day", "v.effective_on"),
            "known_on": ("day", "v.known_on"),
            "next_step_on": ("day", "v.next_step_on"),
            "next_step": ("text", "v.next_step"),
            "expected_on": ("day", "v.expected_on"),
        },
        _facts("records_dealversion", "v", "join records_deal d on d.id = v.deal_id")
        + f" and {_LIVE.format('d')}",
    ),
    _money("contract", move=("id", "m.move_id")),
    _money("invoice", due_on=("day", "m.due_on")),
    _money("payment"),
    _money("refund"),
    CopiedTable(
        "instalment",
        {
            "contract": ("id", "i.contract_id"),
            "due_on": ("day", "i.due_on"),
            "minor": ("number", "i.amount_minor"),
        },
        _facts("records_contract", "m", "join records_instalment i on i.contract_id = m.id"),
    ),
    CopiedTable(
        "attempt",
        {
            "sequence": ("number", "a.sequence"),
            "person": ("id", "a.person_id"),
            "action": ("text", "a.action"),
            "count": ("number", "a.count"),
            "occurred_on": ("day", "a.occurred_on"),
            "known_on": ("day", "a.known_on"),
        },
        _facts("records_attempt", "a"),
    ),
    CopiedTable(
        "exit_answer",
        {
            "sequence": ("number", "a.sequence"),
            "deal": ("id", "a.deal_id"),
            "question": ("id", "a.question_id"),
            "answer": ("text", "a.answer"),
            "occurred_on": ("day", "a.occurred_on"),
            "known_on": ("day", "a.known_on"),
        },
        "from records_exitanswer a where a.organisation_id = %(organisation)s"
        " and a.sequence > %(after)s and a.sequence <= %(up_to)s",
    ),
)

# Small, and changed in place: read whole whenever the sequence moved.
SETTINGS: tuple[CopiedTable, ...] = (
    CopiedTable(
        "stage",
        {
            "id": ("id", "s.id"),
            "funnel": ("id", "s.funnel_id"),
            "rank": ("number", "s.rank"),
            "kind": ("text", "s.kind"),
            "usual_action": ("text", "s.usual_action"),
            "removed_on": ("day", "s.removed_on"),
        },
        "from records_stage s where s.organisation_id = %(organisation)s",
    ),
    CopiedTable(
        "seat",
        {
            "id": ("id", "s.id"),
            "person": ("id", "s.person_id"),
            "unit": ("id", "s.unit_id"),
            "role": ("text", "s.role"),
            "from_on": ("day", "s.from_on"),
            "to_on": ("day", "s.to_on"),
        },
        f"from records_seat s where s.organisation_id = %(organisation)s and {_LIVE.format('s')}",
    ),
    CopiedTable(
        "unit_placement",
        {
            "unit": ("id", "p.unit_id"),
            "parent": ("id", "p.parent_id"),
            "from_on": ("day", "p.from_on"),
            "to_on": ("day", "p.to_on"),
        },
        f"from records_unitplacement p where p.organisation_id = %(organisation)s and {_LIVE.format('p')}",
    ),
    CopiedTable(
        "client_merge",
        {
            "client": ("id", "m.client_id"),
            "survivor": ("id", "m.survivor_id"),
            "from_on": ("day", "m.from_on"),
            "to_on": ("day", "m.to_on"),
        },
        "from records_clientmerge m where m.organisation_id = %(organisation)s",
    ),
    CopiedTable(
        "product_margin",
        {
            "id": ("id", "p.id"),
            "product": ("id", "p.product_id"),
            "from_on": ("day", "p.from_on"),
            "num": ("number", "p.margin_numerator"),
            "den": ("number", "p.margin_denominator"),
        },
        "from records_productprice p where p.organisation_id = %(organisation)s"
        f" and p.margin_denominator is not null and {_LIVE.format('p')}",
    ),
    CopiedTable(
        "deal_share",
        {
            "id": ("id", "s.id"),
            "deal": ("id", "s.deal_id"),
            "person": ("id", "s.person_id"),
            "hundredths": ("number", "s.hundredths"),
            "from_on": ("day", "s.from_on"),
            "to_on": ("day", "s.to_on"),
        },
        "from records_dealshare s where s.organisation_id = %(organisation)s",
    ),
)

_STORED_RATES = """
    select r.currency, {from_on}, r.numerator, r.denominator
    from records_rate r where r.organisation_id = %(organisation)s order by r.currency, r.from_on"""
RATE_DEFINITION = "create table rate (currency VARCHAR, from_on DATE, to_on DATE, num HUGEINT, den HUGEINT)"

Settings = dict[str, list[tuple[Any, ...]]]


def _days_since_1970(column: str) -> str:
    """A date as a number, by the database itself: SQLite stores dates as text."""
    if connection.vendor == "sqlite":
        return f"cast(julianday({column}) - 2440587.5 as integer)"
    return f"({column} - date '1970-01-01')"


def _asked(kind: str, column: str) -> str:
    if kind == "day":
        return _KINDS[kind].asked.format(day=_days_since_1970(column))
    return _KINDS[kind].asked.format(column)


def _select(table: CopiedTable) -> str:
    columns = ", ".join(_asked(kind, source) for kind, source in table.columns.values())
    return f"select {columns} {table.rows}"


def copy_facts(table: CopiedTable, target: Cursor, *, organisation: int, after: int, up_to: int) -> None:
    """Add the rows of a table with those numbers, through Django's connection, in batches.

    README 16: a second SQLite library in this process, DuckDB's own reader included,
    would drop the locks of the first when it closes the file.
    """
    parameters = {"organisation": organisation, "after": after, "up_to": up_to}
    # A chunked cursor streams on PostgreSQL too, where a plain one would fetch everything at once.
    with connection.chunked_cursor() as cursor:
        cursor.execute(_select(table), parameters)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            _insert(table, rows, target)


def copy_settings(target: Cursor, *, organisation: int, currency: str, known: Settings) -> Settings:
    """Read what changes in place, and write again the tables that differ from what is known."""
    found: Settings = {}
    with connection.cursor() as cursor:
        for table in SETTINGS:
            cursor.execute(_select(table), {"organisation": organisation})
            found[table.name] = sorted(cursor.fetchall())
        query = _STORED_RATES.format(from_on=_days_since_1970("r.from_on"))
        cursor.execute(query, {"organisation": organisation})
        found["rate"] = [(currency,), *cursor.fetchall()]
    for table in SETTINGS:
        if found[table.name] != known.get(table.name):
            target.execute(f"delete from {table.name}")
            if found[table.name]:
                _insert(table, found[table.name], target)
    if found["rate"] != known.get("rate"):
        target.execute("delete from rate")
        stored = [(code, day_of(day), num, den) for code, day, num, den in found["rate"][1:]]
        for code, from_on, to_on, worth in rates_in_force(stored, base=currency):
            target.execute(
                "insert into rate values (?, ?, ?, ?, ?)",
                [code, from_on, to_on, worth.numerator, worth.denominator],
            )
    return found


def _insert(table: CopiedTable, rows: list[tuple[Any, ...]], target: Cursor) -> None:
    batch = {
        name: np.array(values, dtype=_KINDS[kind].carried)
        for (name, (kind, _)), values in zip(table.columns.items(), zip(*rows, strict=True), strict=True)
    }
    stored = ", ".join(_KINDS[kind].stored.format(name) for name, (kind, _) in table.columns.items())
    target.register("batch", batch)
    target.execute(f"insert into {table.name} select {stored} from batch")
    target.unregister("batch")
