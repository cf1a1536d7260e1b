"""What the playbook says where a deal stands, and by what the next stage is done."""

from __future__ import annotations

from dataclasses import dataclass

from kvota.domain.selling.client_progress import Progress
from kvota.domain.selling.playbook_text import PlaybookText
from kvota.records.deals import Deal
from kvota.records.moves import present_funnel
from kvota.records.playbooks import playbooks_in_force
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany


@dataclass(frozen=True)
class PlaybookHere:
    """`text` is None where this stage has no playbook; `next_criteria` is empty where the next has none."""

    stage: str
    text: PlaybookText | None
    next_stage: str
    next_criteria: tuple[str, ...]


def playbook_of_deal(
    request: Asked, deal: Deal, state: Progress, stages: StagesOfCompany
) -> PlaybookHere | None:
    """The version in force today; None for a lost deal, and where nothing is written. One query."""
    if state.is_lost:
        return None
    own = [stage for stage in stages.of_funnel(present_funnel(deal, state)) if stage.kind != "paid"]
    here = next((stage for stage in own if stage.rank == state.rank), None)
    following = next((stage for stage in own if stage.rank > state.rank), None)
    found = playbooks_in_force((stage.pk for stage in (here, following) if stage), on=request.today)
    text = found[here.pk].text if here and here.pk in found else None
    criteria = found[following.pk].text.criteria if following and following.pk in found else ()
    if text is None and not criteria:
        return None
    return PlaybookHere(
        stage=stages.name(here.pk if here else None),
        text=text,
        next_stage=stages.name(following.pk) if following else "",
        next_criteria=criteria,
    )
