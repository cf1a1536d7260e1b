"""Bring a company's settings in line with what a file says: all of it, or nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from kvota.actions.ask_before_leaving import drop_question, question_event
from kvota.actions.change_company import change_company
from kvota.actions.change_funnel import funnel_event
from kvota.actions.change_stage import StageInUse, retire_stage, stage_event
from kvota.actions.set_calendar_day import set_calendar_day
from kvota.actions.set_price import add_product, set_price
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import Scope
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.money.amount import decimal_text
from kvota.domain.settings.company_settings import (
    LANGUAGES,
    CompanySettings,
    DaySaid,
    FunnelSaid,
    Names,
    PriceSaid,
    ProductSaid,
    StageSaid,
)
from kvota.records.calendars import CalendarException
from kvota.records.company_settings import (
    funnel_names,
    names_of,
    prices_by_day,
    reasons_offered,
    stages_offered,
)
from kvota.records.events import leave_event
from kvota.records.exit_questions import ExitQuestion, questions_of
from kvota.records.funnels import Funnel, LostReason, Stage, WorkedName
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.selling import Product, ProductPrice
from kvota.records.sequence import take

Named = TypeVar("Named", bound=WorkedName)


class SettingsNamedTwice(RuleError):
    code = "settings_named_twice"
    sentence = "{key}: {value} stands there twice"
    key: str
    value: str


class OtherPriceCurrency(RuleError):
    """Prices are set in the company's currency; one in another came with an import and stays as it is."""

    code = "other_price_currency"
    sentence = "{key}: {value} is not the company's currency {currency}"
    key: str
    value: str
    currency: str


class SettingsMoved(RuleError):
    """What was shown is not what would happen any more."""

    code = "settings_moved"
    nature = "conflict"
    sentence = "somebody changed the settings since they were compared"


@dataclass(frozen=True)
class Change:
    """What becomes otherwise, by its key in the file. Without `before` it is new, without `after` gone."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Part:
    """A part of the settings: what is told of its changes, and how they are made."""

    changes: list[Change]
    make: Callable[[], None]


@dataclass(frozen=True)
class By:
    """Who changes, and when."""

    seat: Seat
    now: datetime
    today: date


def settings_changes(*, seat: Seat, said: CompanySettings, now: datetime, today: date) -> list[Change]:
    """What this would change, part by part. Nothing is changed."""
    return [change for part in _parts(said, By(seat, now, today)) for change in part.changes]


def apply_settings(
    *, seat: Seat, said: CompanySettings, now: datetime, today: date, seen: str = ""
) -> list[Change]:
    """Make every change of what was said in one transaction; return them. The same again changes nothing.

    `seen` is the mark of the changes somebody was shown: when they are others by now, it is refused.
    A part that is not said stays. Products and prices it does not name stay too, since deals
    point at them; of stages, reasons and calendar days what is said is the whole list.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        parts = _parts(said, By(seat, now, today))
        changes = [change for part in parts for change in part.changes]
        if seen and mark_of(changes) != seen:
            raise SettingsMoved()
        for part in parts:
            if part.changes:
                part.make()
    return changes


def mark_of(changes: Sequence[Change]) -> str:
    """A short mark of a list of changes: another list, another mark."""
    return hashlib.sha256(repr(list(changes)).encode()).hexdigest()[:16]


def _parts(said: CompanySettings, by: By) -> list[Part]:
    require(by.seat, "setup")
    organisation = Organisation.objects.get(pk=by.seat.organisation_id)
    parts = []
    if said.company is not None:
        parts.append(_company(organisation, vars(said.company), by))
    if said.stages is not None:
        parts.append(_stages(said.stages, Funnel.offered().first(), "stages", by))
    if said.funnels is not None:
        parts += _funnels(said.funnels, by)
    if said.lost_reasons is not None:
        parts.append(_reasons(said.lost_reasons, by))
    if said.calendar is not None:
        parts.append(_calendar(said.calendar, by))
    if said.products is not None:
        base = said.company.currency if said.company else organisation.currency
        parts.append(_products(said.products, base, by))
    return parts


