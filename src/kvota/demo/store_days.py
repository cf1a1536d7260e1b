"""Write some days of the sample company's history: what the stories say happened on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from kvota.demo.cast import Cast
from kvota.demo.days_away import Away, days_away
from kvota.demo.deal_story import PAID, SIGNED, DealStory, MoneyFact, Step, Terms
from kvota.demo.facts_of_days import FactsOfDays
from kvota.demo.history import tries_on, working_days
from kvota.demo.sample_uids import uid_of, uids_told
from kvota.demo.sample_words import SampleWords
from kvota.demo.sellers import SELLERS
from kvota.domain.importing.text import matching_key
from kvota.records.deals import ATTRIBUTES, Deal, DealRole, DealVersion
from kvota.records.money import Contract, Invoice, Payment, Refund
from kvota.records.moves import Attempt, Move
from kvota.records.organisations import Organisation
from kvota.records.people import Person
from kvota.records.rows_in_bulk import NewRows
from kvota.records.selling import Client

MONEY = {"contract": Contract, "invoice": Invoice, "payment": Payment}
PACKING_LINE, ASKS_ENGINEER = 4, 4  # the product, and the stage from which the engineer is in
# Places within a day, so that a deal's versions follow its moves and its money follows both.
VERSIONS, MONEYS = 200, 300


def store_days(cast: Cast, stories: Sequence[DealStory], *, since: date | None, until: date) -> int | None:
    """Write what happened after `since` and up to `until`; return how many facts.

    A deal a user has touched is left to him: its story ends where he took over. None when
    another process has taken these days. Must be called inside a transaction; some forty
    statements, whatever the number of days.
    """
    days = FactsOfDays(cast, since, until)
    begun = [story for story in stories if story.born_on <= until]
    fresh = [
        story
        for story in begun
        if days.holds(story.born_on) and cast.works(cast.person("rep", story.seller), story.born_on)
    ]
    going_on = [
        story
        for story in begun
        if not days.holds(story.born_on) and any(days.holds(day) for day in story.days)
    ]
    # Deals are locked before the company's row, as in every move: the other way round a move
    # made at this moment and these days would wait for each other.
    known = _deals_left_alone(cast, going_on)
    days_before = Organisation.objects.filter(pk=cast.organisation.pk, demo_until=since)
    if not days_before.update(demo_until=until):
        return None
    roles: list[DealRole] = []
    for story, deal, attributes in (*_new_deals(days, fresh), *known):
        _tell(days, story, deal, attributes)
        if _asks_engineer(days, story):
            roles.append(_engineer_on(cast, story, deal))
    _tries(days, days_away(cast.world, stories, until=until))
    written = days.write()
    DealRole.objects.bulk_create(roles)
    return written


Told = tuple[DealStory, int, dict[str, Any]]  # the story, the id of its deal, what the deal was before


def _new_deals(days: FactsOfDays, stories: Sequence[DealStory]) -> list[Told]:
    """Write the deals that begin, each as it stands on the last of the days."""
    cast = days.cast
    clients = _clients(cast, sorted({story.client for story in stories}))
    rows = NewRows(Deal, organisation_id=cast.organisation.pk, funnel_id=cast.stages[1].funnel_id)
    told: list[Told] = []
    for story in stories:
        client, rep = clients[story.client], cast.person("rep", story.seller)
        attributes = {
            **dict.fromkeys(ATTRIBUTES),
            "client_id": client.pk,
            "owner_id": rep.pk,
            "product_id": cast.products[uid_of(cast.world.seed, "product", story.product)].pk,
            "name": "",
            "industry": client.industry,
            "region": client.region,
            "source": cast.words.sources[story.source],
            "kind": story.kind,
            "currency": cast.organisation.currency,
            "created_on": story.born_on,
            "date_unknown": False,
            "tags": "",
        }
        uid = uid_of(cast.world.seed, "deal", story.number)
        latest = [terms for terms in story.terms if _happens(days, rep, terms.on)][-1]
        number = rows.add(uid=uid.hex, **attributes | _columns(latest, cast.words))
        told.append((story, number, attributes))
    rows.write()
    return told


def _deals_left_alone(cast: Cast, stories: Sequence[DealStory]) -> list[Told]:
    """The deals of these stories in which no user had a hand, locked."""
    seed = cast.world.seed
    wanted = {uid_of(seed, "deal", story.number): story for story in stories}
    deals = list(
        Deal.objects.live().filter(uid__in=list(wanted)).order_by("pk").select_for_update(of=("self",))
    )
    known = {deal.pk: uids_told(seed, wanted[deal.uid]) for deal in deals}
    kinds: tuple[Any, ...] = (Move, DealVersion, *MONEY.values(), Refund)
    touched = {
        deal
        for kind in kinds
        for deal, uid in kind.objects.filter(deal__in=deals).values_list("deal_id", "uid")
        if uid not in known[deal]
    }
    return [(wanted[deal.uid], deal.pk, deal.attributes()) for deal in deals if deal.pk not in touched]


def _clients(cast: Cast, numbers: Sequence[int]) -> dict[int, Client]:
    uids = {number: uid_of(cast.world.seed, "client", number) for number in numbers}
    known = {client.uid: client for client in Client.objects.live().filter(uid__in=list(uids.values()))}
    new = []
    for number, uid in uids.items():
        if uid not in known:
            name, industry = cast.words.client(number)
            known[uid] = Client(
                uid=uid,
                organisation=cast.organisation,
                name=name,
                match_key=matching_key(name),
                industry=industry,
                region=cast.words.regions[(number * 5 + number // 7) % len(cast.words.regions)],
            )
            new.append(known[uid])
    Client.objects.bulk_create(new)
    return {number: known[uid] for number, uid in uids.items()}


def _tell(days: FactsOfDays, story: DealStory, deal: int, attributes: dict[str, Any]) -> None:
    """Gather the facts of one deal that fall on these days, and bring a known deal up to the last of them."""
    cast, rep = days.cast, days.cast.person("rep", story.seller)
    for place, step in enumerate(story.steps):
        if _happens(days, rep, story.signed_on if step.rank == PAID else step.on, step.on):
            _move(days, story, deal, step, place, rep)
    said = [
        (place, terms) for place, terms in enumerate(story.terms) if _happens(days, rep, terms.on, terms.on)
    ]
    for place, terms in said:
        days.add(
            DealVersion,
            terms.on,
            minutes=_minutes(story),
            place=VERSIONS + place,
            author=rep,
            uid=uid_of(cast.world.seed, "terms", story.number, place),
            deal_id=deal,
            effective_on=terms.on if place else None,
            **attributes | _columns(terms, cast.words),
        )
    if said and not days.holds(story.born_on):
        Deal.objects.filter(pk=deal).update(**_columns(said[-1][1], cast.words))
    for place, fact in enumerate(story.money):
        if _happens(days, rep, story.signed_on, fact.on):
            _money(days, story, deal, fact, place)


def _happens(days: FactsOfDays, rep: Person, works_on: date | None, day: date | None = None) -> bool:
    """Whether something of a day is written: the day is among these, and its seller was there for it.

    What follows from a signature happens without him.
    """
    return works_on is not None and days.holds(day or works_on) and days.cast.works(rep, works_on)


def _columns(terms: Terms, words: SampleWords) -> dict[str, Any]:
    step = words.next_steps[terms.next_words[0]][terms.next_words[1]] if terms.next_words else ""
    return {
        "amount_minor": terms.amount,
        "amount_assumed": terms.assumed,
        "next_step_on": terms.next_on,
        "next_step": step,
        "expected_on": terms.expected_on,
    }


def _move(days: FactsOfDays, story: DealStory, deal: int, step: Step, place: int, rep: Person) -> None:
    cast = days.cast
    stage = cast.stages[step.rank] if step.rank else None
    if stage is not None and stage.removed_on is not None:
        return
    reason = cast.reasons.get(step.reason) if step.reason else None
    days.add(
        Move,
        step.on,
        minutes=_minutes(story),
        place=place,
        author=cast.person("finance") if step.rank == PAID else rep,
        uid=_uid_of_step(cast, story, place),
        deal_id=deal,
        kind=step.kind,
        stage_id=stage.pk if stage else None,
        action=step.action or (stage.usual_action if stage else "other"),
        occurred_on=step.on,
        park_until=step.park_until,
        lost_reason_id=reason.pk if reason else None,
        note=cast.words.notes[step.note] if step.note is not None else "",
    )


def _money(days: FactsOfDays, story: DealStory, deal: int, fact: MoneyFact, place: int) -> None:
    cast = days.cast
    number = f"{fact.on:%y}-{story.number + 1:04d}"
    more: dict[str, Any] = {"external_id": f"{number}/{place}"}
    author = cast.person("finance")
    if fact.kind == "contract":
        signing = [at for at, step in enumerate(story.steps) if step.rank == SIGNED][-1]
        more = {"number": number, "signed_by": _uid_of_step(cast, story, signing), "parts": fact.parts}
        author = cast.person("rep", story.seller)
    elif fact.kind == "invoice":
        more |= {"number": f"{number}/{place}", "due_on": fact.due_on}
    elif fact.kind == "payment":
        payer, _ = cast.words.client(story.client)
        more |= {"payer": payer, "reference": cast.words.reference.format(number)}
    days.add(
        MONEY[fact.kind],
        fact.on,
        minutes=_minutes(story),
        place=MONEYS + place,
        author=author,
        uid=uid_of(cast.world.seed, "money", story.number, place),
        deal_id=deal,
        amount_minor=fact.amount,
        currency=cast.organisation.currency,
        occurred_on=fact.on,
        **more,
    )


def _tries(days: FactsOfDays, away: Sequence[Away]) -> None:
    cast = days.cast
    first = days.since + timedelta(days=1) if days.since else cast.world.first_day
    for day in working_days(cast.world, first, days.until):
        for number in range(len(SELLERS)):
            rep, count = cast.person("rep", number), tries_on(cast.world, number, day)
            if count and cast.works(rep, day) and not any(each.holds(number, day) for each in away):
                days.add(
                    Attempt,
                    day,
                    minutes=480,
                    place=number,
                    author=rep,
                    uid=uid_of(cast.world.seed, "tries", number, day),
                    person_id=rep.pk,
                    action="call",
                    count=count,
                    occurred_on=day,
                )


def _asks_engineer(days: FactsOfDays, story: DealStory) -> bool:
    """Whether on one of these days a packing line first came to be specified."""
    reached = [step.on for step in story.steps if step.rank and step.rank >= ASKS_ENGINEER]
    return story.product == PACKING_LINE and bool(reached) and days.holds(reached[0])


def _engineer_on(cast: Cast, story: DealStory, deal: int) -> DealRole:
    return DealRole(
        uid=uid_of(cast.world.seed, "role", story.number),
        organisation=cast.organisation,
        deal_id=deal,
        person=cast.person("colleague"),
        role="technical",
    )


def _uid_of_step(cast: Cast, story: DealStory, place: int) -> Any:
    return uid_of(cast.world.seed, "step", story.number, place)


def _minutes(story: DealStory) -> int:
    """Each deal is worked on at its own hour of the day."""
    return story.number * 37 % 460
