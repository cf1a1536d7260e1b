"""What a company knows of its way to the money: conversions, delays, average deals, new and repeat apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from statistics import median
from typing import Any, Literal

from kvota.analytics.assumed_funnel import assumed_funnel
from kvota.analytics.metrics.conversion import Sale, StageConversion, conversion
from kvota.analytics.metrics.moves_per_day import moves_by_action
from kvota.analytics.reading import Reading, one_moment
from kvota.analytics.scope import Scope
from kvota.analytics.stage_norms import NONE, by_stage, stage_norm
from kvota.domain.calendar.month_step import months_later
from kvota.domain.calendar.period import Period
from kvota.domain.planning.average_deal import average_deal
from kvota.domain.planning.four_numbers import payment_step, usual_delay
from kvota.domain.planning.funnel_chance import Share, mean_of
from kvota.domain.planning.lag_kernel import Kernel, kernels_to_the_end
from kvota.domain.planning.measured_conversion import (
    LEAST_TRIALS_TYPED,
    Conversion,
    interval_of,
    typed_conversion,
)
from kvota.domain.planning.scenario import NO_CHANGE, Levers
from kvota.domain.planning.usual_way import NoStages, usual_way
from kvota.domain.planning.weekly_delay import weekly_delay
from kvota.records.funnels import Stage
from kvota.records.organisations import Organisation

SALES: tuple[Sale, ...] = ("new", "repeat")
#: own: from ten of one's own cases on; few: fewer, drawn to what is usual; assumed: none; typed: by a person.
Label = Literal["own", "few", "assumed", "typed"]

#: A year of what happened; where it holds too few cases, three.
MONTHS_BACK = (12, 36)
#: From so many moves on the delay of a stage is its own.
ENOUGH_MOVES = 10
#: Assumed until calls are recorded: one of four reaches somebody who decides (domain.md B05).
CALLS_PER_LEAD = Fraction(4)
#: An average is taken from deals; a company without any has none to assume but this, in major units.
_THOUSANDTHS = 1_000


@dataclass(frozen=True)
class KnownConversion:
    """The conversion of a step as a plan counts with it, and what is known of it.

    Attributes
    ----------
    share
        A certain one from ten decided cases on, else the range of what is usual with what was seen.
    low, high
        The interval in which it lies in eight of ten such cases, 0 to 1.
    advanced, decided, entered
        Cases of the cohort: went on, decided, all.
    newest_on
        The day the newest of the decided was.
    usual
        What is taken without cases: that of the company for a part of it, else of the owner's four
        numbers, else the usual funnel's.
    held
        What was measured, where a person's typed conversion stands in its place; else the same as the mean.
    """

    share: Share
    low: float
    high: float
    advanced: int
    decided: int
    entered: int
    label: Label
    usual: Fraction
    held: Fraction
    first_day: date
    last_day: date
    newest_on: date | None = None
    age_days: int | None = None

    @property
    def mean(self) -> Fraction:
        """The conversion to count with, exact."""
        return mean_of(self.share)

    @property
    def nobody_passed(self) -> bool:
        """Whether enough tried and nobody went on: then no number of leads helps."""
        return self.decided >= LEAST_TRIALS_TYPED and not self.advanced


@dataclass(frozen=True)
class WayStep:
    """A step of the way: the stage it starts from, how it converts and how many weeks it takes.

    `delay` are the shares of those who move on after 0, 1, 2 ... weeks; `delay_moves` says from how many
    moves it was learnt, 0 where it is assumed. `action` is what is usually done to reach the stage.
    """

    stage: int
    kind: str
    action: str
    conversion: KnownConversion
    delay: tuple[Fraction, ...]
    delay_moves: int


@dataclass(frozen=True)
class Way:
    """The steps from the first stage to the deal, the first first; `kernels` those of each to the end."""

    sale: Sale
    funnel: int
    steps: tuple[WayStep, ...]

    @cached_property
    def kernels(self) -> tuple[Kernel, ...]:
        """Worked out when asked for: most of what a lever changes is asked without them."""
        return kernels_to_the_end(
            [step.conversion.mean for step in self.steps], [step.delay for step in self.steps]
        )

    @property
    def conversion(self) -> Fraction:
        """From the first stage to the deal."""
        found = Fraction(1)
        for step in self.steps:
            found *= step.conversion.mean
        return found


@dataclass(frozen=True)
class KnownDeal:
    """The average deal of a kind of sale. Minor units; `mean_minor` and `median_minor` are of the own ones.

    `deals` are how many of the last year it rests on; `usual_minor` is the mean of all kinds, mixed in
    while there are fewer than ten. Where nothing was ever sold `minor` is what the owner said one is
    worth, and None where he said nothing.
    """

    minor: int | None
    mean_minor: int | None
    median_minor: int | None
    usual_minor: int | None
    deals: int
    first_day: date
    last_day: date
    label: Label


@dataclass(frozen=True)
class FunnelFacts:
    """Everything a reverse funnel counts with, for some people, as known on a day.

    `sold` is the money of the last year by kind of sale, minor units; `company_sold` that of the whole
    company. `calls_per_lead` is exact; `calls` of `leads` it was seen from, none where it is assumed.
    `active_clients` paid within a year, each once.
    """

    ways: dict[Sale, Way]
    deals: dict[Sale, KnownDeal]
    sold: dict[Sale, int]
    company_sold: dict[Sale, int]
    calls_per_lead: Fraction
    calls: int
    leads: int
    active_clients: int


def funnel_facts(organisation: Organisation, *, scope: Scope, as_of: date) -> FunnelFacts:
    """Return what is known of the way to the money on a day. At most a dozen questions, kept.

    Own cases of the last twelve months count; where a step has fewer than ten, those of three years. A
    stage with none takes what the owner's four numbers say, else what is usual, and says so. Delays are
    the company's: how long a stage takes depends on clients more than on who sells. The way is that of
    the funnel most deals of the kind entered; the money is one more step where the company counts what
    was received.

    Source: domain.md B2, B3, B5, D2, D6.
    """
    with one_moment(organisation) as reading:
        found: FunnelFacts = reading.once(
            ("funnel facts", scope.people, organisation.basis),
            lambda: _facts(reading, organisation, scope, as_of),
            as_of=as_of,
        )
    return found


def changed_by(facts: FunnelFacts, levers: Levers) -> FunnelFacts:
    """The same with what would be different: dearer deals, typed or better steps, a shorter way."""
    if levers.key == NO_CHANGE.key:
        return facts
    return replace(
        facts,
        ways={sale: _way_changed(way, levers) for sale, way in facts.ways.items()},
        deals={sale: _deal_changed(sale, deal, levers) for sale, deal in facts.deals.items()},
    )


def _deal_changed(sale: Sale, deal: KnownDeal, levers: Levers) -> KnownDeal:
    if levers.deal and (sale == "new" or deal.minor is None):
        deal = replace(deal, minor=levers.deal, label="typed")
    if deal.minor is None or not levers.price:
        return deal
    return replace(deal, minor=max(int(deal.minor * (1 + levers.price)), 1))


def _way_changed(way: Way, levers: Levers) -> Way:
    steps = list(way.steps)
    if levers.conversion:
        place = min(range(len(steps)), key=lambda each: steps[each].conversion.mean)
        better = min(steps[place].conversion.mean * (1 + levers.conversion), Fraction(1))
        steps[place] = _typed(steps[place], better)
    if way.sale == "new":
        steps = [
            _typed(step, levers.typed[step.stage]) if step.stage in levers.typed else step for step in steps
        ]
    if levers.cycle:
        steps = [replace(step, delay=_stretched(step.delay, 1 + levers.cycle)) for step in steps]
    return Way(way.sale, way.funnel, tuple(steps))


def _typed(step: WayStep, share: Fraction) -> WayStep:
    """A typed conversion: certain with ten cases behind the step, else the range of a guess."""
    known = step.conversion
    taken = typed_conversion(share, known.decided)
    low, high = (known.low, known.high) if taken == share else interval_of(taken)
    return replace(step, conversion=replace(known, share=taken, low=low, high=high, label="typed"))


def _stretched(delay: Sequence[Fraction], longer: Fraction) -> tuple[Fraction, ...]:
    """A delay whose every week is so many times as long; a part of a week falls on both."""
    found: dict[int, Fraction] = {}
    for week, share in enumerate(delay):
        place = week * longer
        whole = int(place)
        found[whole] = found.get(whole, Fraction(0)) + share * (1 - (place - whole))
        found[whole + 1] = found.get(whole + 1, Fraction(0)) + share * (place - whole)
    last = max(week for week, share in found.items() if share)
    return tuple(found.get(week, Fraction(0)) for week in range(last + 1))


@dataclass(frozen=True)
class _Cohort:
    first_day: date
    last_day: date


def _facts(reading: Reading, organisation: Organisation, scope: Scope, as_of: date) -> FunnelFacts:
    year, longer = (_Cohort(months_later(as_of, -months), as_of) for months in MONTHS_BACK)
    stages: dict[int, list[Stage]] = {}
    for stage in (
        Stage.objects.live().filter(removed_on=None, funnel__removed_on=None).order_by("funnel_id", "rank")
    ):
        stages.setdefault(stage.funnel_id, []).append(stage)
    signed = organisation.basis == "signed"
    delays = _delays(reading, as_of)
    everyone = Scope(people=None)
    measured = _Measured(organisation, as_of)
    assumed = assumed_funnel(organisation, as_of=as_of)
    conversions, weeks = assumed.steps()
    ways: dict[Sale, Way] = {}
    for sale in SALES:
        funnel = _main_funnel(measured.of(everyone, year, sale), stages)
        chain = [
            stage
            for stage in stages[funnel]
            if stage.kind == "open" or (stage.kind == "signed" and not signed)
        ]
        opens = [stage for stage in chain if stage.kind == "open"]
        usual = usual_way(len(opens), conversions=conversions, weeks=weeks)
        paid_share, paid_delay = payment_step()
        steps = []
        for place, stage in enumerate(chain):
            is_open = stage.kind == "open"
            prior = usual.conversions[place] if is_open else paid_share
            slow = usual_delay(usual.mean_weeks[place]) if is_open else paid_delay
            known = _conversion(measured, stage.pk, sale, scope, (year, longer), prior, as_of)
            delay, moves = delays.get(stage.pk, (slow, 0))
            steps.append(WayStep(stage.pk, stage.kind, stage.usual_action, known, delay, moves))
        ways[sale] = Way(sale, funnel, tuple(steps))
    rows, company = _won(reading, scope, year, signed=signed)
    own = {
        sale: [row["minor"] for row in rows if (row["sale"] == "repeat") == (sale == "repeat")]
        for sale in SALES
    }
    theirs = {
        sale: [row["minor"] for row in company if (row["sale"] == "repeat") == (sale == "repeat")]
        for sale in SALES
    }
    every = [row["minor"] for row in company]
    first = ways["new"].steps[0].stage
    # Calls are not told apart by the kind of sale, so they are held against all who entered.
    entered = sum(
        one.entered for sale in SALES for one in measured.of(scope, year, sale) if one.stage == first
    )
    called = moves_by_action(
        organisation, scope=scope, period=Period("year back", "day", year.first_day, as_of), as_of=as_of
    ).get("call")
    calls = called.done + called.attempts if called else 0
    (active,) = reading.ask("metrics/active_clients.sql", as_of=as_of, scope=scope, since=year.first_day)
    is_seen = bool(calls and entered >= LEAST_TRIALS_TYPED and calls >= entered)
    return FunnelFacts(
        ways=ways,
        deals={
            sale: _deal(own[sale], theirs[sale], every, year, assumed.average_deal_minor) for sale in SALES
        },
        sold={sale: sum(own[sale]) for sale in SALES},
        company_sold={sale: sum(theirs[sale]) for sale in SALES},
        calls_per_lead=Fraction(calls, entered) if is_seen else CALLS_PER_LEAD,
        calls=calls if is_seen else 0,
        leads=entered if is_seen else 0,
        active_clients=active["clients"],
    )


def _won(
    reading: Reading, scope: Scope, year: _Cohort, *, signed: bool
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The deals of some people that brought money within a year, and those of the whole company."""

    def of(people: Scope) -> list[dict[str, Any]]:
        asked = {"first_day": year.first_day, "last_day": year.last_day, "signed": signed}
        return reading.ask("metrics/won_deals.sql", as_of=year.last_day, scope=people, **asked)

    return of(scope), of(Scope(people=None))