def _company(organisation: Organisation, said: dict[str, Any], by: By) -> Part:
    wanted = {name: value for name, value in said.items() if getattr(organisation, name) != value}

    def make() -> None:
        # Prices that follow in the same text are in the currency it has just got.
        by.seat.organisation = change_company(seat=by.seat, changes=wanted, now=by.now)

    changes = [
        Change(f"company.{name}", _plain(getattr(organisation, name)), _plain(value))
        for name, value in wanted.items()
    ]
    return Part(changes, make)


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _funnels(said: tuple[FunnelSaid, ...], by: By) -> list[Part]:
    """Each funnel said by its name, then its stages. One that is not said stays: deals stand in it."""
    offered = list(Funnel.offered())
    named = {names: row for row in offered for names in [funnel_names(row)]}
    rows = _matched([one.names for one in said], offered)
    parts = []
    for place, (one, found) in enumerate(zip(said, rows, strict=True), start=1):
        key, row = f"funnels[{place}]", found or named.get(one.names)
        parts.append(_funnel(one, row, key, by))
    return parts


def _funnel(said: FunnelSaid, row: Funnel | None, key: str, by: By) -> Part:
    before, after = _told(funnel_names(row)) if row else "", _told(said.names)
    changes = [Change(key, before, after)] if before != after else []
    named = {f"name_{language}": name for language, name in zip(LANGUAGES, said.names, strict=True)}

    def make() -> None:
        funnel = row or Funnel.objects.create(organisation=by.seat.organisation, **named)
        if before != after:
            _set(funnel, named)
            funnel_event(by.seat, funnel, "funnel_renamed" if row else "funnel_added", by.now)
        stages = _stages(said.stages, funnel, f"{key}.stages", by)
        if stages.changes:
            stages.make()

    stages = _stages(said.stages, row, f"{key}.stages", by)
    return Part([*changes, *stages.changes], make)


def _stages(said: tuple[StageSaid, ...], funnel: Funnel | None, key: str, by: By) -> Part:
    """The stages of a funnel; of one that is not there yet all are new."""
    offered = stages_offered(funnel) if funnel else []
    opened = [row for row in offered if row.kind == "open"]
    ends = {row.kind: row for row in offered if row.kind != "open"}
    found = iter(_matched([one.names for one in said if one.kind == "open"], opened))
    rows = [next(found) if one.kind == "open" else ends.get(one.kind) for one in said]
    gone = [row for row in offered if row not in rows]
    changes = [Change(key, _told(names_of(row)), "") for row in gone]
    asked = questions_of(row.pk for row in offered)
    for place, (one, row) in enumerate(zip(said, rows, strict=True), start=1):
        after = f"{_told(one.names)} ({one.usual_action})"
        before = f"{_told(names_of(row))} ({row.usual_action})" if row else ""
        if before != after:
            changes.append(Change(f"{key}[{place}]", before, after))
        if one.questions is not None:
            known = [names_of(question) for question in asked.get(row.pk, [])] if row else []
            if list(one.questions) != known:
                told = ["; ".join(_told(names) for names in each) for each in (known, one.questions)]
                changes.append(Change(f"{key}[{place}].questions", *told))
    kept = [row for row in rows if row is not None]
    moved = kept != [row for row in offered if row in kept]
    if moved:
        order = " → ".join(str(row) for row in offered if row in kept)
        changes.append(Change(key, order, " → ".join(str(row) for row in kept)))
    if gone:
        _refuse_standing(gone, by)

    def make() -> None:
        for row in gone:
            retire_stage(seat=by.seat, stage=row, standing=0, today=by.today, now=by.now)
        assert funnel is not None
        stored = [
            _store_stage(one, row, funnel.pk, rank=place, by=by)
            for place, (one, row) in enumerate(zip(said, rows, strict=True), start=1)
        ]
        for one, stage in zip(said, stored, strict=True):
            if one.questions is not None:
                _ask(one.questions, stage, by)
        if moved or None in rows:
            _put_in_order(stored, by, events=moved)

    return Part(changes, make)


def _refuse_standing(gone: list[Stage], by: By) -> None:
    open_now = open_deals(by.seat.organisation, scope=Scope(people=None), as_of=by.today)
    standing = Counter(deal.stage for deal in open_now)
    for row in gone:
        if standing[row.pk]:
            raise StageInUse(stage=str(row), count=standing[row.pk])


