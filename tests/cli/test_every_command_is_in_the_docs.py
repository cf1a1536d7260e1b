from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from kvota.cli.main import app

DOCS = Path(__file__).parents[2] / "docs" / "commands.md"


def commands(command: Any, name: str = "kvota") -> Iterator[tuple[str, str]]:
    """The full name of every command with its help, groups walked through."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command.help or ""
        return
    for word, each in inner.items():
        yield from commands(each, f"{name} {word}")


COMMANDS = dict(commands(typer.main.get_command(app)))
WRITTEN = set(re.findall(r"^\| `(kvota [a-z -]+)` \|", DOCS.read_text(), re.M))


def test_the_page_of_commands_lists_each_one_and_no_other() -> None:
    assert set(COMMANDS) == WRITTEN


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_an_example_of_it(name: str) -> None:
    assert f"Example: {name}" in " ".join(COMMANDS[name].split())
