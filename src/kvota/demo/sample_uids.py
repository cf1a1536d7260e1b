"""The ids of the sample company's rows: the same from the same seed, so that what a user did stands out."""

from __future__ import annotations

from uuid import NAMESPACE_DNS, UUID, uuid5

from kvota.demo.deal_story import DealStory

NAMESPACE = uuid5(NAMESPACE_DNS, "nord-pack.demo")


def uid_of(seed: int, *what: object) -> UUID:
    """The id of a row, such as (7, "deal", 12) or (7, "step", 12, 3)."""
    return uuid5(NAMESPACE, ":".join(map(str, (seed, *what))))


def uids_told(seed: int, story: DealStory) -> set[UUID]:
    """The ids of every move, version and money fact that the story of a deal ever holds."""
    return (
        {uid_of(seed, "step", story.number, place) for place in range(len(story.steps))}
        | {uid_of(seed, "terms", story.number, place) for place in range(len(story.terms))}
        | {uid_of(seed, "money", story.number, place) for place in range(len(story.money))}
    )
