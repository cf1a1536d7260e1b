"""The tables of a day: where every deal stood, who had it, and which moves and money counted.

They are made once for a day asked and kept beside the copied rows; when facts were added since, only
the deals these facts touch are worked out again.
"""

from __future__ import annotations

from datetime import date

from kvota.analytics.columnar_copy import Copy, schema_of
from kvota.analytics.engines.duckdb_engine import Cursor, cursor, query
from kvota.analytics.stage_norms import DEFINITIONS, read_stays, write_norms

#: Days kept for one company. A replay walks over thirty; each is a few megabytes.
DAYS_KEPT = 8

#: In this order: each reads those before it.
TABLES = ("holding", "step", "money_fact", "deal_state")

_TOUCHED = """
    select deal from move where sequence > $after
    union select deal from deal_version where sequence > $after
    union select deal from contract where sequence > $after
    union select deal from invoice where sequence > $after
    union select deal from payment where sequence > $after
    union select deal from refund where sequence > $after"""

_WANTED_MOVES = "create temp table wanted_move as select m.* from counted_move m join wanted using (deal)"


def bring_day(copy: Copy, as_of: date) -> None:
    """Make the tables of a day in a locked copy, or bring them up to what the copy holds."""
    assert copy.seen is not None
    included = copy.days.get(as_of)
    if included != copy.seen.sequence:
        surplus = [] if included is not None else list(copy.days)[: len(copy.days) + 1 - DAYS_KEPT]
        with cursor() as target:
            target.execute(f"use {copy.database}")
            target.begin()
            for day in surplus:
                target.execute(f"drop schema {schema_of(day)} cascade")
            if included is None:
                _make(target, copy.database, as_of)
            else:
                _update(target, copy.database, as_of, after=included)
            target.commit()
        for day in surplus:
            del copy.days[day]
            for key in [key for key in copy.learnt if key[0] == day]:
                del copy.learnt[key]
        copy.days[as_of] = copy.seen.sequence
    copy.days.move_to_end(as_of)


def _judge(target: Cursor, as_of: date, *, anew: bool) -> None:
    """Hold every deal in work against the norms, which any new move may have changed."""
    schema = schema_of(as_of)
    for definition in DEFINITIONS:
        name = definition.split()[2]
        target.execute(definition.replace(name, f"{schema}.{name}", 1) if anew else f"delete from {name}")
    write_norms(target, read_stays(target, as_of))
    watch = _derived("deal_watch", as_of)
    target.execute(f"create or replace table {schema}.deal_watch as {watch}")


def look_at_day(target: Cursor, database: str, as_of: date) -> None:
    """Let plain table names mean those of the day, else those of the company."""
    target.execute(f"set search_path = 'temp.main,{database}.{schema_of(as_of)},{database}.main'")


def _make(target: Cursor, database: str, as_of: date) -> None:
    target.execute(f"create schema {schema_of(as_of)}")
    look_at_day(target, database, as_of)
    target.execute("create temp table wanted as select distinct deal from deal_version")
    # A view takes no parameters, so the day is written into it. It is a date, nothing a user typed.
    counted = query("states/counted_move.sql").replace("$as_of", f"date '{as_of}'")
    target.execute(f"create view {schema_of(as_of)}.counted_move as {counted}")
    target.execute(_WANTED_MOVES)
    for table in TABLES:
        target.execute(f"create table {schema_of(as_of)}.{table} as {_derived(table, as_of)}")
    _judge(target, as_of, anew=True)


def _update(target: Cursor, database: str, as_of: date, *, after: int) -> None:
    look_at_day(target, database, as_of)
    target.execute(f"create temp table wanted as {_TOUCHED}", {"after": after})
    target.execute(_WANTED_MOVES)
    for table in TABLES:
        target.execute(f"delete from {table} where deal in (select deal from wanted)")
        target.execute(f"insert into {table} {_derived(table, as_of)}")
    _judge(target, as_of, anew=False)


def _derived(table: str, as_of: date) -> str:
    return query(f"states/{table}.sql").replace("$as_of", f"date '{as_of}'")
