"""The worked numbers of the domain specification, by their id."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vectors"
FILE_OF = {"A": "decomposition", "B": "funnel", "D": "plan_level", "E": "control", "F": "forecast"}


@cache
def _file(name: str) -> dict[str, Any]:
    vectors = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    return {vector["id"]: vector for vector in vectors}


def worked(number: str) -> tuple[Any, Any]:
    """Return the input and the expected answer of one vector, such as A02."""
    vector = _file(FILE_OF[number[0]])[number]
    return vector["input"], vector["expected"]