def _store_stage(said: StageSaid, row: Stage | None, funnel: int, *, rank: int, by: By) -> Stage:
    named = {f"name_{language}": name for language, name in zip(LANGUAGES, said.names, strict=True)}
    wanted = named | {"usual_action": said.usual_action}
    if row is None:
        made: Stage = Stage.objects.create(
            organisation=by.seat.organisation, funnel_id=funnel, rank=rank, kind=said.kind, **wanted
        )
        stage_event(by.seat, made, "stage_added", by.now)
        return made
    if any(getattr(row, name) != value for name, value in wanted.items()):
        _set(row, wanted)
        stage_event(by.seat, row, "stage_renamed", by.now)
    return row


def _ask(said: tuple[Names, ...], stage: Stage, by: By) -> None:
    """Let a stage ask these questions, in this order: those of the same name keep their answers."""
    asked = questions_of([stage.pk]).get(stage.pk, [])
    rows = _matched(said, asked)
    for gone in (row for row in asked if row not in rows):
        drop_question(seat=by.seat, question=gone, today=by.today, now=by.now)
    for rank, (names, row) in enumerate(zip(said, rows, strict=True), start=1):
        wanted: dict[str, Any] = {f"name_{one}": name for one, name in zip(LANGUAGES, names, strict=True)}
        if row is None:
            made = ExitQuestion.objects.create(
                organisation=by.seat.organisation, stage=stage, rank=rank, **wanted
            )
            question_event(by.seat, made, "question_added", by.now)
        elif names_of(row) != names or row.rank != rank:
            reworded = names_of(row) != names
            _set(row, wanted | {"rank": rank})
            if reworded:
                question_event(by.seat, row, "question_reworded", by.now)


def _put_in_order(stages: list[Stage], by: By, *, events: bool) -> None:
    """Give the stages their ranks; one that is offered no more stays behind the one it stood behind."""
    everything = list(Stage.objects.filter(funnel_id=stages[0].funnel_id).order_by("rank", "pk"))
    behind: dict[int | None, list[Stage]] = {}
    last: int | None = None
    for row in everything:
        if row in stages:
            last = row.pk
        else:
            behind.setdefault(last, []).append(row)
    order = list(behind.get(None, []))
    for row in stages:
        order += [row, *behind.get(row.pk, [])]
    for rank, row in enumerate(order, start=1):
        if row.rank != rank:
            _set(row, {"rank": rank})
            if events and row in stages:
                stage_event(by.seat, row, "stage_moved", by.now)


def _reasons(said: tuple[Names, ...], by: By) -> Part:
    offered = reasons_offered()
    rows = _matched(said, offered)
    gone = [row for row in offered if row not in rows]
    changes = [Change("lost_reasons", _told(names_of(row)), "") for row in gone]
    for place, (names, row) in enumerate(zip(said, rows, strict=True), start=1):
        before, after = _told(names_of(row)) if row else "", _told(names)
        if before != after:
            changes.append(Change(f"lost_reasons[{place}]", before, after))
    kept = [row for row in rows if row is not None]
    listed = [row for row in offered if row in kept]
    if kept != listed:
        order = [" → ".join(row.name_in("en") for row in each) for each in (listed, kept)]
        changes.append(Change("lost_reasons", *order))

    def make() -> None:
        for row in gone:
            _set(row, {"removed_on": by.today})
        for rank, (names, found) in enumerate(zip(said, rows, strict=True), start=1):
            wanted = {f"name_{one}": name for one, name in zip(LANGUAGES, names, strict=True)} | {
                "rank": rank
            }
            if found is None:
                LostReason.objects.create(organisation=by.seat.organisation, **wanted)
            else:
                _set(found, wanted)
        leave_event(
            organisation=by.seat.organisation,
            sequence=take(by.seat.organisation),
            kind="lost_reasons_changed",
            seat=by.seat,
            subject=f"company:{by.seat.organisation.slug}",
            recorded_at=by.now,
            payload={
                "before": [_told(names_of(row)) for row in offered],
                "after": [_told(one) for one in said],
            },
        )

    return Part(changes, make)


def _matched(wanted: Sequence[Names], rows: Sequence[Named]) -> list[Named | None]:
    """The row that each name means: of the same names first, else with one name in common, else none."""
    left = list(rows)
    found: list[Named | None] = [None] * len(wanted)
    for same in (True, False):
        for place, names in enumerate(wanted):
            if found[place] is None:
                found[place] = next((row for row in left if _means(names, names_of(row), same=same)), None)
                if found[place] is not None:
                    left = [row for row in left if row is not found[place]]
    return found


