"""Questions asked with every move: their SQL is written once, and later only the values change.

Django takes about ten times longer to write the SQL of a short question than SQLite takes
to answer it. So a question is written twice with stand-ins for its values, and where the two
texts' values differ is where a value goes. The question itself stays a queryset: there is
one definition of who sees what, and whoever changes it changes it here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django_scopes import get_scope, scope

from kvota.records.organisations import Organisation

COMPANY = "company in scope"
# Inside the smallest integer column, outside what the text itself may hold.
FIRST_NUMBER = 30_000
MOST_TEXTS = 200
Place = tuple[str, int | None]  # the value's name, and its place inside when the value is a tuple


class Records:
    """Rows made into records, as django.db.models.query.ModelIterable makes them."""

    def __init__(self, select: Sequence[Any], klass_info: dict[str, Any]) -> None:
        fields = klass_info["select_fields"]
        self.model, self.first, self.last = klass_info["model"], fields[0], fields[-1] + 1
        self.names = [column[0].target.attname for column in select[self.first : self.last]]
        self.related = get_related_populators(klass_info, select, DEFAULT_DB_ALIAS)

    def of(self, rows: Iterable[Sequence[Any]]) -> Iterator[Any]:
        for row in rows:
            record = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.first : self.last])
            for populator in self.related:
                populator.populate(row, record)
            yield record


@dataclass(frozen=True)
class Written:
    """The SQL of a question, where its values go, and how its rows are read."""

    text: str
    constants: tuple[Any, ...]
    places: tuple[tuple[int, Place], ...]
    converters: tuple[tuple[int, Sequence[Any], Any], ...]
    records: Records | None

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """The rows as the queryset would give them: records, or tuples of values."""
        used = connections[DEFAULT_DB_ALIAS]
        parameters = list(self.constants)
        for where, (name, inside) in self.places:
            value = values[name]
            parameters[where] = _as_stored(value if inside is None else value[inside], used)
        with used.cursor() as cursor:
            cursor.execute(self.text, parameters)
            plain = [self._converted(list(row), used) for row in cursor.fetchall()]
        return plain if self.records is None else list(self.records.of(plain))

    def _converted(self, row: list[Any], used: BaseDatabaseWrapper) -> tuple[Any, ...]:
        for where, steps, column in self.converters:
            for step in steps:
                row[where] = step(row[where], column, used)
        return tuple(row)


class AskedOften:
    """A queryset by named values, whose SQL is kept.

    `make` is called with keywords: UUIDs, days, small numbers and texts, and tuples of ids.
    None and a tuple's length change the SQL, so each such shape has a text of its own. The
    company in scope is a value like the others; without a scope Django refuses as ever.
    """

    def __init__(self, make: Callable[..., QuerySet[Any]]) -> None:
        self.make = make
        self._texts: dict[Any, Written] = {}

    def rows(self, **values: Any) -> list[Any]:
        """Ask. One query."""
        here = get_scope()
        enabled, company = here.get("_enabled"), here.get("organisation")
        if enabled and isinstance(company, Organisation):
            values[COMPANY] = company.pk
        shape = (enabled, *[_shape(value) for value in values.values()], *values)
        written = self._texts.get(shape)
        if written is None:
            if len(self._texts) >= MOST_TEXTS:
                self._texts.clear()
            written = self._texts[shape] = self._write(values)
        return written.ask(values)

    def row(self, **values: Any) -> Any:
        """The first row, or None."""
        return next(iter(self.rows(**values)), None)

    def _write(self, values: dict[str, Any]) -> Written:
        first, others = _stand_ins(values, turn=0), _stand_ins(values, turn=1)
        made, compiler, text, constants = self._compiled(first)
        *_, again, changed = self._compiled(others)
        names = {_as_stored(value, connection): place for place, value in _by_place(first)}
        places = tuple(
            (where, names[constants[where]])
            for where in range(len(constants))
            if constants[where] != changed[where]
        )
        missing = set(names.values()) - {place for _, place in places}
        if text != again or missing:
            raise ValueError(f"not a question of values alone: {missing or again}")
        makes_records = issubclass(made._iterable_class, ModelIterable)
        return Written(
            text=text,
            constants=tuple(constants),
            places=places,
            converters=_converters([column for column, _, _ in compiler.select]),
            records=Records(compiler.select, compiler.klass_info) if makes_records else None,
        )

    def _compiled(self, values: dict[str, Any]) -> tuple[QuerySet[Any], Any, str, Sequence[Any]]:
        given = {name: value for name, value in values.items() if name != COMPANY}
        if COMPANY in values:
            with scope(organisation=Organisation(pk=values[COMPANY])):
                made = self.make(**given)
        else:
            made = self.make(**given)
        compiler = made.query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        return made, compiler, text, parameters


def _shape(value: Any) -> Any:
    """What of a value changes the SQL."""
    if isinstance(value, tuple):
        return len(value)
    return value if value is None or isinstance(value, bool) else type(value)


def _stand_ins(values: dict[str, Any], *, turn: int) -> dict[str, Any]:
    """Values of the same shape, none of them twice, and other ones for each turn."""
    number = FIRST_NUMBER + turn * 1_000
    found: dict[str, Any] = {}
    for name, value in values.items():
        number += 1
        if isinstance(value, tuple):
            found[name] = tuple((number << 40) + inside for inside in range(len(value)))
        elif isinstance(value, UUID):
            found[name] = UUID(int=number)
        elif isinstance(value, date):
            found[name] = date(1800, 1, 1) + timedelta(days=number)
        elif isinstance(value, str):
            found[name] = f"stand-in {number}"
        elif value is None or isinstance(value, bool):
            found[name] = value
        else:
            found[name] = number
    return found


def _by_place(values: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    for name, value in values.items():
        if isinstance(value, tuple):
            yield from (((name, inside), part) for inside, part in enumerate(value))
        elif value is not None and not isinstance(value, bool):
            yield (name, None), value


def _as_stored(value: Any, used: BaseDatabaseWrapper) -> Any:
    """The value as this database takes it in a parameter."""
    if isinstance(value, UUID):
        return value if used.features.has_native_uuid_field else value.hex
    if isinstance(value, date):
        return used.ops.adapt_datefield_value(value)
    return value


def _converters(columns: list[Any]) -> tuple[tuple[int, Sequence[Any], Any], ...]:
    # Of a connection that is never opened: kept, those of a thread would keep its connection.
    unused = connections.create_connection(DEFAULT_DB_ALIAS)
    found = []
    for where, column in enumerate(columns):
        steps = [*unused.ops.get_db_converters(column), *column.get_db_converters(unused)]
        if steps:
            found.append((where, steps, column))
    return tuple(found)
