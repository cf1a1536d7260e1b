"""Every deal of the sample company, day by day: the same from the same seed, however far it is told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from kvota.demo.deal_story import DealStory, WorkingDays, live
from kvota.demo.sellers import SELLERS, Seller
from kvota.domain.calendar.working_days import work_calendar

#: Which of the histories of a seed is told. Chosen among some hundred: on 18 November 2026, with
#: seed 7, nearly every seller has been paid something this month and nobody is far from the middle.
TELLING = 2400
#: The history of the sample companies made before: in its first week everybody entered at once the
#: clients he was already working with. They live on as they began.
FIRST_TELLING = 206
#: Working days in which clients are entered where they stand by then, not at their beginning.
DAYS_OF_ENTERING = 21
#: A deal of December may be paid in two years; nothing is told about days beyond.
DAYS_AHEAD = 3 * 366
#: Months in which less begins than usual, and more.
SEASON = {1: 0.8, 5: 0.9, 7: 0.9, 8: 0.85, 9: 1.15, 10: 1.15, 11: 1.1, 12: 0.85}
USUAL_WORKING_DAYS = 20.7
PRODUCT_WEIGHTS = (30, 30, 19, 15, 6)
PRODUCT_GROWTH = 1.04  # the prices of a new year beside those of the last


@dataclass(frozen=True)
class World:
    """What the history depends on. Two equal worlds have equal histories."""

    seed: int
    first_day: date
    country: str
    calendar_version: str
    prices: tuple[int, ...]  # of the products in the first year, minor units
    step: int  # amounts are multiples of it, minor units
    telling: int = TELLING


def deal_stories(world: World, *, until: date) -> list[DealStory]:
    """Every deal that begins by `until`, with its whole life, also what lies ahead of that day.

    A later `until` gives the same deals and some more: each draws its own luck from its
    number, and what a day begins depends on earlier days alone.
    """
    work = _working_days(world, until)
    stories: list[DealStory] = []
    clients = 0
    for day, seller_number, brought in _beginnings(world, until, work):
        number = len(stories)
        seller = SELLERS[seller_number]
        rng = Random(f"{world.seed}:{world.telling}:deal:{number}")
        known = _client_who_comes_back(stories, seller_number, seller, day, rng)
        product = rng.choices(range(len(world.prices)), PRODUCT_WEIGHTS)[0]
        story = DealStory(
            number=number,
            seller=seller_number,
            client=clients if known is None else known,
            product=product,
            source=rng.randrange(5),
            kind="new" if known is None else "repeat",
        )
        clients += known is None
        enters_at = rng.randint(1, 7) if brought else 2 if rng.random() < 0.1 else 1
        price = price_of(world, product, day)
        stories.append(
            live(
                story,
                born_on=day,
                enters_at=enters_at,
                seller=seller,
                price=price,
                step=world.step,
                work=work,
                rng=rng,
            )
        )
    return stories


def price_of(world: World, product: int, day: date) -> int:
    """The price of a product on a day, minor units: it rises with every New Year."""
    price = world.prices[product] * PRODUCT_GROWTH ** (day.year - world.first_day.year)
    return round(price / world.step) * world.step


def tries_on(world: World, seller: int, day: date) -> int:
    """Calls of a seller that reached nobody on a working day."""
    rng = Random(f"{world.seed}:tries:{seller}:{day}")
    usual = SELLERS[seller].calls_a_day
    return max(0, round(rng.gauss(usual, usual / 3)))


def working_days(world: World, first: date, last: date) -> list[date]:
    """The working days of the company's country; days a user typed change nothing that was told."""
    return work_calendar(world.country, version=world.calendar_version).working_days(first, last)


def _working_days(world: World, until: date) -> WorkingDays:
    return WorkingDays(working_days(world, world.first_day, until + timedelta(days=DAYS_AHEAD)))


def _beginnings(world: World, until: date, work: WorkingDays) -> Iterator[tuple[date, int, bool]]:
    """Day, seller and whether the deal was brought along, for every deal that begins.

    The company sold before its first day: in the first month everybody enters his clients as he
    comes to work with them, wherever they stand by then. So that month begins no more than others.
    """
    for place, day in enumerate(work.days):
        if day > until:
            return
        rng = Random(f"{world.seed}:{world.telling}:day:{day}")
        for number, seller in enumerate(SELLERS):
            if world.telling == FIRST_TELLING and place < 5:
                yield from [(day, number, True)] * rng.choice((1, 1, 2))
            if rng.random() < seller.deals_a_month * SEASON.get(day.month, 1.05) / USUAL_WORKING_DAYS:
                yield day, number, world.telling != FIRST_TELLING and place < DAYS_OF_ENTERING


def _client_who_comes_back(
    stories: list[DealStory], number: int, seller: Seller, day: date, rng: Random
) -> int | None:
    """A client of this seller who signed a month ago or earlier and has no open deal with him."""
    if rng.random() > seller.repeat:
        return None
    mine = [story for story in stories if story.seller == number]
    busy = {story.client for story in mine if story.steps[-1].on >= day}
    bought = {
        story.client
        for story in mine
        if story.signed_on is not None and story.signed_on <= day - timedelta(days=30)
    }
    free = sorted(bought - busy)
    return rng.choice(free) if free else None