def _means(names: Names, others: Names, *, same: bool) -> bool:
    if same:
        return names == others
    return any(
        matching_key(one) == matching_key(other)
        for one, other in zip(names, others, strict=True)
        if one and other
    )


def _told(names: Names) -> str:
    return " / ".join(dict.fromkeys(name for name in names if name))


def _calendar(said: tuple[DaySaid, ...], by: By) -> Part:
    wanted = {day.on: (day.working, day.note) for day in said}
    twice = next((day for day, count in Counter(day.on for day in said).items() if count > 1), None)
    if twice is not None:
        raise SettingsNamedTwice(key="calendar.day", value=twice.isoformat())
    known = {day.on_day: (day.working, day.note) for day in CalendarException.objects.all()}
    different = [day for day in sorted({*wanted, *known}) if wanted.get(day) != known.get(day)]

    def told(day: tuple[bool, str] | None) -> str:
        return "" if day is None else f"working: {_plain(day[0])} {day[1]}".strip()

    def make() -> None:
        for on in different:
            working, note = wanted.get(on, (None, ""))
            set_calendar_day(seat=by.seat, on=on, working=working, note=note, now=by.now)

    changes = [
        Change(f"calendar.{on.isoformat()}", told(known.get(on)), told(wanted.get(on))) for on in different
    ]
    return Part(changes, make)


def _products(said: tuple[ProductSaid, ...], base: str, by: By) -> Part:
    known = {row.match_key: row for row in Product.objects.live().order_by("-pk")}
    prices = prices_by_day()
    changes: list[Change] = []
    steps: list[Callable[[], None]] = []
    keys = Counter(matching_key(one.name) for one in said)
    for place, one in enumerate(said, start=1):
        key = f"products[{place}]"
        if keys[matching_key(one.name)] > 1:
            raise SettingsNamedTwice(key=key, value=one.name)
        row = known.get(matching_key(one.name))
        before = _told_product(row.name, row.series) if row else ""
        after = _told_product(one.name, one.series)
        if before != after:
            changes.append(Change(key, before, after))
        stored = prices.get(row.pk, {}) if row else {}
        new = [price for price in one.prices if not _same(stored.get(price.from_on), price)]
        for price in new:
            if price.currency != base:
                raise OtherPriceCurrency(key=key, value=price.currency, currency=base)
            said_before = stored.get(price.from_on)
            start = price.from_on.isoformat() if price.from_on else "…"
            changes.append(
                Change(
                    f"{key}.prices {start}",
                    _told_price(said_before) if said_before else "",
                    _told_price(price),
                )
            )
        if before != after or new:
            steps.append(_product_step(one, row, new, by))

    def make() -> None:
        for step in steps:
            step()

    return Part(changes, make)


def _product_step(said: ProductSaid, row: Product | None, new: list[PriceSaid], by: By) -> Callable[[], None]:
    def make() -> None:
        product = row or add_product(seat=by.seat, name=said.name, series=said.series, now=by.now)
        if (product.name, product.series) != (said.name, said.series):
            before = _told_product(product.name, product.series)
            _set(product, {"name": said.name, "series": said.series, "match_key": matching_key(said.name)})
            leave_event(
                organisation=by.seat.organisation,
                sequence=take(by.seat.organisation),
                kind="product_renamed",
                seat=by.seat,
                subject=f"product:{product.uid}",
                recorded_at=by.now,
                payload={"before": before, "after": _told_product(said.name, said.series)},
            )
        for price in new:
            set_price(
                seat=by.seat,
                product=product,
                price_minor=price.price_minor,
                floor_minor=price.floor_minor,
                from_on=price.from_on,
                now=by.now,
            )

    return make


def _told_product(name: str, series: str) -> str:
    return f"{name} ({series})" if series else name


def _same(stored: ProductPrice | None, said: PriceSaid) -> bool:
    return stored is not None and (stored.price_minor, stored.floor_minor, stored.currency) == (
        said.price_minor,
        said.floor_minor,
        said.currency,
    )


def _told_price(price: ProductPrice | PriceSaid) -> str:
    lowest = price.floor_minor
    words = f"{decimal_text(price.price_minor, price.currency)} {price.currency}"
    return words if lowest is None else f"{words} (≥ {decimal_text(lowest, price.currency)})"


def _set(row: Any, wanted: dict[str, Any]) -> None:
    for name, value in wanted.items():
        setattr(row, name, value)
    row.save(update_fields=list(wanted))
