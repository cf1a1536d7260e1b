"""The lanes of the board: the clients of one rep, or of one product, as a row across all points."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from django.utils.translation import gettext as _

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.metrics.clients_in_work import known_sum, parts_at_stages
from kvota.web.board.columns import Column
from kvota.web.board.figures import Counted, Figures, with_deal
from kvota.web.board.question import Question
from kvota.web.parts.chip import Chip
from kvota.web.parts.client_dots import ClientDots

By = Literal["rep", "product"]


@dataclass
class Cell:
    """The clients of one lane at one stage."""

    column: Column
    here: Counted = field(default_factory=Counted)
    chips: list[Chip] = field(default_factory=list)
    dots: ClientDots | None = None


@dataclass
class Lane:
    """One rep or one product, by its uid: "" for those who have none."""

    key: str
    name: str
    cells: dict[int, Cell]

    @property
    def count(self) -> int:
        return sum(cell.here.count for cell in self.cells.values())

    @property
    def minor(self) -> int | None:
        return known_sum(cell.here.minor for cell in self.cells.values())


def lanes_of(question: Question, figures: Figures, columns: list[Column], *, by: By) -> list[Lane]:
    """The lanes in order of names, those without a rep or a product last; each counts all its clients,
    drawn or not. One question to the copy, none where the filter has read the deals."""
    nobody = _("nobody") if by == "rep" else _("no product")
    found: dict[str, Lane] = {}
    for of, stage, here in _parts(question, figures, by):
        key = of.uid if of else ""
        cells = {column.stage.pk: Cell(column) for column in columns}
        lane = found.setdefault(key, Lane(key, of.name if of else nobody, cells))
        if stage in lane.cells:
            lane.cells[stage].here = here
    return sorted((lane for lane in found.values() if lane.count), key=lambda lane: (not lane.key, lane.name))


def lane_key(row: DealRow, by: By) -> str:
    """The lane a deal lies in."""
    of = _of(row, by)
    return of.uid if of else ""


def _of(row: DealRow, by: By) -> Named | None:
    return row.owner if by == "rep" else row.product


def _parts(question: Question, figures: Figures, by: By) -> Iterator[tuple[Named | None, int, Counted]]:
    """Whose, at which stage, and what of it the board is about."""
    if figures.rows is not None:
        yield from _counted_rows(figures.rows, by)
        return
    for part in parts_at_stages(
        question.organisation,
        scope=question.page.scope,
        as_of=question.day,
        by=by,
        funnel=question.funnels.number,
    ):
        stuck = Counted(part.stuck, part.stuck_minor, part.stuck)
        here = stuck if question.show == "stuck" else Counted(part.count, part.minor, part.stuck)
        if here.count:
            yield part.of, part.stage or 0, here


def _counted_rows(rows: list[DealRow], by: By) -> Iterator[tuple[Named | None, int, Counted]]:
    found: dict[tuple[str, int], Counted] = {}
    whose: dict[str, Named | None] = {}
    for row in rows:
        at = (lane_key(row, by), row.stage or 0)
        whose[at[0]] = _of(row, by)
        found[at] = with_deal(found.get(at, Counted()), row)
    for (key, stage), here in found.items():
        yield whose[key], stage, here
