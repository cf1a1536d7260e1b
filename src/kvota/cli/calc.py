"""`kvota calc NAME < case.json`: one rule alone, without a company and without a database."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NoReturn

import typer

from kvota.cli.calculator_names import CALCULATOR_NAMES
from kvota.domain.errors import RuleError

if TYPE_CHECKING:
    from kvota.cli.calculators import Calculator

REFUSED, UNREADABLE = 1, 2

NAME = typer.Argument(..., help="One of: " + ", ".join(CALCULATOR_NAMES))


class Unreadable(Exception):
    """The input is not a JSON object, nor one on each line."""


def calc(name: str = NAME) -> None:
    """Work out one rule from a case on stdin. Example: kvota calc spread < case.json

    A case is one JSON object, or one on each line; each gets one line of answer. Ends with 1
    when the rules refuse a case, with 2 when the input cannot be read.
    """
    if name not in CALCULATOR_NAMES:
        _stop(f"There is no calculator {name!r}. There are: {', '.join(CALCULATOR_NAMES)}.")
    from kvota.cli.calculators import CALCULATORS

    calculator = CALCULATORS[name]
    try:
        cases = _cases(sys.stdin.buffer.read())
    except Unreadable as fault:
        _stop(str(fault))
    answers = [_answer(calculator, case) for case in cases]
    for answer, _ in answers:
        sys.stdout.write(json.dumps(answer, default=_exact_text) + "\n")
    if not all(accepted for _, accepted in answers):
        raise typer.Exit(REFUSED)


def _answer(calculator: Calculator, given: dict[str, object]) -> tuple[object, bool]:
    from kvota.cli.case import Case, CaseRefused

    try:
        return calculator.answer(Case(given, needs=calculator.needs, may=calculator.may)), True
    except (RuleError, CaseRefused) as refused:
        return {"error": refused.code, **refused.fields}, False


def _cases(data: bytes) -> list[dict[str, object]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"The input is not UTF-8 text (byte {fault.start}).") from None
    try:
        return [_object(text, "The input")]
    except Unreadable:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2:
            raise
    return [_object(line, f"Line {number}") for number, line in lines]


def _object(text: str, where: str) -> dict[str, object]:
    try:
        # Decimals stay as written: as a float, "0.07" would already be another number.
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_each_key_once
        )
    except (ValueError, RecursionError) as fault:
        raise Unreadable(f"{where} cannot be read as JSON: {fault}.") from None
    if not isinstance(value, dict):
        raise Unreadable(f'{where} is not a JSON object such as {{"total": 100, "weights": [1, 1]}}.')
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice")
    return found


def _exact_text(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")


def _stop(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(UNREADABLE)


if __name__ == "__main__":
    typer.run(calc)
