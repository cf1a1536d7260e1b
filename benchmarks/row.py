"""One row of the table: a workload, what the product reached, what the limit reached."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass
class Row:
    """`product` and `limit` are in `unit`; `per_row_us` is the cost of one row, to compare two sizes."""

    number: str
    workload: str
    size: str
    product: float | None = None
    limit: float | None = None
    unit: str = ""
    goal: str = ""
    met: bool | None = None
    note: str = ""
    per_row_us: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.product / self.limit if self.product and self.limit else None

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": self.ratio}


def table(rows: list[Row]) -> str:
    """The rows as text, one line each."""
    heads = ("#", "workload", "size", "product", "limit", "ratio", "unit", "goal", "met", "note")
    lines = [heads]
    for row in rows:
        lines.append(
            (
                row.number,
                row.workload,
                row.size,
                _figure(row.product),
                _figure(row.limit),
                _figure(row.ratio),
                row.unit,
                row.goal,
                {True: "yes", False: "no", None: "–"}[row.met],
                row.note,
            )
        )
    widths = [max(len(line[place]) for line in lines) for place in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines
    )


def _figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
