"""The stages a file names beside ours, and which of its words mean that a deal is won or lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kvota.actions.apply_import import Import
from kvota.actions.funnel_of_file import funnel_of_file, keys_of, stages_for_file
from kvota.domain.importing.answers import Answers
from kvota.domain.importing.column_values import ColumnValue
from kvota.domain.importing.stages import StageKind, alike, stage_kind, usual_order
from kvota.domain.importing.text import matching_key
from kvota.records.funnels import Stage
from kvota.web.seat_in_force import Asked

OWN, OPEN, WON, LOST = "own", "open", "won", "lost"
MOST_LINES = 100


@dataclass(frozen=True)
class StageLine:
    """A word of the file, how many rows say it, and what it means: a choice of the form."""

    name: str
    rows: int
    means: str


@dataclass(frozen=True)
class StageLines:
    """The stages of a file.

    `becomes_funnel` says that the company has no deal yet, so that the file's own open stages
    become its stages, `in_order`. `choices` are what a stage may mean: (value, words).
    """

    lines: list[StageLine]
    choices: list[tuple[str, str]]
    becomes_funnel: bool
    in_order: list[str]


class OurStages:
    """The stages in use of the funnel that a file speaks of, found by any of their names."""

    def __init__(self, request: Asked, names: Iterable[str]) -> None:
        self._language = request.LANGUAGE_CODE
        self.stages = stages_for_file(names)
        self._by_key = keys_of(self.stages)

    def choices(self) -> list[tuple[str, str]]:
        return [(str(stage.uid), self.name(stage)) for stage in self.stages if stage.kind == "open"]

    def name(self, stage: Stage) -> str:
        return str(stage.name_in(self._language))

    def named(self, name: str) -> Stage | None:
        return self._by_key.get(matching_key(name))

    def like(self, name: str) -> Stage | None:
        """The one open stage with a name of more or fewer words; of two nobody can choose for him."""
        found = {self._by_key[key] for key in alike(name, self._by_key) if self._by_key[key].kind == "open"}
        return found.pop() if len(found) == 1 else None

    def of(self, uid: str) -> Stage | None:
        return next((stage for stage in self.stages if str(stage.uid) == uid), None)


def stage_lines(
    request: Asked,
    values: Sequence[ColumnValue],
    said: Answers,
    *,
    known: Mapping[str, str],
    told_by_status: bool,
) -> StageLines:
    """What each stage of the file means: as was said, else as known, else as its words say.

    `known` is what earlier files were told (Answers.aliases of "stage"). With `told_by_status`
    a column of its own says won and lost, and a stage is only ever a stage.
    """
    ours = OurStages(request, [known.get(value.key) or value.name for value in values])
    kinds = {value.key: _kind(value.key, said, ours, told_by_status) for value in values}
    open_names = [value.name for value in values if kinds[value.key] == OPEN]
    run = Import(organisation=request.organisation, now=request.now, today=request.today)
    becomes_funnel = bool(open_names) and funnel_of_file(run, usual_order(open_names)).funnel_id < 0
    ends = [] if told_by_status else [(WON, _("Won")), (LOST, _("Lost"))]
    first = [(OWN, _("a stage of its own"))] if becomes_funnel else ours.choices()
    lines = []
    for value in _in_order(values, kinds)[:MOST_LINES]:
        meant = said.aliases.get("stage", {}).get(value.key) or known.get(value.key) or value.name
        stage = ours.named(meant) or ours.like(meant)
        means = kinds[value.key]
        if means == OPEN:
            means = OWN if becomes_funnel else str(stage.uid) if stage else ""
        lines.append(StageLine(value.name, value.rows, means))
    return StageLines(
        lines, [*first, *ends], becomes_funnel, usual_order(open_names) if becomes_funnel else []
    )


def _in_order(values: Sequence[ColumnValue], kinds: Mapping[str, str]) -> list[ColumnValue]:
    """Open stages in the order of a usual sale, then what is won, then what is lost."""
    places = {name: place for place, name in enumerate(usual_order(value.name for value in values))}
    return sorted(values, key=lambda value: ((OPEN, WON, LOST).index(kinds[value.key]), places[value.name]))


def _kind(key: str, said: Answers, ours: OurStages, told_by_status: bool) -> str:
    if told_by_status:
        return OPEN
    if key in said.stage_kinds:
        return said.stage_kinds[key]
    if key in said.aliases.get("stage", {}):
        return OPEN
    stage = ours.named(key)
    if stage is not None:
        return OPEN if stage.kind == "open" else WON
    return stage_kind(key)


def status_lines(values: Sequence[ColumnValue], said: Answers) -> list[StageLine]:
    """What each word of a column of its own says: open, won or lost."""
    return [
        StageLine(value.name, value.rows, said.stage_kinds.get(value.key) or stage_kind(value.name))
        for value in values[:MOST_LINES]
    ]


def status_choices() -> list[tuple[str, str]]:
    return [(OPEN, _("open")), (WON, _("Won")), (LOST, _("Lost"))]


def stages_meant(
    request: Asked, pairs: Sequence[tuple[str, str]], *, known: Mapping[str, str]
) -> tuple[dict[str, StageKind], dict[str, str]]:
    """What the form says: kinds and aliases by `matching_key`, as `Answers` keeps them."""
    ours = OurStages(request, [known.get(matching_key(name)) or name for name, _means in pairs])
    kinds: dict[str, StageKind] = {}
    aliases: dict[str, str] = {}
    for name, means in pairs:
        key = matching_key(name)
        if means in {WON, LOST}:
            kinds[key] = "won" if means == WON else "lost"
        elif (stage := ours.of(means)) is not None:
            meant = ours.name(stage)
            kinds[matching_key(meant)] = "open"  # whatever its words sound like
            if matching_key(meant) != key:
                aliases[key] = meant
        elif means in {OWN, OPEN}:
            kinds[key] = "open"
        if key in known and key not in aliases:
            aliases[key] = name  # an earlier file was told otherwise
    return kinds, aliases
