"""Databases with nothing in them, for commands that run as processes of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def empty_place(tmp_path: Path, database_kind: str) -> Iterator[Callable[[], str]]:
    """Makes the address of a database with nothing in it, as often as it is asked."""
    made: list[str] = []

    def make() -> str:
        name = f"kvota_{uuid4().hex}"
        made.append(name)
        if database_kind == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        _in_the_cluster(f'CREATE DATABASE "{name}"')
        at = connection.settings_dict
        return f"postgresql://{at['USER']}:{at['PASSWORD']}@:{at['PORT']}/{name}?host={at['HOST']}"

    yield make
    if database_kind != "sqlite":
        for name in made:
            _in_the_cluster(f'DROP DATABASE "{name}" WITH (FORCE)')


def _in_the_cluster(statement: str) -> None:
    at = connection.settings_dict
    with psycopg.connect(
        host=at["HOST"],
        port=at["PORT"],
        user=at["USER"],
        password=at["PASSWORD"],
        dbname="postgres",
        autocommit=True,
    ) as cluster:
        cluster.execute(statement.encode())
