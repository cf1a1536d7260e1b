"""Asking the copy: one state of the company from the first question of a page to the last."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from kvota.analytics.columnar_copy import Copy, Seen, bring_up_to_date, locked_copy
from kvota.analytics.engines.duckdb_engine import Cursor, cursor, query
from kvota.analytics.kept_answers import Answer
from kvota.analytics.scope import Scope
from kvota.analytics.state_on_a_day import bring_day, look_at_day
from kvota.records.organisations import Organisation

Row = dict[str, Any]

_PARAMETER = re.compile(r"\$([a-z_]+)")


class Reading:
    """One reader's view of a company: everything it asks about a day comes from one state.

    What others record meanwhile is not seen until the next reading.
    """

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self._cursor: Cursor | None = None
        self._copy: Copy | None = None
        self._seen: Seen | None = None
        self._database = ""
        self._days: frozenset[date] = frozenset()
        self._looks_at: date | None = None

    def ask(self, name: str, *, as_of: date, scope: Scope | None = None, **parameters: Any) -> list[Row]:
        """Answer a file of SQL of this room, as rows by column name.

        `$as_of`, `$everyone` and `$people` are always known to it; it is given the
        parameters that its text names. Asked again in the same state of the company, by this
        page or by another, it is answered from what was kept.
        """
        self._at(as_of)
        assert self._copy is not None
        people = None if scope is None else scope.people
        question = (name, as_of, people, repr(sorted(parameters.items())))
        answer = self._copy.answers.find(question, state=self._seen)
        if answer is None:
            target = self._execute(name, as_of, scope, dict(parameters))
            columns = tuple(column[0] for column in target.description or ())
            answer = Answer(columns, target.fetchall())
            self._copy.answers.keep(question, answer, state=self._seen)
        return [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]

    def columns(
        self, name: str, *, as_of: date, scope: Scope | None = None, **parameters: Any
    ) -> dict[str, Any]:
        """Answer as `ask`, but as numpy arrays by column name, for what goes on to statistics."""
        return self._execute(name, as_of, scope, parameters).fetchnumpy()

    def once(self, key: Hashable, make: Callable[[], Any], *, as_of: date) -> Any:
        """What `make` returns for this state of the company and this day, kept for all who ask next.

        For what is learnt from the whole company and then asked for each person of a page, and
        for what is dear and asked by several pages. It must not be changed by who gets it. Any
        fact stored since makes another state, so nothing is kept beyond what it was made from.
        """
        self._at(as_of)
        assert self._copy is not None
        seen, thing = self._copy.learnt.get((as_of, key), (None, None))
        if seen is None or seen != self._seen:
            thing = make()
        self._copy.learn((as_of, key), self._seen, thing)
        return thing

    def _execute(self, name: str, as_of: date, scope: Scope | None, parameters: dict[str, Any]) -> Cursor:
        target = self._at(as_of)
        text = query(name)
        if reads := parameters.pop("reads", ""):
            # A table cannot be a parameter; this names a file of ours, never what somebody typed.
            text = text.replace("$reads", f"(\n{query(f'states/{reads}.sql')}\n)")
        people = None if scope is None else scope.people
        known = {"as_of": as_of, "everyone": people is None, "people": sorted(people or ()), **parameters}
        return target.execute(text, {key: known[key] for key in _PARAMETER.findall(text)})

    def close(self) -> None:
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None

    def _at(self, as_of: date) -> Cursor:
        """The cursor, its transaction begun, looking at a day."""
        if self._cursor is None or as_of not in self._days:
            is_first = self._cursor is None
            with locked_copy(self.organisation.pk) as copy:
                # Within one reading the copy is not brought forward for a second day: its
                # figures stand on the same page as those of the first.
                if is_first or copy.seen is None:
                    bring_up_to_date(copy)
                bring_day(copy, as_of)
                self._begin(copy)
        assert self._cursor is not None
        if self._looks_at != as_of:
            look_at_day(self._cursor, self._database, as_of)
            self._looks_at = as_of
        return self._cursor

    def _begin(self, copy: Copy) -> None:
        self.close()
        self._cursor = cursor()
        self._cursor.begin()
        # DuckDB takes the snapshot of a database when it is first touched, so touch it while
        # the copy is locked.
        self._cursor.execute(f"select count(*) from {copy.database}.main.stage").fetchall()
        self._copy, self._seen, self._looks_at = copy, copy.seen, None
        self._database, self._days = copy.database, frozenset(copy.days)


_open: ContextVar[dict[int, Reading] | None] = ContextVar("open readings", default=None)


@contextmanager
def one_moment(organisation: Organisation) -> Iterator[Reading]:
    """Let all questions inside come from one state of the company, checked for freshness once.

    A page wraps its questions in it, so that its parts sum to its whole whoever records
    meanwhile. Every metric opens one for itself; inside another it is the same.
    """
    readings = _open.get()
    if readings is not None and organisation.pk in readings:
        yield readings[organisation.pk]
        return
    reading = Reading(organisation)
    token = _open.set({**(readings or {}), organisation.pk: reading})
    try:
        yield reading
    finally:
        _open.reset(token)
        reading.close()
