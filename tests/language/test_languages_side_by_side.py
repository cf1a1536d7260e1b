"""Languages of one server process do not colour each other's words."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

LANGUAGES = ("en", "ru", "zh-hans", "bg")
WRITE = """
import sys
from datetime import date, time
from kvota.language.formats import formats_for

for language in sys.argv[1:]:
    formats = formats_for(language, "EUR")
    words = [
        write(date(2026, month, 5))
        for month in (1, 5, 11)
        for write in (formats.month_name, formats.month, formats.day_long, formats.day_month, formats.weekday)
    ]
    words.append(formats.ten_days(date(2026, 11, 11), date(2026, 11, 20)))
    words.append(formats.time(time(14, 5)))
print(words)
"""


def written_last(languages: tuple[str, ...]) -> str:
    """What the last of these languages writes in a fresh process that wrote the others before it."""
    done = subprocess.run(
        [sys.executable, "-c", WRITE, *languages], capture_output=True, text=True, check=True
    )
    return done.stdout


@pytest.fixture(scope="module")
def written() -> dict[tuple[str, ...], str]:
    """Every language alone and after every other one."""
    orders = [order for length in (1, 2) for order in permutations(LANGUAGES, length)]
    with ThreadPoolExecutor(2) as two:
        return dict(zip(orders, two.map(written_last, orders), strict=True))


@pytest.mark.parametrize(("first", "second"), list(permutations(LANGUAGES, 2)))
def test_a_language_writes_the_same_after_another(
    written: dict[tuple[str, ...], str], first: str, second: str
) -> None:
    assert written[first, second] == written[(second,)]
