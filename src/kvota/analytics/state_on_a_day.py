"""The tables of a day: where every deal stood, who had it, and which moves and money counted.

They are made once for a day asked and kept beside the copied rows; when facts were added since, only
the deals these facts touch are worked out again.
"""

from __future__ import annotations

from datetime import date

from kvota.analytics.columnar_copy import Copy, schema_of
from kvota.analytics.engines.duckdb_engine import Cursor, cursor, query
from kvota.analytics.stage_norms import NORM_TABLES, read_stays, write_norms

#: Days kept for one company. A replay walks over thirty; each is a few megabytes.
DAYS_KEPT = 8

#: In this order: each reads those before it.
TABLES = ("holding", "step", "money_fact", "deal_state", "stay")

_TOUCHED = """
    select deal from move where sequence > $after
    union select deal from deal_version where sequence > $after
    union select deal from contract where sequence > $after
    union select deal from invoice where sequence > $after
    union select deal from payment where sequence > $after
    union select deal from refund where sequence > $after"""

_JUDGEMENTS = {
    "norm": "stage BIGINT, slow_after INT, stuck_after INT, silent_after INT,"
    " from_history BOOLEAN, last_age INT",
    "norm_chance": "stage BIGINT, age INT, chance DOUBLE, first_chance DOUBLE, is_hopeless BOOLEAN",
    "deal_watch": "deal BIGINT, age INT, silent_days INT, stuck_after INT, silent_after INT,"
    " from_history BOOLEAN, is_stuck BOOLEAN, is_suspended BOOLEAN, is_hopeless BOOLEAN,"
    " is_silent BOOLEAN, has_next_step BOOLEAN, is_overdue BOOLEAN, chance DOUBLE, loss_minor BIGINT",
}
_STALE_STAGES = """
    create temp table stale as
    select stage from (from fresh_norm except from norm)
    union select stage from (from norm except from fresh_norm)
    union select stage from (from fresh_norm_chance except from norm_chance)
    union select stage from (from norm_chance except from fresh_norm_chance)"""
_WATCHED = """
    create temp table watched as
    select deal from wanted
    union select deal from deal_state where coalesce(stage, 0) in (select stage from stale)
    -- A stage without a norm of its own takes that of none.
    union select deal from deal_state
    where 0 in (select stage from stale) and stage not in (select stage from norm)"""

_WANTED_MOVES = "create temp table wanted_move as select m.* from counted_move m join wanted using (deal)"


def bring_day(copy: Copy, as_of: date) -> None:
    """Make the tables of a day in a locked copy, or bring them up to what the copy holds."""
    assert copy.seen is not None
    included = copy.days.get(as_of)
    if included != copy.seen.sequence:
        too_many = 0 if included is not None else max(0, len(copy.days) + 1 - DAYS_KEPT)
        surplus = list(copy.days)[:too_many]
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
            for key in list(copy.learnt):  # readers add to it without the lock
                if key[0] == day:
                    copy.learnt.pop(key, None)
        copy.days[as_of] = copy.seen.sequence
    copy.days.move_to_end(as_of)


def _judge_anew(target: Cursor, as_of: date) -> None:
    """Hold the deals in work against the norms of their stages once more.

    Any move may change the norm of a stage, and with it the flags of all who stand there; where
    it did not, only the wanted deals are judged anew.
    """
    write_norms(target, read_stays(target))
    target.execute(_STALE_STAGES)
    for table in NORM_TABLES:
        target.execute(f"delete from {table} where stage in (select stage from stale)")
        target.execute(f"insert into {table} from fresh_{table} where stage in (select stage from stale)")
    target.execute(_WATCHED)
    target.execute("delete from deal_watch where deal in (select deal from watched)")
    target.execute(f"insert into deal_watch {_derived('deal_watch', as_of)}")


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
    target.execute(f"create table {schema_of(as_of)}.merged_client as {_derived('merged_client', as_of)}")
    for table in TABLES:
        target.execute(f"create table {schema_of(as_of)}.{table} as {_derived(table, as_of)}")
    target.execute(f"create view {schema_of(as_of)}.credited_fact as {_derived('credited_fact', as_of)}")
    for name, columns in _JUDGEMENTS.items():
        target.execute(f"create table {schema_of(as_of)}.{name} ({columns})")
    write_norms(target, read_stays(target))
    for table in NORM_TABLES:
        target.execute(f"insert into {table} from fresh_{table}")
    target.execute("create temp table watched as from wanted")
    target.execute(f"insert into deal_watch {_derived('deal_watch', as_of)}")


def _update(target: Cursor, database: str, as_of: date, *, after: int) -> None:
    look_at_day(target, database, as_of)
    target.execute(f"create temp table wanted as {_TOUCHED}", {"after": after})
    target.execute(_WANTED_MOVES)
    for table in TABLES:
        target.execute(f"delete from {table} where deal in (select deal from wanted)")
        target.execute(f"insert into {table} {_derived(table, as_of)}")
    _judge_anew(target, as_of)


def _derived(table: str, as_of: date) -> str:
    return query(f"states/{table}.sql").replace("$as_of", f"date '{as_of}'")
