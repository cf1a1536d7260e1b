"""The columnar copy of a company: loaded when first asked, brought up to date before every answer.

How this works. Facts carry a number of their company's sequence, and numbers are given out in the
order of commits (records/sequence.py). So the copy remembers the last number it has seen and, at
the next question, adds the rows above it. A few rows change otherwise: an import that is applied or
undone raises the company's `epoch`, and the copy is made anew; stages, seats, units and rates are
so few that they are read again whenever the sequence moved. Nothing here is truth: the copy can be
dropped at any moment.

No transaction of the stored base is held open while the copy is loaded: on SQLite Django's would
take the write lock (IMMEDIATE), and everybody's moves would wait for it. The counter is read first
and only facts up to it are taken; they are complete, whoever writes meanwhile.
"""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection

from kvota.analytics.copied_tables import (
    FACTS,
    RATE_DEFINITION,
    SETTINGS,
    Settings,
    copy_facts,
    copy_settings,
)
from kvota.analytics.engines.duckdb_engine import attach, cursor, detach
from kvota.analytics.kept_answers import KeptAnswers

#: Companies kept in memory at once; the one asked least recently goes first.
COMPANIES_KEPT = 16

#: Things learnt of one company and kept: the one asked least recently goes first. Most are a forecast
#: of two kilobytes, one for each person and period asked; a thousand people fit with room to spare.
LEARNT_KEPT = 4_096

#: An import applied or undone while the copy is being loaded makes it start over. Each such
#: change is a person's click, so a second attempt is rare and a tenth means something is broken.
ATTEMPTS = 10


class CompanyGone(RuntimeError):
    """A question about a company that is stored no more."""


class CopyNeverSettled(RuntimeError):
    """The company changed in place during every attempt to copy it."""


@dataclass(frozen=True)
class Seen:
    """Up to where the stored facts were read.

    `incarnation` is the outer id of the company's first funnel: after a restore, or in an emptied
    database, another company may have the same number and even the same sequence.
    """

    sequence: int
    epoch: int
    currency: str
    incarnation: str


@dataclass
class Copy:
    """One company's tables inside the process's DuckDB, and the days computed from them."""

    organisation: int
    #: The transaction of the stored base the copy was read in, if any: it dies with it, since
    #: a rollback would leave rows behind that never were.
    transaction: object | None
    lock: threading.RLock = field(default_factory=threading.RLock)
    database: str = ""
    seen: Seen | None = None
    settings: Settings = field(default_factory=dict)
    #: The day asked -> the sequence its tables include (state_on_a_day.py).
    days: OrderedDict[date, int] = field(default_factory=OrderedDict)
    #: What was learnt from a state of the company: day and name -> the state and the thing.
    learnt: dict[tuple[date, Hashable], tuple[Seen | None, Any]] = field(default_factory=dict)
    #: What was asked of a state of the company, whole answers.
    answers: KeptAnswers = field(default_factory=KeptAnswers)
    evicted: bool = False

    def learn(self, key: tuple[date, Hashable], seen: Seen | None, thing: Any) -> None:
        """Keep a thing as the one asked last. Readers come here without the lock."""
        self.learnt.pop(key, None)
        self.learnt[key] = (seen, thing)
        if len(self.learnt) > LEARNT_KEPT:
            for oldest in list(self.learnt)[:-LEARNT_KEPT]:
                self.learnt.pop(oldest, None)

    def drop(self) -> None:
        if self.database:
            detach(self.database)
        self.database, self.seen = "", None
        self.settings.clear()
        self.days.clear()
        self.learnt.clear()
        self.answers.clear()


_copies: OrderedDict[tuple[int, int], Copy] = OrderedDict()
_copies_lock = threading.Lock()


@contextmanager
def locked_copy(organisation: int) -> Iterator[Copy]:
    """Hold the copy of a company, for one thread at a time. It may be behind: see `bring_up_to_date`."""
    while True:
        copy = _find(organisation)
        with copy.lock:
            if not copy.evicted:
                yield copy
                return


def _find(organisation: int) -> Copy:
    """The company's copy, moved to the front; those at the end are dropped."""
    transaction = _open_transaction()
    # A copy read inside a transaction holds rows nobody else may see yet.
    key = (organisation, threading.get_ident() if transaction is not None else 0)
    with _copies_lock:
        copy = _copies.get(key)
        surplus = [] if copy is None or copy.transaction is transaction else [copy]
        if copy is None or surplus:
            copy = _copies[key] = Copy(organisation, transaction)
        _copies.move_to_end(key)
        while len(_copies) > COMPANIES_KEPT:
            surplus.append(_copies.popitem(last=False)[1])
    for other in surplus:
        _evict(other)
    return copy


