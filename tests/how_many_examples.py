"""How many random examples a test with a database tries, and how many people walk every page."""

from __future__ import annotations

import os
from collections.abc import Iterable

from hypothesis import settings

TIMES_IN_LAWS = 20


def examples(count: int) -> int:
    """Two thirds of so many on SQLite, a third on PostgreSQL, and twenty times as many in `make laws`.

    PostgreSQL is twice as slow and answers the same questions; what differs between the two is
    how rows are written and copied, which every example shows.
    """
    if settings.get_current_profile_name() == "laws":
        return TIMES_IN_LAWS * count
    return max(3, count // 3 if _on_postgres() else 2 * count // 3)


def walkers(names: Iterable[str]) -> list[str]:
    """The first of every three on PostgreSQL, the others on SQLite; all of them in `make laws`.

    What a role may read is one question, asked with another role: each role is walked once, and each
    database by enough of them to show that it is answered in that dialect too.
    """
    everybody = list(names)
    if settings.get_current_profile_name() == "laws":
        return everybody
    return [name for place, name in enumerate(everybody) if (place % 3 == 0) == _on_postgres()]


def _on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")
