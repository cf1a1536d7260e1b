"""The moves that one row of a deal file stands for: what it says happened, and no more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kvota.domain.errors import RuleError
from kvota.domain.importing.faults import shown
from kvota.domain.importing.mapped_row import DealRow
from kvota.domain.importing.text import matching_key

_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_key_of_stage = lru_cache(maxsize=1_000)(matching_key)  # a dozen stages, a million rows
LETTERS_TO_AGREE = 5
ENDING = 4


class StageUnknown(RuleError):
    """A row stands at a stage that the company's funnel does not have."""

    code = "stage_unknown"
    sentence = 'the funnel has no stage {stage}; say which one it means with --alias stage:"{stage}"=STAGE'
    stage: str


@dataclass(frozen=True)
class Ladder:
    """The stages of a funnel by place, as far as a file needs them.

    Parameters
    ----------
    ranks
        `matching_key` of every name of an open stage to its rank, 1 for the first.
    signed, paid
        The ranks of the contract and of the money.
    entry
        The stage that `created_on` is the day of: the first, unless the file's column says
        another (`stage_of_header`).
    """

    ranks: Mapping[str, int]
    signed: int
    paid: int
    entry: int = 1


@dataclass(frozen=True, slots=True)
class ImportedMove:
    """One move: `kind` is "stage", "lost" or "touch"; `on` is None when the file knows no day."""

    kind: str
    on: date | None
    rank: int | None = None
    reason: str | None = None


def stage_of_header(header: str, stages: Iterable[str]) -> str | None:
    """Return the stage whose day a column says it holds, such as Engaging for "engage_date".

    Parameters
    ----------
    header
        The header of the column that was taken for the day a deal began.
    stages
        The names of the open stages.

    Returns
    -------
    The stage that shares a word with the header but for its ending; None for "created_on" and
    wherever two stages could be meant.

    Examples
    --------
    >>> stage_of_header("engage_date", ["Prospecting", "Engaging"])
    'Engaging'
    >>> stage_of_header("Дата встречи", ["Звонок", "Встреча назначена"])
    'Встреча назначена'
    >>> stage_of_header("created_on", ["Prospecting", "Engaging"]) is None
    True
    """
    words = _WORD.findall(matching_key(header).replace("_", " "))
    meant = {stage for stage in stages for own in _words_of(stage) for word in words if _one_word(own, word)}
    return meant.pop() if len(meant) == 1 else None


def _words_of(stage: str) -> list[str]:
    return _WORD.findall(matching_key(stage))


def _one_word(first: str, second: str) -> bool:
    """Whether two words differ in their ending only. Chinese has none: there one holds the other."""
    if _HAN.search(first) or _HAN.search(second):
        return len(min(first, second, key=len)) >= 2 and (first in second or second in first)
    shared = 0
    while shared < min(len(first), len(second)) and first[shared] == second[shared]:
        shared += 1
    return shared >= LETTERS_TO_AGREE and max(len(first), len(second)) - shared <= ENDING


def moves_of(row: DealRow, ladder: Ladder) -> tuple[ImportedMove, ...]:
    """Return the moves of a deal, in the order in which they happened.

    Parameters
    ----------
    row
        A checked row: an ended deal has its day, no day lies before `created_on`.
    ladder
        The funnel.

    Returns
    -------
    An open deal: its entry on `created_on`, and its stage on `moved_on`. A file with one of
    the two days tells one move, to the stage where the deal stands; stages before it are
    jumped, not invented. Without any day that move has none either. A won deal: its entry,
    then contract and money on the day it closed. A lost one: its entry, the stage it was
    lost at if the row still says it, and the loss.

    Raises
    ------
    StageUnknown
        The deal is open at a stage that the funnel does not have.

    Examples
    --------
    >>> from datetime import date
    >>> ladder = Ladder(ranks={"prospecting": 1, "engaging": 2}, signed=3, paid=4, entry=2)
    >>> won = DealRow(2, "1C", "Cancity", None, "Won", "won", None, 105400, "USD", date(2016, 10, 20),
    ...     None, date(2017, 3, 1), None, None, None, None, None, None, None)
    >>> [(move.kind, move.rank, move.on.isoformat()) for move in moves_of(won, ladder)]
    [('stage', 2, '2016-10-20'), ('stage', 3, '2017-03-01'), ('stage', 4, '2017-03-01')]
    """
    standing = ladder.ranks.get(_key_of_stage(row.stage)) if row.stage else ladder.entry
    if row.stage_kind == "open":
        if standing is None:
            raise StageUnknown(stage=shown(row.stage or ""))
        return _open_moves(row, ladder, standing)
    ended_on = row.ended_on
    if ended_on is None:
        raise ValueError(f"row {row.row}: an ended deal without its day was let through")
    began = ImportedMove("stage", row.created_on or ended_on, ladder.entry)
    if row.stage_kind == "won":
        signed = ImportedMove("stage", ended_on, ladder.signed)
        paid = ImportedMove("stage", ended_on, ladder.paid)
        # Without a beginning the stages before the contract are jumped on the day it closed.
        return (signed, paid) if row.created_on is None else (began, signed, paid)
    lost = ImportedMove("lost", ended_on, reason=row.lost_reason)
    if standing is None or standing == ladder.entry:
        return began, lost
    if standing < ladder.entry or row.created_on is None:
        return ImportedMove("stage", began.on, standing), lost
    return began, ImportedMove("stage", min(row.moved_on or ended_on, ended_on), standing), lost


def _open_moves(row: DealRow, ladder: Ladder, standing: int) -> tuple[ImportedMove, ...]:
    if row.created_on is None or row.moved_on is None or standing <= ladder.entry:
        return (ImportedMove("stage", row.created_on or row.moved_on, standing),)
    return (
        ImportedMove("stage", row.created_on, ladder.entry),
        ImportedMove("stage", row.moved_on, standing),
    )
