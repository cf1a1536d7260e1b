"""Write down what is known of the market of a segment, and from where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction

from django.db import transaction

from kvota.actions.plain_values import past_day, short_text
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.records.events import leave_event
from kvota.records.market_facts import MarketFact
from kvota.records.people import Seat
from kvota.records.planned_nodes import WRITES
from kvota.records.rights import require
from kvota.records.selling import Product
from kvota.records.sequence import take

LONGEST_SEGMENT = 120
LONGEST_SOURCE = 300
MOST_CLIENTS = 2_147_483_647
MOST_COMPETITORS = 30
#: A market that grows more than a hundredfold in a year is a slip of the finger.
MOST_GROWTH = 100


class SourceNeeded(RuleError):
    """Without its source nobody can say whether a figure still holds."""

    code = "source_needed"
    sentence = "a market fact needs its source"


class FactSaysNothing(RuleError):
    code = "fact_says_nothing"
    sentence = "a market fact says how many clients there could be, how the market grows, or who competes"


class GrowthOutOfRange(RuleError):
    code = "growth_out_of_range"
    sentence = "the market grows by {growth} a year; expected more than -1 and at most {most}"
    growth: Fraction
    most: int


class TooManyClients(RuleError):
    code = "too_many_potential_clients"
    sentence = "{clients} potential clients; expected zero to {most}"
    clients: int
    most: int


class TooManyCompetitors(RuleError):
    code = "too_many_competitors"
    sentence = "{count} competitors; {most} fit"
    count: int
    most: int


def add_market_fact(
    *,
    seat: Seat,
    source: str,
    today: date,
    now: datetime,
    industry: str = "",
    region: str = "",
    product: Product | None = None,
    on_day: date | None = None,
    potential_clients: int | None = None,
    growth: Fraction | None = None,
    competitors: Iterable[str] = (),
) -> MarketFact:
    """Add a dated fact; it never changes, a newer one says otherwise.

    Parameters
    ----------
    growth
        Share a year, exact: Fraction(1, 20) is five percent up. Above -1, at most 100.
    competitors
        Names; the same one twice is one.
    """
    require(seat, WRITES)
    names = list({matching_key(name): name for name in map(short_text, competitors) if name}.values())
    told_source = short_text(source, most=LONGEST_SOURCE)
    if not told_source:
        raise SourceNeeded()
    if potential_clients is None and growth is None and not names:
        raise FactSaysNothing()
    if growth is not None and not -1 < growth <= MOST_GROWTH:
        raise GrowthOutOfRange(growth=growth, most=MOST_GROWTH)
    if potential_clients is not None and not 0 <= potential_clients <= MOST_CLIENTS:
        raise TooManyClients(clients=potential_clients, most=MOST_CLIENTS)
    if len(names) > MOST_COMPETITORS:
        raise TooManyCompetitors(count=len(names), most=MOST_COMPETITORS)
    day = past_day(on_day, today=today)
    with transaction.atomic():
        fact: MarketFact = MarketFact.objects.create(
            organisation=seat.organisation,
            industry=short_text(industry, most=LONGEST_SEGMENT),
            region=short_text(region, most=LONGEST_SEGMENT),
            product=product,
            on_day=day,
            potential_clients=potential_clients,
            growth_numerator=growth.numerator if growth is not None else None,
            growth_denominator=growth.denominator if growth is not None else None,
            competitors=names,
            source=told_source,
            sequence=take(seat.organisation),
            recorded_at=now,
            author_id=seat.person_id,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=fact.sequence,
            kind="market_fact_added",
            seat=seat,
            subject=f"market:{fact.uid}",
            recorded_at=now,
            payload={"industry": fact.industry, "region": fact.region, "on": day.isoformat()},
        )
    return fact
