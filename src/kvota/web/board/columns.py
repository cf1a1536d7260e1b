"""The points of the board: each stage with its head, and its clients as chips, dots or lanes of chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.analytics.deal_rows import DealRow, Named
from kvota.analytics.metrics.clients_in_work import InWork, known_sum
from kvota.analytics.metrics.conversion import StageConversion
from kvota.analytics.metrics.days_in_stage import FEW_MOVES, StageSpeed
from kvota.analytics.metrics.deals import Filter, large_amount, open_deals
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import listed
from kvota.records.funnels import Stage
from kvota.web.board.look import MOST_CHIPS, Look
from kvota.web.parts.chip import Chip, chip_size
from kvota.web.parts.client_dots import ClientDots, clients_a_dot
from kvota.web.scope_bar import PageScope
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass
class Column:
    """One stage of the board with what its head says."""

    stage: Stage
    name: str
    count: int = 0
    minor: int | None = 0
    stuck: int = 0
    chips: list[Chip] = field(default_factory=list)
    hidden: int = 0
    dots: ClientDots | None = None
    usual: StageSpeed | None = None
    own: StageSpeed | None = None
    conversion: StageConversion | None = None

    @property
    def own_days(self) -> int | None:
        """The median of the period, where enough have moved on in it to say one."""
        return self.own.median_days if self.own and self.own.advanced >= FEW_MOVES else None

    @property
    def slower_days(self) -> int | None:
        """By how many days it takes longer than usual; below 0 where it takes less."""
        if self.own_days is None or self.usual is None or self.usual.median_days is None:
            return None
        return self.own_days - self.usual.median_days


@dataclass
class Cell:
    """The clients of one lane at one stage."""

    column: Column
    chips: list[Chip] = field(default_factory=list)
    count: int = 0


@dataclass
class LaneOfChips:
    """The clients of one rep or one product: a row across all points. Of nobody and no product too."""

    key: str
    name: str
    cells: list[Cell]
    count: int = 0
    minor: int | None = 0


@dataclass(frozen=True)
class Counted:
    """How many clients of a stage the board is about, their sum, and how many of them are stuck.

    The sum is None where a rate is missing; a deal without an amount adds nothing to it.
    """

    count: int = 0
    minor: int | None = 0
    stuck: int = 0


def counted_by_stage(
    request: Asked, page: PageScope, in_work: InWork, show: Filter | None, *, funnel: int | None
) -> tuple[dict[int, Counted], list[DealRow] | None]:
    """What each stage (0: none yet) holds of the filter; and the deals, where these had to be read for it."""
    if show is None:
        return {one.stage or 0: Counted(one.count, one.minor, one.stuck) for one in in_work.stages}, None
    if show == "stuck":
        return {
            one.stage or 0: Counted(one.stuck, one.stuck_minor, one.stuck) for one in in_work.stages
        }, None
    rows = open_deals(request.organisation, scope=page.scope, as_of=page.as_of, only=show, funnel=funnel)
    found: dict[int, Counted] = {}
    for row in rows:
        was = found.get(row.stage or 0, Counted())
        found[row.stage or 0] = Counted(
            was.count + 1, known_sum([was.minor, _adds(row)]), was.stuck + row.is_stuck
        )
    return found, rows


def _adds(row: DealRow) -> int | None:
    """What a deal adds to a sum: nothing while it has no amount; unknown where a rate is missing."""
    return 0 if row.given_minor is None else row.amount_minor


def columns_of(
    stages: StagesOfCompany,
    shown: Sequence[Stage],
    counted: dict[int, Counted],
    *,
    usual: Sequence[StageSpeed],
    own: Sequence[StageSpeed],
    shares: Sequence[StageConversion],
) -> list[Column]:
    """The stages shown but the last, with the figures of their heads."""
    usually, lately = ({one.stage: one for one in speeds} for speeds in (usual, own))
    further = {one.stage: one for one in shares}
    found = []
    for stage in shown:
        if stage.kind == "paid":
            continue
        here = counted.get(stage.pk, Counted())
        found.append(
            Column(
                stage,
                stages.name(stage.pk),
                here.count,
                here.minor,
                here.stuck,
                usual=usually.get(stage.pk),
                own=lately.get(stage.pk),
                conversion=further.get(stage.pk),
            )
        )
    return found


def draw_dots(columns: list[Column]) -> int:
    """Give each column its dots; returns how many clients one dot stands for."""
    each = clients_a_dot(max((column.count for column in columns), default=0))
    for column in columns:
        ink = "signed" if column.stage.kind == "signed" else "open"
        column.dots = ClientDots(column.count, column.stuck, each, ink)
    return each


@dataclass(frozen=True)
class Chips:
    """How chips of this page are drawn."""

    formats: Formats
    stages: StagesOfCompany
    reference: int
    may_move: bool
    choosing: bool
    ticked: frozenset[str]

    def of(self, deal: DealRow) -> Chip:
        formats = self.formats
        days = formats.days(deal.age_days) if deal.age_days is not None else _("date unknown")
        amount = formats.money_short(deal.amount_minor)
        stuck = deal.is_stuck and deal.age_days is not None
        said = [deal.client.name, amount, self.stages.name(deal.stage), days]
        said += [pgettext("legend", "stuck")] if stuck else []
        said += [pgettext("legend", "next step agreed")] if deal.has_next_step else []
        return Chip(
            deal=deal.uid,
            label=listed(said, between="comma"),
            url=reverse("deal", args=[deal.uid]),
            name=deal.client.name,
            size=chip_size(deal.amount_minor, self.reference),
            certainty="signed" if deal.stage_kind == "signed" else "open",
            facts=f"{amount} · {days}",
            stuck_days=days if stuck else "",
            has_next_step=deal.has_next_step,
            moved_today=deal.moved_today,
            moves_url=reverse("move-sheet", args=[deal.uid]) if self.may_move else "",
            moves_words=_("Move %(client)s") % {"client": deal.client.name} if self.may_move else "",
            may_tick=self.choosing,
            ticked=deal.uid in self.ticked,
        )


def draw_chips(
    request: Asked,
    page: PageScope,
    columns: list[Column],
    stages: StagesOfCompany,
    look: Look,
    rows: list[DealRow] | None,
    *,
    may_move: bool,
) -> list[LaneOfChips]:
    """Put the largest deals of the board into their columns as chips, and into lanes where these are asked.

    In each pile those come first that stand still. What is not drawn is counted as hidden; the
    figures of a lane are of all its deals, drawn or not.
    """
    organisation, day = request.organisation, page.as_of
    if rows is None:
        rows = open_deals(
            organisation,
            scope=page.scope,
            as_of=day,
            only=look.show,
            stages=[column.stage.pk for column in columns],
            # A lane counts all its clients, and there are no more than a board can hold.
            limit=MOST_CHIPS if look.lane == "none" else None,
        )
    at = {column.stage.pk: column for column in columns}
    rows = [row for row in rows if row.stage in at]
    chips = Chips(
        formats=formats_for(request.LANGUAGE_CODE, organisation.currency),
        stages=stages,
        reference=large_amount(organisation, scope=page.scope, as_of=day, only_stuck=look.show == "stuck")
        or 0,
        may_move=may_move,
        choosing=look.choosing,
        ticked=frozenset(request.GET.getlist("ticked")),
    )
    drawn = {row.id: chips.of(row) for row in rows[:MOST_CHIPS]}
    for row in rows[:MOST_CHIPS]:
        at[row.stage or 0].chips.append(drawn[row.id])
    for column in columns:
        column.hidden = column.count - len(column.chips)
        column.chips.sort(key=_stuck_on_top)
    return [] if look.lane == "none" else _lanes(rows, columns, drawn, by=look.lane)


def _stuck_on_top(chip: Chip) -> bool:
    return bool(chip.stuck_days)


def _lanes(
    rows: list[DealRow], columns: list[Column], drawn: dict[int, Chip], *, by: str
) -> list[LaneOfChips]:
    """The lanes in order of names; those without a rep or product last."""
    nobody = _("nobody") if by == "rep" else _("no product")
    found: dict[str, LaneOfChips] = {}
    for row in rows:
        of: Named | None = row.owner if by == "rep" else row.product
        key = of.uid if of else ""
        lane = found.setdefault(
            key, LaneOfChips(key, of.name if of else nobody, [Cell(column) for column in columns])
        )
        lane.count += 1
        lane.minor = known_sum([lane.minor, _adds(row)])
        cell = next(cell for cell in lane.cells if cell.column.stage.pk == row.stage)
        cell.count += 1
        if row.id in drawn:
            cell.chips.append(drawn[row.id])
    for lane in found.values():
        for cell in lane.cells:
            cell.chips.sort(key=_stuck_on_top)
    return sorted(found.values(), key=lambda lane: (not lane.key, lane.name))
