"""What every command shares: an open house, a company by name, one way to answer."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from kvota.cli.told_in_json import tell_in_json

if TYPE_CHECKING:
    from kvota.domain.errors import RuleError
    from kvota.records.organisations import Organisation
    from kvota.records.people import Seat


def stop(sentence: str, *, code: str, exit_code: int = 1, **fields: object) -> NoReturn:
    """End the command with one clear line on stderr, and with --json one object on stdout."""
    tell_in_json(code, sentence, fields)
    typer.echo(sentence, err=True)
    raise typer.Exit(exit_code)


def refuse(refused: RuleError, *, currency: str = "") -> NoReturn:
    """End the command with what the rules refuse, in words and with its own code and fields."""
    from kvota.language.errors import worded

    words = worded(refused, currency=currency)
    tell_in_json(refused.code, words, refused.fields)
    typer.echo(words, err=True)
    raise typer.Exit(1)


def open_house() -> None:
    """Set Django up, and prepare or upgrade the database, so that every command works from nothing.

    Must come before any import of records: models exist only after it. A database newer
    than the program is refused untouched; of two commands at once one prepares, the other waits.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kvota.settings")
    import django
    from django.conf import settings

    try:
        settings.KVOTA  # noqa: B018  read here, where what it refuses can be said
    except SystemExit as refused:
        stop(f"{refused}.", code="setting_refused", exit_code=2)
    django.setup()
    from kvota.records.prepare_alone import DatabaseNotOpened, prepare_alone

    try:
        with prepare_alone():
            _prepare_database()
    except DatabaseNotOpened as fault:
        stop(f"{fault} Nothing was changed.", code="database_not_opened")


def _prepare_database() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    applied = {key for key in executor.loader.applied_migrations if key[0] == "records"}
    if applied - known:
        newest = max(name for _, name in applied - known)
        stop(
            f"This database was made by a newer kvota ({newest}). Install that version; nothing was changed.",
            code="newer_database",
            newest=newest,
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def find_company(name: str) -> Organisation | None:
    """The company of that name or address part, upper and lower case alike."""
    from django.db.models import Q

    from kvota.records.organisations import Organisation

    return Organisation.objects.filter(Q(name__iexact=name) | Q(slug=name)).order_by("is_demo", "id").first()


def company(name: str) -> Organisation:
    """The company of that name, or one clear line and the end."""
    from kvota.records.organisations import Organisation

    found = find_company(name)
    if found is None:
        names = ", ".join(Organisation.objects.values_list("name", flat=True)[:10]) or "none yet"
        stop(
            f"There is no company named {name!r}. Companies here: {names}.", code="unknown_company", name=name
        )
    return found


@contextmanager
def inside(organisation: Organisation) -> Iterator[None]:
    """Work within one company; what the rules refuse ends the command with its sentence."""
    from django.utils import translation
    from django_scopes import scope

    from kvota.domain.errors import RuleError

    with scope(organisation=organisation), translation.override("en"):
        try:
            yield
        except RuleError as refused:
            refuse(refused, currency=organisation.currency)


def top_seat(organisation: Organisation, *roles: str) -> Seat | None:
    """The first seat in force of the first of these roles that has one, to act as from the shell."""
    from kvota.clock import today
    from kvota.records.people import Seat
    from kvota.records.units import in_force

    for role in roles:
        seats = Seat.objects.live().filter(in_force(today(organisation)), role=role)
        seat = seats.select_related("person", "unit", "organisation").order_by("id").first()
        if seat is not None:
            found: Seat = seat
            return found
    return None


def say(result: dict[str, Any], *, as_json: bool, lines: list[str] | None = None) -> None:
    """Print one JSON object, or the lines a person reads."""
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, default=str) + "\n")
        return
    for line in lines if lines is not None else [f"{name}: {value}" for name, value in result.items()]:
        typer.echo(line)
