"""A world to tell histories in, and where a deal stands in one."""

from __future__ import annotations

from datetime import date

from kvota.demo.deal_story import DealStory
from kvota.demo.history import World
from kvota.domain.calendar.month_step import months_later
from kvota.domain.calendar.working_days import CURRENT_VERSION
from kvota.domain.selling.client_progress import MoveSeen, Progress, progress


def a_world(seed: int = 7, *, today: date = date(2026, 11, 18), country: str = "") -> World:
    """Pounds and pence, whatever the country: only its calendar matters here."""
    return World(
        seed=seed,
        first_day=months_later(today.replace(day=1), -18),
        country=country,
        calendar_version=CURRENT_VERSION,
        prices=(19_000_00, 28_000_00, 36_000_00, 12_000_00, 60_000_00),
        step=50_00,
    )


def where(story: DealStory, *, on: date) -> Progress:
    """The state of a deal on a day, as the product reads it from its moves."""
    return progress(
        MoveSeen(place, step.kind, step.rank, step.on, step.park_until)
        for place, step in enumerate(story.steps)
        if step.on <= on
    )


def in_work(stories: list[DealStory], *, on: date) -> list[DealStory]:
    states = ((story, where(story, on=on)) for story in stories if story.born_on <= on)
    return [story for story, state in states if state.rank < 8 and not state.is_lost]
