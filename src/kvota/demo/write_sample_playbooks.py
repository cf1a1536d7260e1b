"""Write the playbooks of the sample company, as its head published them while it lived."""

from __future__ import annotations

from datetime import UTC, datetime, time
from fractions import Fraction

from kvota.actions.publish_playbook import publish_playbook
from kvota.demo.history import World
from kvota.demo.sample_words import SampleWords
from kvota.domain.calendar.month_step import months_later
from kvota.records.funnels import Stage
from kvota.records.people import Seat
from kvota.records.playbooks import PlaybookVersion

MORNING = time(9, tzinfo=UTC)


def write_sample_playbooks(words: SampleWords, world: World) -> list[PlaybookVersion]:
    """Publish each version on the day it begins: the first ones with the history, the later as it says."""
    head = Seat.objects.live().filter(role="head").order_by("id")[0]
    stages = {stage.rank: stage for stage in Stage.objects.live()}
    written = []
    for said in sorted(words.playbooks, key=lambda one: (one["month"], one["rank"])):
        day = months_later(world.first_day, said["month"])
        written.append(
            publish_playbook(
                seat=head,
                stage=stages[said["rank"]],
                steps="\n".join(said["steps"]),
                script=said["script"],
                criteria="\n".join(said["criteria"]),
                assumed=Fraction(said["assumed"], 100),
                reason=said["reason"],
                now=datetime.combine(day, MORNING),
                today=day,
            )
        )
    return written
