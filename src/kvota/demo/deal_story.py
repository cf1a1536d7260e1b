"""The whole life of one deal of the sample company, told before it begins.

How this works: a deal is a walk over the stages. At each stage it waits some working days,
is worked on meanwhile, and then passes, falls back, jumps, is parked or is lost, with the odds
of its seller. What follows the signature is a matter of accounting: invoices, payments with
their delays, and the finish when they reach the contract. All of it hangs on the number of the
deal alone, so that a life told again tomorrow is the same life.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from kvota.demo.sellers import Seller

SIGNED, PAID = 7, 8
#: Median working days at a stage, and the share that passes it; measured nowhere, felt as usual.
WAIT = {1: 4.0, 2: 6.0, 3: 6.0, 4: 7.0, 5: 8.0, 6: 6.0}
PASSES = {1: 0.83, 2: 0.82, 3: 0.91, 4: 0.91, 5: 0.75, 6: 0.94}
#: Packaging is delivered, and paid, in parts.
SHARES = ((1.0,), (1.0,), (0.5, 0.5), (0.5, 0.5), (0.4, 0.3, 0.3), (0.25, 0.25, 0.25, 0.25))
DAYS_BETWEEN_PARTS = 14
TOUCHES = ("call", "call", "message", "message", "visit")
REASONS = (1, 1, 2, 2, 3, 4, 5, 5, None)  # the rank of the reason; nobody is made to give one


@dataclass(frozen=True)
class Step:
    """A move on a day: to a stage, a touch, a park, a loss."""

    on: date
    kind: str
    rank: int | None = None
    action: str = ""
    park_until: date | None = None
    reason: int | None = None
    note: int | None = None


@dataclass(frozen=True)
class Terms:
    """What the deal is from a day on. `next_words` is a pair: the stage it stands at, the wording."""

    on: date
    amount: int
    assumed: bool
    next_on: date | None = None
    next_words: tuple[int, int] | None = None
    expected_on: date | None = None


@dataclass(frozen=True)
class MoneyFact:
    """A contract, invoice or payment. `parts` are the instalments of a contract."""

    on: date
    kind: str
    amount: int
    due_on: date | None = None
    parts: tuple[tuple[date, int], ...] = ()


@dataclass
class DealStory:
    """A deal from its first day to its last; `terms`, `steps` and `money` are in the order of days."""

    number: int
    seller: int
    client: int
    product: int
    source: int
    kind: str
    steps: list[Step] = field(default_factory=list)
    terms: list[Terms] = field(default_factory=list)
    money: list[MoneyFact] = field(default_factory=list)

    @property
    def born_on(self) -> date:
        return self.steps[0].on

    @property
    def days(self) -> set[date]:
        """Every day on which something happens."""
        steps, terms = {step.on for step in self.steps}, {terms.on for terms in self.terms}
        return steps | terms | {fact.on for fact in self.money}

    @property
    def signed_on(self) -> date | None:
        return next((fact.on for fact in self.money if fact.kind == "contract"), None)


class WorkingDays:
    """The working days of some years, to count on quickly."""

    def __init__(self, days: Sequence[date]) -> None:
        self.days = days

    def after(self, day: date, steps: int) -> date:
        """The working day so many steps after a day; with 0 the first from that day on."""
        return self.days[bisect_left(self.days, day) + steps]

    def between(self, first: date, last: date) -> int:
        return bisect_left(self.days, last) - bisect_left(self.days, first)


def live(
    story: DealStory,
    *,
    born_on: date,
    enters_at: int,
    seller: Seller,
    price: int,
    step: int,
    work: WorkingDays,
    rng: Random,
) -> DealStory:
    """Tell the life of a deal; `price` and `step` are minor units, amounts are multiples of the step."""
    size = rng.lognormvariate(-0.08, 0.4) * seller.size * (1.25 if story.kind == "repeat" else 1.0)
    amount = max(step, round(price * size / step) * step)
    assumed = rng.random() < 0.15 and enters_at < 5  # with the offer the amount is known
    story.steps.append(Step(born_on, "stage", enters_at))
    story.terms.append(Terms(born_on, price if assumed else amount, assumed))
    rank, day = enters_at, born_on
    furthest = rank
    while rank < SIGNED:
        wait = max(1, round(WAIT[rank] * seller.pace * rng.lognormvariate(0, 0.6)))
        if rng.random() > _chance(rank, seller, story.kind):
            _lose(story, day, wait=wait, rank=rank, work=work, rng=rng, seller=seller)
            return story
        if rng.random() < 0.06:
            day = _park(story, day, work=work, rng=rng)
        reached = _next_rank(rank, rng)
        then = work.after(day, wait)
        _work_on(story, day, then, rank=rank, work=work, rng=rng, seller=seller)
        story.steps.append(Step(then, "stage", reached, action=_action(rng)))
        if reached >= 5 > furthest:
            _offer(story, then, amount=amount, step=step, rng=rng)
        rank, day, furthest = reached, then, max(furthest, reached)
    _sign(story, day, step=step, work=work, rng=rng)
    return story


def _chance(rank: int, seller: Seller, kind: str) -> float:
    """The share that passes a stage, moved by the odds of the seller and of a client who bought before."""
    odds = PASSES[rank] / (1 - PASSES[rank]) * seller.odds * (1.5 if kind == "repeat" else 1.0)
    return odds / (1 + odds)


def _next_rank(rank: int, rng: Random) -> int:
    luck = rng.random()
    if luck < 0.05 and rank >= 3:
        return rank - (2 if rank == 6 else 1)
    return rank + (2 if luck > 0.93 and rank <= 4 else 1)


def _action(rng: Random) -> str:
    """Mostly the usual action of the stage, which is taken without a tap."""
    return rng.choice(("call", "meeting", "message", "visit")) if rng.random() < 0.15 else ""


def _work_on(
    story: DealStory, day: date, until: date, *, rank: int, work: WorkingDays, rng: Random, seller: Seller
) -> None:
    """Touches on the way, and the next steps agreed: mostly kept, sometimes a few days late."""
    stops = []
    here = work.after(day, rng.randint(3, 6))
    while here < until:
        stops.append(here)
        here = work.after(here, rng.randint(3, 7))
    for since, then in zip([day, *stops], [*stops, until], strict=True):
        agreed = rng.random() < seller.plans_ahead
        promised = then if rng.random() < 0.75 else work.after(since, max(1, work.between(since, then) - 2))
        _say_next(story, since, promised if agreed else None, rank=rank, rng=rng)
    story.steps += [
        Step(stop, "touch", action=rng.choice(TOUCHES), note=rng.randrange(8) if rng.random() < 0.2 else None)
        for stop in stops
    ]


def _say_next(story: DealStory, day: date, next_on: date | None, *, rank: int, rng: Random) -> None:
    words = (rank - 1, rng.randrange(2)) if next_on else None
    _say(story, replace(story.terms[-1], on=day, next_on=next_on, next_words=words))


def _say(story: DealStory, terms: Terms) -> None:
    """Keep new terms; those of one day are one version, those that say nothing new are none."""
    last = story.terms[-1]
    if last.on == terms.on:
        story.terms[-1] = terms
    elif replace(last, on=terms.on) != terms:
        story.terms.append(terms)


def _park(story: DealStory, day: date, *, work: WorkingDays, rng: Random) -> date:
    """Put the deal aside until a day, from which it waits as if it had just come."""
    parked = work.after(day, rng.randint(1, 3))
    until = work.after(parked, rng.randint(8, 22))
    story.steps.append(Step(parked, "park", action="call", park_until=until))
    _say_next(story, parked, None, rank=1, rng=rng)
    return until


def _lose(
    story: DealStory, day: date, *, wait: int, rank: int, work: WorkingDays, rng: Random, seller: Seller
) -> None:
    """A client seldom says no on time: mostly he falls silent, and it is written down much later."""
    worked = work.after(day, max(1, wait))
    _work_on(story, day, worked, rank=rank, work=work, rng=rng, seller=seller)
    luck = rng.random()
    if luck < 0.4:
        silent = rng.randint(0, 5)
    elif luck < 0.93:
        silent = rng.randint(12, 45)
    else:
        silent = rng.randint(70, 160)
    lost = work.after(worked, silent)
    reason = rng.choice(REASONS)
    # The last agreed step stays on the deal until the loss: nobody met the client again.
    story.steps.append(Step(lost, "lost", action="call", reason=reason))


def _offer(story: DealStory, day: date, *, amount: int, step: int, rng: Random) -> None:
    """With the offer the amount is no guess any more, and a day of payment is named."""
    said = max(step, round(amount * rng.uniform(0.88, 1.08) / step) * step) if rng.random() < 0.6 else amount
    last = story.terms[-1]
    expected = day + timedelta(days=rng.randint(25, 60))
    _say(story, replace(last, on=day, amount=said, assumed=False, expected_on=expected))


def _sign(story: DealStory, day: date, *, step: int, work: WorkingDays, rng: Random) -> None:
    """The contract, its parts, an invoice for each, the payments, and the finish when they are enough."""
    amount = story.terms[-1].amount
    term = rng.choice((5, 7, 10, 14, 21))
    shares = rng.choice(SHARES)
    parts: list[tuple[date, int]] = []
    left = amount
    for place, share in enumerate(shares):
        part = left if place == len(shares) - 1 else max(1, round(amount * share / step)) * step
        part = min(part, left)
        left -= part
        if part:
            parts.append((day + timedelta(days=term + DAYS_BETWEEN_PARTS * place), part))
    story.money.append(MoneyFact(day, "contract", amount, parts=tuple(parts) if len(parts) > 1 else ()))
    payments: list[MoneyFact] = []
    for due_on, part in parts:
        asked = max(work.after(day, rng.randint(0, 2)), work.after(due_on - timedelta(days=term), 0))
        story.money.append(MoneyFact(asked, "invoice", part, due_on=max(due_on, asked)))
        payments += _payments(part, asked=asked, due_on=due_on, step=step, work=work, rng=rng)
    payments.sort(key=lambda fact: fact.on)
    story.money += payments
    story.money.sort(key=lambda fact: fact.on)
    _say_next(story, day, payments[0].on if rng.random() < 0.5 else None, rank=SIGNED, rng=rng)
    story.steps.append(Step(payments[-1].on, "stage", PAID, action="other"))
    if story.terms[-1].next_on:
        _say_next(story, payments[-1].on, None, rank=SIGNED, rng=rng)


def _payments(
    part: int, *, asked: date, due_on: date, step: int, work: WorkingDays, rng: Random
) -> list[MoneyFact]:
    """Most pay about the day that is due, some late, a few very late; some in two goes."""
    luck = rng.random()
    if luck < 0.62:
        delay = rng.randint(-4, 3)
    elif luck < 0.86:
        delay = rng.randint(4, 14)
    elif luck < 0.96:
        delay = rng.randint(15, 40)
    else:
        delay = rng.randint(50, 110)
    paid = max(work.after(due_on + timedelta(days=delay), 0), work.after(asked, 1))
    if rng.random() < 0.1 and part >= 4 * step:
        first = round(part * 0.6 / step) * step
        later = work.after(paid, rng.randint(5, 20))
        return [MoneyFact(paid, "payment", first), MoneyFact(later, "payment", part - first)]
    return [MoneyFact(paid, "payment", part)]
