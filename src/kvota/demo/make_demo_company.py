"""The sample company: made once from a seed, ending yesterday, and living on from start to start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django_scopes import scope

from kvota.actions.set_up_company import set_up_company, slug_for
from kvota.demo.ask_sample_leads import ask_sample_leads
from kvota.demo.cast import Cast, gather_cast
from kvota.demo.days_away import days_away
from kvota.demo.days_of_planning import PlanningDays
from kvota.demo.deal_story import DealStory
from kvota.demo.define_sample_metric import define_sample_metric
from kvota.demo.draft_sample_goal import draft_sample_goal
from kvota.demo.history import FIRST_TELLING, TELLING, World, deal_stories, price_of
from kvota.demo.keep_sample_scenarios import keep_sample_scenarios
from kvota.demo.note_sample_market import name_sample_competitors, note_sample_market
from kvota.demo.personal_plans import personal_plans
from kvota.demo.record_sample_absences import record_sample_absences
from kvota.demo.record_sample_supply import record_sample_supply
from kvota.demo.sample_uids import uid_of
from kvota.demo.sample_words import SampleWords, sample_words
from kvota.demo.set_sample_goals import set_sample_goal
from kvota.demo.store_days import store_days
from kvota.demo.write_sample_conditions import write_sample_conditions
from kvota.demo.write_sample_playbooks import write_sample_playbooks
from kvota.domain.calendar.month_step import months_later
from kvota.domain.calendar.working_days import CURRENT_VERSION
from kvota.domain.importing.text import matching_key
from kvota.domain.money.currencies import exponent
from kvota.records.accounts import Account
from kvota.records.events import Event, leave_event
from kvota.records.funnels import Stage
from kvota.records.goals import GoalVersion
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.planner_statistics import learn_sizes
from kvota.records.selling import Product, ProductPrice
from kvota.records.sequence import take
from kvota.records.units import Unit, UnitPlacement

MONTHS_OF_HISTORY = 18
FLOOR_PERCENT = 88  # of the price, below which nobody sells without asking
MARGIN_PERCENT = (22, 26, 31, 38, 18)  # of the price of each product
SIGN_IN = ("rep", "head", "owner", "finance", "analyst", "admin")
SLUG = "nord-pack"
MADE = "sample_company_made"


@dataclass(frozen=True)
class Made:
    """What the company was made from, as its first event remembers it."""

    world: World
    words: SampleWords
    stages: list[str]


def make_demo_company(*, today: date, now: datetime, language: str, seed: int = 7) -> Organisation:
    """Make the sample company in a language with 18 months of history that end yesterday.

    Two units, ten reps, a head over both, owner, finance, analyst, admin and an engineer.
    Six of them sign in without a password, from the demo page alone. One transaction.
    """
    words = sample_words(language)
    with transaction.atomic():
        organisation = set_up_company(
            name=_free_name(words.company),
            country=words.country,
            currency=words.currency,
            language=language,
            time_zone=words.time_zone,
            is_demo=True,
        )
        if not organisation.slug.startswith(SLUG):  # a Cyrillic or Chinese name makes a poor address
            organisation.slug = slug_for(SLUG)
            organisation.save(update_fields=["slug"])
        first_day = months_later(today.replace(day=1), -MONTHS_OF_HISTORY)
        world = sample_world(words, seed=seed, first_day=first_day)
        with scope(organisation=organisation):
            _hire(organisation, words, seed)
            _offer_products(organisation, words, world, today=today)
            write_sample_playbooks(words, world)
            _remember(organisation, world, language=language, now=now)
            live_until(organisation, today=today, now=now)
    learn_sizes()  # thousands of rows from nothing: the first pages must not guess
    return organisation


def live_until(organisation: Organisation, *, today: date, now: datetime) -> int:
    """Add the days up to yesterday that the sample company has not lived yet; return the facts written.

    The days are the same however many starts they were added in. Deals a user has touched
    are his from then on, people he let go sell no more, and a year for which he has set a
    goal keeps it.
    """
    until = today - timedelta(days=1)
    with transaction.atomic(), scope(organisation=organisation):
        organisation.refresh_from_db(fields=["demo_until"])
        since = organisation.demo_until
        if since is not None and since >= until:
            return 0
        made = _made_from()
        # The plan of a year looks at all of its months, so the stories are told to its end.
        stories = deal_stories(made.world, until=date(until.year, 12, 31))
        cast = gather_cast(organisation, made.world, made.words, made.stages)
        written = store_days(cast, stories, since=since, until=until)
        if written is None:
            return 0
        organisation.demo_until = until
        name_sample_competitors(cast, stories, since=since, until=until)
        _plan(cast, stories, since=since, until=until)
        for year in _years_without_goal(made.world, until=until):
            first = max(months_later(made.world.first_day, 1), date(year, 1, 1))
            plans = personal_plans(made.world, stories, first=first, last=date(year, 12, 1))
            set_sample_goal(cast, plans, year=year, now=now)
        draft_sample_goal(cast, stories, year=until.year + 1, until=until, now=now)
        for year in (until.year, until.year + 1):
            keep_sample_scenarios(cast, year=year, until=until, now=now)
    return written


def _plan(cast: Cast, stories: list[DealStory], *, since: date | None, until: date) -> None:
    """What was planned on these days: leads, hours, conditions; what is said once, at the beginning."""
    days = PlanningDays(cast, since, until)
    record_sample_supply(days)
    record_sample_absences(days, days_away(cast.world, stories, until=until))
    write_sample_conditions(days)
    if since is None:
        ask_sample_leads(cast, until=until)
        note_sample_market(cast, until=until)
        define_sample_metric(cast, until=until)


def _years_without_goal(world: World, *, until: date) -> list[int]:
    """A draft is no goal yet: the company does not begin a year without one."""
    known = set(GoalVersion.objects.filter(state="published").values_list("period", flat=True))
    years = range(world.first_day.year, until.year + 1)
    return [year for year in years if not any(period.startswith(str(year)) for period in known)]


def _free_name(name: str) -> str:
    """The name, with a number when there is a sample company of this name already."""
    number, candidate = 1, name
    while Organisation.objects.filter(name__iexact=candidate, is_demo=True).exists():
        number += 1
        candidate = f"{name} {number}"
    return candidate


def sample_world(
    words: SampleWords,
    *,
    seed: int,
    first_day: date,
    calendar_version: str = CURRENT_VERSION,
    telling: int = TELLING,
) -> World:
    minor = 10 ** exponent(words.currency)
    return World(
        seed=seed,
        first_day=first_day,
        country=words.country,
        calendar_version=calendar_version,
        prices=tuple(price * minor for price in words.prices),
        step=words.step * minor,
        telling=telling,
    )


def _hire(organisation: Organisation, words: SampleWords, seed: int) -> None:
    """Everybody with his seat; the first of each role that signs in gets an account."""
    top = Unit.objects.get()
    teams = [Unit.objects.create(organisation=organisation, name=name) for name in words.units]
    for team in teams:
        UnitPlacement.objects.create(organisation=organisation, unit=team, parent=top)
    hired = [
        *(("rep", name, teams[place % 2], ("rep", place)) for place, name in enumerate(words.reps)),
        *((role, name, top, (role,)) for role, name in words.others.items()),
    ]
    signed_in: set[str] = set()
    for role, name, unit, key in hired:
        account = None
        if role in SIGN_IN and role not in signed_in:
            signed_in.add(role)
            account = Account.objects.create(login=f"{role}@{organisation.slug}.demo")
        person = Person.objects.create(
            uid=uid_of(seed, "person", *key), organisation=organisation, name=name, account=account
        )
        Seat.objects.create(
            organisation=organisation, person=person, unit=unit, role=role, duties=words.duties[role]
        )


def _offer_products(organisation: Organisation, words: SampleWords, world: World, *, today: date) -> None:
    """The products with their prices, a new one from every New Year on."""
    for place, name in enumerate(words.products):
        product = Product.objects.create(
            uid=uid_of(world.seed, "product", place),
            organisation=organisation,
            name=name,
            match_key=matching_key(name),
        )
        years = [None, *range(world.first_day.year + 1, today.year + 1)]
        for year in years:
            from_on = None if year is None else date(year, 1, 1)
            price = price_of(world, place, from_on or world.first_day)
            ProductPrice.objects.create(
                organisation=organisation,
                product=product,
                from_on=from_on,
                price_minor=price,
                floor_minor=price * FLOOR_PERCENT // 100,
                currency=organisation.currency,
                margin_numerator=MARGIN_PERCENT[place],
                margin_denominator=100,
            )


def _remember(organisation: Organisation, world: World, *, language: str, now: datetime) -> None:
    """Write down what the company was made from: the next start tells the same history on."""
    leave_event(
        organisation=organisation,
        sequence=take(organisation),
        kind=MADE,
        seat=None,
        subject=f"organisation:{organisation.slug}",
        recorded_at=now,
        payload={
            "seed": world.seed,
            "first_day": world.first_day.isoformat(),
            "language": language,
            "calendar_version": world.calendar_version,
            "telling": world.telling,
            "stages": [str(uid) for uid in Stage.objects.order_by("rank").values_list("uid", flat=True)],
        },
    )


def _made_from() -> Made:
    said = Event.objects.filter(kind=MADE).order_by("sequence")[0].payload
    words = sample_words(said["language"])
    world = sample_world(
        words,
        seed=said["seed"],
        first_day=date.fromisoformat(said["first_day"]),
        calendar_version=said["calendar_version"],
        telling=said.get("telling", FIRST_TELLING),  # companies made before there was another
    )
    return Made(world=world, words=words, stages=said["stages"])
