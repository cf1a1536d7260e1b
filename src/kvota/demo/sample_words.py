"""What the sample company is called in each language: people, clients, products, prices, next steps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TypedDict

LANGUAGES = ("en", "ru", "zh-hans", "bg")


class SamplePlaybook(TypedDict):
    """What is done and said at a stage, from a month of the history on; `assumed` is in percent."""

    rank: int
    month: int
    assumed: int
    steps: list[str]
    script: str
    criteria: list[str]
    reason: str


@dataclass(frozen=True)
class SampleWords:
    """One language of the sample company. People are birds and clients are stars in all of them."""

    company: str
    country: str
    currency: str
    time_zone: str
    units: list[str]
    reps: list[str]
    others: dict[str, str]  # role → name
    duties: dict[str, str]  # role → what its seat answers for
    products: list[str]
    prices: list[int]  # of each product, in major units
    step: int  # amounts are multiples of it
    trades: list[list[str]]  # industry, and how a client of it is called after its star
    regions: list[str]
    sources: list[str]
    next_steps: list[list[str]]  # by the stage a deal stands at
    notes: list[str]
    reference: str
    stars: list[str]
    playbooks: list[SamplePlaybook]  # by stage and then by the month they begin
    quarter_conditions: list[list[str]]  # words, and what who removes it needs
    month_conditions: list[list[str]]
    focus: list[str]  # of each quarter of a year
    competitors: list[str]
    market_sources: list[str]
    own_metric: str
    intent: str  # of the goal of a year
    draft_intent: str  # of the one that is being prepared
    goal_notes: list[str]
    scenarios: list[str]  # fewer leads, a new rep, dearer

    def client(self, number: int) -> tuple[str, str]:
        """The name and industry of a client by number: first the bare stars, then a star of a trade."""
        round_of, star = divmod(number, len(self.stars))
        trade = self.trades[(star * 3 + round_of) % len(self.trades)]
        if round_of == 0:
            return self.stars[star], trade[0]
        name = trade[1].format(self.stars[star])
        # After every trade of a star is taken the names begin anew with a number.
        again = (round_of - 1) // len(self.trades)
        return (f"{name} {again + 1}" if again else name), trade[0]


@cache
def sample_words(language: str) -> SampleWords:
    """The words for a language of the house; English for any other."""
    name = language if language in LANGUAGES else "en"
    text = (files("kvota.demo") / "words" / f"{name}.json").read_text(encoding="utf-8")
    return SampleWords(**json.loads(text))