def _evict(copy: Copy) -> None:
    with copy.lock:
        copy.evicted = True
        copy.drop()


def forget_everything() -> None:
    """Drop every copy of this process; the next question loads anew."""
    with _copies_lock:
        copies = list(_copies.values())
        _copies.clear()
    for copy in copies:
        _evict(copy)


def bring_up_to_date(copy: Copy) -> None:
    """Add to a locked copy what was stored since it was last read.

    One short query when nothing happened, seventeen when something did.
    """
    for _ in range(ATTEMPTS):
        now = _stored(copy.organisation)
        if now == copy.seen:
            return
        if _goes_on(copy.seen, now):
            _add(copy, now)
        else:
            _load(copy, now)
        # Facts above `now.sequence` were left out, so only a change in place can have disturbed.
        after = _stored(copy.organisation)
        if (after.epoch, after.incarnation) == (now.epoch, now.incarnation):
            return
    raise CopyNeverSettled(f"company {copy.organisation} after {ATTEMPTS} attempts")


def _goes_on(seen: Seen | None, now: Seen) -> bool:
    """Whether what is stored is what was seen with more facts on top."""
    return seen is not None and seen.sequence <= now.sequence and _but_sequence(seen) == _but_sequence(now)


def _but_sequence(seen: Seen) -> tuple[int, str, str]:
    return seen.epoch, seen.currency, seen.incarnation


def _stored(organisation: int) -> Seen:
    with connection.cursor() as reader:
        reader.execute(
            "select o.sequence, o.epoch, o.currency,"
            " (select f.uid from records_funnel f where f.organisation_id = o.id order by f.id limit 1)"
            " from records_organisation o where o.id = %s",
            [organisation],
        )
        row = reader.fetchone()
    if row is None:
        raise CompanyGone(f"company {organisation}")
    return Seen(int(row[0]), int(row[1]), row[2], str(row[3]))


def _load(copy: Copy, now: Seen) -> None:
    """Read a company from the beginning, beside the old copy, which is dropped when this is done."""
    database = attach()
    try:
        with cursor() as target:
            target.execute(f"use {database}")
            for table in (*FACTS, *SETTINGS):
                target.execute(table.definition)
            target.execute(RATE_DEFINITION)
            target.begin()
            for table in FACTS:
                copy_facts(table, target, organisation=copy.organisation, after=-1, up_to=now.sequence)
            settings = copy_settings(target, organisation=copy.organisation, currency=now.currency, known={})
            target.commit()
    except BaseException:
        detach(database)
        raise
    copy.drop()
    copy.database, copy.seen, copy.settings = database, now, settings


def _add(copy: Copy, now: Seen) -> None:
    """Add the facts above the last number seen, and read again what changes in place."""
    assert copy.seen is not None
    with cursor() as target:
        target.execute(f"use {copy.database}")
        target.begin()
        for table in FACTS:
            copy_facts(
                table,
                target,
                organisation=copy.organisation,
                after=copy.seen.sequence,
                up_to=now.sequence,
            )
        settings = copy_settings(
            target, organisation=copy.organisation, currency=now.currency, known=copy.settings
        )
        # Every day's tables hold ranks, converted sums, and clients as they are known on that day.
        whole = _differ(settings, copy.settings, "stage", "rate", "client_merge")
        outdated = list(copy.days) if whole else []
        for day in outdated:
            target.execute(f"drop schema {schema_of(day)} cascade")
        target.commit()
    copy.seen, copy.settings = now, settings
    for day in outdated:
        del copy.days[day]


def _differ(one: Settings, other: Settings, *tables: str) -> bool:
    return any(one[table] != other[table] for table in tables)


def schema_of(day: date) -> str:
    """Where the tables of a day lie inside a company's database."""
    return f"day_{day:%Y%m%d}"


def _open_transaction() -> object | None:
    """What stands for the transaction this thread is in: None outside of one.

    Django makes a new list of callbacks at every commit and at every rollback, to a
    savepoint too. So the same list means that nothing read since was taken back.
    """
    return connection.run_on_commit if connection.in_atomic_block else None


def _start_anew() -> None:
    """A forked child has neither the threads nor the DuckDB of its parent."""
    global _copies_lock
    _copies_lock = threading.Lock()
    _copies.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_anew)
