"""How many random examples a test with a database tries."""

from __future__ import annotations

import os


def examples(count: int) -> int:
    """So many on SQLite, a third on PostgreSQL, which is twice as slow and answers the same questions.

    What differs between the two is how rows are written and copied, which every example shows.
    """
    return max(3, count // 3) if os.environ.get("DATABASE_URL", "").startswith("postgres") else count
