"""Whether a command was asked for one JSON object, and how it then says why it ended."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import typer
from typer.core import TyperGroup

_asked: ContextVar[bool] = ContextVar("asked for JSON", default=False)


def tell_in_json(code: str, sentence: str, fields: Mapping[str, object] | None = None) -> None:
    """Print why the command ends, if JSON was asked for: code and fields for programs, a sentence for people.

    Money is in minor units, and what JSON has no form for is written as text, as in the API.
    """
    if _asked.get():
        error = {**(fields or {}), "code": code, "sentence": sentence}
        sys.stdout.write(json.dumps({"error": error}, ensure_ascii=False, default=str) + "\n")


class KvotaCommand(TyperGroup):
    """The whole `kvota` command: it sees --json before any option is read, so a wrong one is told too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        _asked.set("--json" in args)
        with _usage_told():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        with _usage_told():
            return super().invoke(ctx)


@contextmanager
def _usage_told() -> Iterator[None]:
    try:
        yield
    except typer.TyperException as fault:
        tell_in_json("usage", fault.format_message())
        raise
    except typer.Abort:
        tell_in_json("not_confirmed", "Not confirmed; nothing was changed.")
        raise
