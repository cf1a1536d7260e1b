"""Exit answers: of the clients in work at a stage, how many have what the stage asks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kvota.analytics.reading import one_moment
from kvota.analytics.scope import Scope
from kvota.records.exit_questions import ExitQuestion
from kvota.records.organisations import Organisation


@dataclass(frozen=True)
class Answered:
    """One question over the deals in work at its stage: `deals` = `yes` + `no` + `not_yet` + `unanswered`.

    Unanswered is unanswered: it is not a no, and `share` of the yes is of all who stand there.
    """

    question: int
    stage: int
    deals: int
    yes: int
    no: int
    not_yet: int

    @property
    def unanswered(self) -> int:
        return self.deals - self.yes - self.no - self.not_yet

    @property
    def share(self) -> float:
        """The part of the deals with a yes, 0 to 1. A question without deals is not listed."""
        return self.yes / self.deals


def exit_answers(organisation: Organisation, *, scope: Scope, as_of: date) -> dict[int, Answered]:
    """Count what was said of the deals in work on a day, by question asked now.

    Each deal counts for the questions of the stage where it stands that day, with its newest
    answer known by then. `open_deals(answered=...)` lists each of the four counts.

    Source: ux.md S18; market.md B5 (stage criteria), answered and never required.
    """
    asked = list(ExitQuestion.objects.filter(removed_on=None).values_list("pk", "stage_id"))
    if not asked:
        return {}
    questions, stages = (list(column) for column in zip(*asked, strict=True))
    with one_moment(organisation) as reading:
        rows = reading.ask(
            "metrics/exit_answers.sql", as_of=as_of, scope=scope, questions=questions, stages=stages
        )
    return {row["question"]: Answered(**row) for row in rows}
