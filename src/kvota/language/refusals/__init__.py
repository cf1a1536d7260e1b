"""What each refusal of the rules says to a person: code -> sentence with its remedy, one file per subject.

The sentences are English here and translated by the catalogues. A name in `%( )s` is a field of the
refusal, already written in the reader's formats.
"""

from __future__ import annotations

from kvota.language.refusals import (
    calendar,
    cells,
    companies,
    conditions,
    figures,
    files,
    funnel,
    goals,
    metrics,
    money,
    moves,
    numbers,
    playbooks,
    resources,
    rights,
)
from kvota.language.refusals.marks import Counted

SUBJECTS = (
    calendar,
    cells,
    companies,
    conditions,
    figures,
    files,
    funnel,
    goals,
    metrics,
    money,
    moves,
    numbers,
    playbooks,
    resources,
    rights,
)

SENTENCES: dict[str, str | Counted] = {
    code: sentence for subject in SUBJECTS for code, sentence in subject.SENTENCES.items()
}