def deals_of_products(
    organisation: Organisation, *, scope: Scope, as_of: date, products: Collection[int]
) -> dict[int, KnownDeal]:
    """Product id → what one deal of it is worth, new and repeat together, by the year behind a day.

    A few own deals are drawn to the company's of the same product, never to another product's: one that
    never sold is worth nobody knows what. Asks what `funnel_facts` has asked already.
    """
    year = _Cohort(months_later(as_of, -MONTHS_BACK[0]), as_of)
    with one_moment(organisation) as reading:
        rows, company = _won(reading, scope, year, signed=organisation.basis == "signed")
    found = {}
    for product in products:
        own, theirs = (
            [row["minor"] for row in each if row["product"] == product] for each in (rows, company)
        )
        found[product] = _deal(own, theirs, theirs, year)
    return found


class _Measured:
    """Conversions by whose, when and which sale, each asked once."""

    def __init__(self, organisation: Organisation, as_of: date) -> None:
        self.organisation, self.as_of = organisation, as_of

    def of(self, scope: Scope, cohort: _Cohort, sale: Sale) -> list[StageConversion]:
        return conversion(self.organisation, scope=scope, cohort=cohort, as_of=self.as_of, sale=sale)

    def stage(self, stage: int, scope: Scope, cohort: _Cohort, sale: Sale) -> StageConversion | None:
        return next((one for one in self.of(scope, cohort, sale) if one.stage == stage), None)


