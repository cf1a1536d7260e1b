"""The points of the board: each stage with what its head says."""

from __future__ import annotations

from dataclasses import dataclass, field

from kvota.analytics.metrics.conversion import StageConversion
from kvota.analytics.metrics.days_in_stage import FEW_MOVES, StageSpeed
from kvota.language.figures import rounded
from kvota.records.funnels import Stage
from kvota.web.board.figures import Counted, Figures
from kvota.web.board.question import Question
from kvota.web.parts.chip import Chip
from kvota.web.parts.client_dots import ClientDots


@dataclass
class Column:
    """One stage of the board: how many stand there, as chips or as dots, and how fast they go on."""

    stage: Stage
    name: str
    here: Counted
    chips: list[Chip] = field(default_factory=list)
    hidden: int = 0
    dots: ClientDots | None = None
    usual: StageSpeed | None = None
    own: StageSpeed | None = None
    conversion: StageConversion | None = None

    @property
    def count(self) -> int:
        return self.here.count

    @property
    def low_percent(self) -> int | None:
        """The lower bound of its conversion in hundredths, to stand beside a share with its sign."""
        return _hundredths(self.conversion.low if self.conversion else None)

    @property
    def high_percent(self) -> int | None:
        return _hundredths(self.conversion.high if self.conversion else None)

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


def _hundredths(share: float | None) -> int | None:
    return None if share is None else int(rounded(share * 100, 0))


def columns_of(question: Question, figures: Figures) -> list[Column]:
    """The stages of the funnel but the last, which is the tray."""
    usually, lately = ({one.stage: one for one in speeds} for speeds in (figures.usual, figures.own))
    further = {one.stage: one for one in figures.shares}
    return [
        Column(
            stage,
            question.stages.name(stage.pk),
            figures.counted.get(stage.pk, Counted()),
            usual=usually.get(stage.pk),
            own=lately.get(stage.pk),
            conversion=further.get(stage.pk),
        )
        for stage in question.funnels.stages
        if stage.kind != "paid"
    ]


def shown_column(question: Question, columns: list[Column]) -> int:
    """On a phone one column shows at a time: the one asked for, else the first with clients."""
    asked = question.request.GET.get("point", "")
    ranks = [column.stage.rank for column in columns]
    if asked.isdecimal() and int(asked) in ranks:
        return int(asked)
    return next((column.stage.rank for column in columns if column.count), ranks[0] if ranks else 0)
