"""What the sample company knows of its market, and to whom it loses deals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from uuid import UUID

from kvota.actions.add_market_fact import add_market_fact
from kvota.demo.cast import Cast
from kvota.demo.days_of_planning import morning_of
from kvota.demo.deal_story import DealStory
from kvota.demo.sample_uids import uid_of
from kvota.domain.calendar.month_step import months_later
from kvota.domain.importing.text import matching_key
from kvota.records.competitors import CompetitorNamed
from kvota.records.moves import Move
from kvota.records.sequence import take

#: Number of the trade, months ago, potential clients, growth a year, numbers of the competitors there.
FACTS = (
    (0, 7, 420, Fraction(3, 100), (0,)),
    (0, 1, 435, Fraction(1, 25), (0, 1)),
    (6, 2, 260, Fraction(-1, 50), (1,)),
)
#: How often a seller says to whom he lost, and how often it was the first of the two.
NAMES_HIM, FIRST_OF_TWO = 0.75, 0.6


def note_sample_market(cast: Cast, *, until: date) -> None:
    """Write down what two trades are worth, once, each with its source."""
    for trade, months, clients, growth, names in FACTS:
        day = months_later(until, -months)
        head = cast.seat("head", on=day)
        if head is None:
            return
        add_market_fact(
            seat=head,
            industry=cast.words.trades[trade][0],
            on_day=day - timedelta(days=2),
            potential_clients=clients,
            growth=growth,
            competitors=[cast.words.competitors[name] for name in names],
            source=cast.words.market_sources[0 if trade == 0 else 1],
            today=day,
            now=morning_of(day),
        )


def name_sample_competitors(
    cast: Cast, stories: Iterable[DealStory], *, since: date | None, until: date
) -> None:
    """Say with the deals lost to a competitor on these days who it was, where the seller said it."""
    told: dict[UUID, str] = {}
    for story in stories:
        for place, step in enumerate(story.steps):
            if step.kind == "lost" and step.on <= until and (since is None or step.on > since):
                rng = Random(f"{cast.world.seed}:competitor:{story.number}:{place}")
                if rng.random() < NAMES_HIM:
                    told[uid_of(cast.world.seed, "step", story.number, place)] = cast.words.competitors[
                        0 if rng.random() < FIRST_OF_TWO else 1
                    ]
    # What is lost for a removed move or another reason was lost to nobody.
    losses = Move.objects.filter(uid__in=told, lost_reason__to_competitor=True).order_by("sequence")
    rows = list(losses.values("uid", "pk", "deal_id", "known_on", "recorded_at", "author_id"))
    first = take(cast.organisation, max(1, len(rows)))
    CompetitorNamed.objects.bulk_create(
        CompetitorNamed(
            uid=uid_of(cast.world.seed, "competitor", row["uid"]),
            organisation=cast.organisation,
            deal_id=row["deal_id"],
            move_id=row["pk"],
            name=told[row["uid"]],
            match_key=matching_key(told[row["uid"]]),
            sequence=first + place,
            known_on=row["known_on"],
            recorded_at=row["recorded_at"],
            author_id=row["author_id"],
        )
        for place, row in enumerate(rows)
    )