def _main_funnel(found: Sequence[StageConversion], stages: dict[int, list[Stage]]) -> int:
    """The funnel most deals entered; the oldest where none did."""
    entered = dict.fromkeys(stages, 0)
    for one in found:
        if one.funnel in entered and stages[one.funnel] and one.stage == stages[one.funnel][0].pk:
            entered[one.funnel] = one.entered
    usable = [funnel for funnel in entered if any(stage.kind == "open" for stage in stages[funnel])]
    if not usable:
        raise NoStages(stages=0)
    return max(usable, key=lambda funnel: (entered[funnel], -funnel))


def _conversion(
    measured: _Measured,
    stage: int,
    sale: Sale,
    scope: Scope,
    cohorts: tuple[_Cohort, _Cohort],
    prior: Fraction,
    as_of: date,
) -> KnownConversion:
    usual = prior
    if scope.people is not None:
        whole = _enough(measured, stage, sale, Scope(people=None), cohorts)[1]
        if whole is not None and whole.decided >= LEAST_TRIALS_TYPED and whole.advanced:
            usual = own_share(whole)
    cohort, found = _enough(measured, stage, sale, scope, cohorts)
    decided, advanced = (found.decided, found.advanced) if found else (0, 0)
    if found is not None and decided >= LEAST_TRIALS_TYPED and advanced:
        share: Share = own_share(found)
        low, high, label = found.low or 0.0, found.high or 0.0, "own"
    else:
        share = Conversion(advanced, decided, usual).share
        (low, high), label = interval_of(share), "few" if decided else "assumed"
    newest = found.newest_on if found else None
    return KnownConversion(
        share=share,
        low=low,
        high=high,
        advanced=advanced,
        decided=decided,
        entered=found.entered if found else 0,
        label=label,  # type: ignore[arg-type]
        usual=usual,
        held=mean_of(share),
        first_day=cohort.first_day,
        last_day=cohort.last_day,
        newest_on=newest,
        age_days=(as_of - newest).days if newest else None,
    )


