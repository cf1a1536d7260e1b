"""A company's deals as a file, made from a seed: the same rows on every machine."""

from __future__ import annotations

import csv
import random
from datetime import date, timedelta
from pathlib import Path

TODAY = date(2026, 11, 18)
NOW = "2026-11-18T14:05"
STAGES = ("Contacted", "Qualified", "Proposal", "Negotiation")
HEADER = ("id", "client", "owner", "product", "stage", "amount", "created", "moved", "closed", "lost reason")


def write_deals(
    file: Path, *, rows: int, reps: int, open_share: float, seed: int = 7, prefix: str = "D"
) -> None:
    """Write deals of so many reps; `open_share` of them are still open, and ids begin with `prefix`."""
    chance = random.Random(seed)
    with file.open("w", newline="", encoding="utf-8") as handle:
        out = csv.writer(handle)
        out.writerow(HEADER)
        for number in range(rows):
            created = TODAY - timedelta(days=chance.randrange(1, 540))
            amount = round(chance.lognormvariate(8, 1), 2)
            is_open = chance.random() < open_share
            closed = min(created + timedelta(days=chance.randrange(1, 120)), TODAY)
            stage = chance.choice(STAGES) if is_open else chance.choice(("Won", "Lost"))
            moved = min(created + timedelta(days=chance.randrange(0, 60)), TODAY)
            out.writerow(
                (
                    f"{prefix}{number:07d}",
                    f"Client {chance.randrange(rows // 3 + 1)}",
                    f"Rep {chance.randrange(reps):03d}",
                    f"Product {chance.randrange(8)}",
                    stage,
                    f"{amount:.2f}",
                    created.isoformat(),
                    moved.isoformat() if is_open else "",
                    "" if is_open else closed.isoformat(),
                    "Price" if stage == "Lost" and chance.random() < 0.3 else "",
                )
            )
