"""When the people of the sample company are away: on days on which their stories do nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kvota.demo.deal_story import DealStory
from kvota.demo.history import World, working_days
from kvota.demo.sellers import SELLERS
from kvota.domain.calendar.month_step import months_later

#: From the month before the company is made on.
MONTHS_BEFORE = 17
DAYS_OF_ILLNESS = 2


@dataclass(frozen=True)
class Away:
    """One seller is away from a working day to another, both included."""

    kind: str
    seller: int
    first: date
    last: date

    def holds(self, seller: int, day: date) -> bool:
        return self.seller == seller and self.first <= day <= self.last


def days_away(world: World, stories: Sequence[DealStory], *, until: date) -> list[Away]:
    """One leave and one illness for each month up to the end of the year in which the stories end."""
    busy = {(story.seller, day) for story in stories for day in story.days}
    month = months_later(world.first_day, MONTHS_BEFORE)
    found: list[Away] = []
    while month.year <= until.year:
        found += _of_month(world, busy, month)
        month = months_later(month, 1)
    return found


def _of_month(world: World, busy: set[tuple[int, date]], month: date) -> Iterator[Away]:
    """The longest quiet days of the month are a leave, the longest of anybody else an illness."""
    days = working_days(world, month, months_later(month, 1) - timedelta(days=1))
    quiet = sorted(
        ((_longest_run(days, busy, seller), seller) for seller in range(len(SELLERS))),
        key=lambda each: (-len(each[0]), each[1]),
    )
    (leave, who), (illness, other) = quiet[:2]
    if leave:
        yield Away("leave", who, leave[0], leave[-1])
    if illness:
        ill = illness[:DAYS_OF_ILLNESS]
        yield Away("illness", other, ill[0], ill[-1])


def _longest_run(days: Sequence[date], busy: set[tuple[int, date]], seller: int) -> list[date]:
    longest: list[date] = []
    run: list[date] = []
    for day in days:
        run = [] if (seller, day) in busy else [*run, day]
        longest = max(longest, run, key=len)
    return longest