def _enough(
    measured: _Measured, stage: int, sale: Sale, scope: Scope, cohorts: tuple[_Cohort, _Cohort]
) -> tuple[_Cohort, StageConversion | None]:
    for cohort in cohorts:
        found = measured.stage(stage, scope, cohort, sale)
        if found is not None and found.decided >= LEAST_TRIALS_TYPED:
            break
    return cohort, found


def own_share(found: StageConversion) -> Fraction:
    """The measured conversion as an exact share: of decided cases as they are, else in thousandths."""
    if not found.open:
        return Fraction(found.advanced, found.decided)
    return Fraction(max(round((found.share or 0.0) * _THOUSANDTHS), 1), _THOUSANDTHS)


def _delays(reading: Reading, as_of: date) -> dict[int, tuple[tuple[Fraction, ...], int]]:
    """Stage → how many weeks it takes those who move on, and how many of them were seen."""
    columns = reading.columns(
        "metrics/days_in_stage.sql", as_of=as_of, scope=Scope(people=None), first_day=None
    )
    found = {}
    for stage, stays in by_stage(columns).items():
        times = stage_norm(stage, stays or NONE).times
        if times.moves >= ENOUGH_MOVES and times.ever_moves_on:
            found[stage] = (weekly_delay(times.ages.tolist(), times.moved_on.tolist()), times.moves)
    return found


def _deal(
    own: list[int], theirs: list[int], every: list[int], year: _Cohort, assumed: int | None = None
) -> KnownDeal:
    """From ten own deals on their mean; fewer are drawn to the usual one of the kind, or of all.

    Where nothing was sold at all, what the owner said a deal is worth.
    """
    usual = theirs if len(theirs) >= LEAST_TRIALS_TYPED and len(own) < len(theirs) else every
    usual_minor = sum(usual) // len(usual) if usual else None
    mean = sum(own) // len(own) if own else None
    if len(own) >= LEAST_TRIALS_TYPED:
        minor, label = mean, "own"
    elif usual_minor:
        minor, label = average_deal(own, usual=usual_minor).amount, "few" if own else "assumed"
    else:
        minor, label = assumed, "assumed"
    return KnownDeal(
        minor,
        mean,
        int(median(own)) if own else None,
        usual_minor,
        len(own),
        year.first_day,
        year.last_day,
        label,  # type: ignore[arg-type]
    )
