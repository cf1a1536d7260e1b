"""How many random examples a test with a database tries."""

from __future__ import annotations

import os

from hypothesis import settings

TIMES_IN_LAWS = 20


def examples(count: int) -> int:
    """So many on SQLite, a third on PostgreSQL, and twenty times as many in `make laws`.

    PostgreSQL is twice as slow and answers the same questions; what differs between the two is
    how rows are written and copied, which every example shows.
    """
    if settings.get_current_profile_name() == "laws":
        return TIMES_IN_LAWS * count
    return max(3, count // 3) if os.environ.get("DATABASE_URL", "").startswith("postgres") else count
