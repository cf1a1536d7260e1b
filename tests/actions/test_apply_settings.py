"""Settings come in as one text: its changes are told first, all are made, and again nothing changes."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
import yaml
from django_scopes import scope

from kvota.actions.apply_products import OtherPriceCurrency
from kvota.actions.apply_settings import SettingsMoved, apply_settings, mark_of, settings_changes
from kvota.actions.ask_before_leaving import add_question
from kvota.actions.change_company import CurrencyInUse, change_company
from kvota.actions.change_stage import StageInUse
from kvota.actions.define_metric import MetricReasonNeeded, add_metric, show_metric
from kvota.actions.publish_playbook import PlaybookAtTheEnd, publish_playbook
from kvota.actions.set_calendar_day import set_calendar_day
from kvota.actions.set_cells_per_rep import set_cells_per_rep
from kvota.actions.set_price import add_product, set_price
from kvota.actions.set_workload import set_workload
from kvota.actions.settings_part import SettingsNamedTwice
from kvota.analytics.metric_registry import MetricUnknown, registry
from kvota.analytics.metrics.deals import open_deals
from kvota.analytics.scope import Scope
from kvota.domain.importing.read_lists import FloorAbovePrice
from kvota.domain.metrics.metric import MetricCannotCount, MetricUnknownChoice
from kvota.domain.selling.playbook_text import PlaybookEmpty
from kvota.domain.settings.company_settings import CompanySettings
from kvota.integrations.settings_file.read_settings import read_settings
from kvota.integrations.settings_file.write_settings import write_settings
from kvota.records.company_settings import settings_of
from kvota.records.models import (
    CalendarException,
    CompanyMetric,
    Event,
    ExitQuestion,
    Funnel,
    LostReason,
    Organisation,
    Product,
    ProductPrice,
    Stage,
)
from kvota.records.rights import NotAllowed
from tests.a_small_company import a_small_company
from tests.fixed_surroundings import NOW

HEAD = "kvota_settings: 1\n"


@pytest.fixture
def adam(company, now: datetime, today: date) -> dict[str, Any]:
    seat = company.seats["Adam"]
    product = add_product(seat=seat, name="GTX Pro", series="GTX", now=now)
    for minor, floor, from_on in (
        (100_00, 90_00, None),
        (120_00, None, date(2026, 6, 1)),
        (110_00, 95_00, None),
    ):
        set_price(seat=seat, product=product, price_minor=minor, floor_minor=floor, from_on=from_on, now=now)
    set_calendar_day(seat=seat, on=date(2026, 12, 31), working=False, note="Inventory", now=now)
    return {"seat": seat, "now": now, "today": today}


def said(text: str) -> CompanySettings:
    """What a file says, in roubles where it names no currency."""
    return read_settings(text, currency="RUB")


def text_of(company) -> str:
    organisation = Organisation.objects.get(pk=company.organisation.pk)
    return write_settings(settings_of(organisation, on=NOW.date()))


def names() -> list[str]:
    offered = Stage.objects.filter(removed_on=None).order_by("rank")
    return list(offered.values_list("name_en", flat=True))


def test_out_and_in_again_changes_nothing(company, adam) -> None:
    events = Event.objects.count()
    text = text_of(company)
    assert "price: '110.00'" in text and "day: '2026-12-31'" in text
    assert apply_settings(said=said(text), **adam) == [] == settings_changes(said=said(text), **adam)
    assert Event.objects.count() == events


def test_another_company_takes_all_of_it_and_then_has_it(company, adam, now, today) -> None:
    text = text_of(company)
    other = a_small_company("Nord Pack", country="BG")
    with scope(organisation=other.organisation):
        by = {"seat": other.seats["Olga"], "said": said(text), "now": now, "today": today}
        told = settings_changes(**by)
        assert not Product.objects.exists()
        assert apply_settings(**by, seen=mark_of(told)) == told != []
        assert text_of(other) == text and apply_settings(**by) == []


def test_stages_are_renamed_added_retired_and_moved_and_deals_stay_where_they_stand(
    company, adam, today
) -> None:
    deal = company.deal("Vega", on=today)
    company.move(deal, 5, on=today)
    before = names()
    rows = "".join(
        f"- {{en: {name}, kind: {kind}}}\n"
        for name, kind in (
            (before[0], "open"),
            (before[4], "open"),
            ("Sample sent", "open"),
            (before[2], "open"),
            (before[3], "open"),
            (before[5], "open"),
            ("Signed and sealed", "signed"),
            (before[7], "paid"),
        )
    )
    apply_settings(said=said(f"{HEAD}stages:\n{rows}"), **adam)
    assert names() == [
        before[0],
        before[4],
        "Sample sent",
        before[2],
        before[3],
        before[5],
        "Signed and sealed",
        before[7],
    ]
    ranks = list(Stage.objects.order_by("rank").values_list("rank", flat=True))
    assert ranks == list(range(1, 10)), "the retired one keeps a place of its own"
    (row,) = open_deals(company.organisation, scope=Scope(people=None), as_of=today)
    assert Stage.objects.get(pk=row.stage).name_en == before[4]
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"stage_retired", "stage_added", "stage_renamed", "stage_moved"} <= kinds


def test_reasons_are_matched_by_any_of_their_names(company, adam) -> None:
    price = LostReason.objects.get(name_en="Price")
    apply_settings(said=said(HEAD + "lost_reasons: [{en: Too late}, {en: Too dear, ru: Цена}]"), **adam)
    offered = list(LostReason.objects.filter(removed_on=None).order_by("rank"))
    assert [row.name_en for row in offered] == ["Too late", "Too dear"] and offered[1].pk == price.pk
    assert Event.objects.filter(kind="lost_reasons_changed").count() == 1


def test_the_text_is_the_whole_calendar_and_adds_to_the_products(company, adam) -> None:
    text = (
        HEAD
        + "calendar: [{day: 2027-01-11, working: true}]\n"
        + "products: [{name: gtx pro, prices: [{from: 2026-06-01, price: '125.00', lowest_price: '120.00'}]},"
        + " {name: New}]"
    )
    told = apply_settings(said=said(text), **adam)
    assert [change.key for change in told] == [
        "calendar.2026-12-31",
        "calendar.2027-01-11",
        "products[1]",
        "products[1].prices 2026-06-01",
        "products[2]",
    ]
    assert CalendarException.objects.get().on_day == date(2027, 1, 11)
    assert set(Product.objects.values_list("name", flat=True)) == {"gtx pro", "New"}
    assert ProductPrice.objects.count() == 4
    assert apply_settings(said=said(text), **adam) == []


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("stages: [{en: Only, kind: open}, {en: S, kind: signed}, {en: P, kind: paid}]", StageInUse),
        (
            "calendar: [{day: 2026-01-01, working: true}, {day: 2026-01-01, working: false}]",
            SettingsNamedTwice,
        ),
        ("calendar: []\nproducts: [{name: A, prices: [{price: '1', lowest_price: '2'}]}]", FloorAbovePrice),
        ("products: [{name: A}, {name: a}]", SettingsNamedTwice),
        ("products: [{name: A, prices: [{price: '1', currency: USD}]}]", OtherPriceCurrency),
        (
            "lost_reasons: []\ncompany: {country: RU, currency: USD, language: ru, time_zone: Europe/Moscow,"
            " fiscal_start: 1, basis: cash, ten_day: true}\nproducts: [{name: A}]",
            CurrencyInUse,
        ),
    ],
)
def test_one_wrong_line_and_nothing_at_all_is_changed(company, adam, today, text, refusal) -> None:
    company.move(company.deal("Vega", on=today), 3, on=today)
    before, events = text_of(company), Event.objects.count()
    with pytest.raises(refusal):
        apply_settings(said=said(HEAD + text), **adam)
    assert (text_of(company), Event.objects.count()) == (before, events)


def test_what_was_shown_is_what_is_changed_or_nothing(company, adam, now) -> None:
    text = HEAD + "calendar: []"
    seen = mark_of(settings_changes(said=said(text), **adam))
    set_calendar_day(seat=adam["seat"], on=date(2027, 1, 11), working=True, now=now)
    with pytest.raises(SettingsMoved):
        apply_settings(said=said(text), seen=seen, **adam)
    assert CalendarException.objects.count() == 2


@pytest.mark.parametrize("who", ["Maria", "Denis", "Elena", "Anna", "Carla"])
def test_the_others_change_no_settings(company, adam, who) -> None:
    with pytest.raises(NotAllowed):
        apply_settings(said=said(HEAD), **(adam | {"seat": company.seats[who]}))


def test_two_funnels_with_their_questions_go_out_and_into_another_company(company, adam, now) -> None:
    company.second_funnel()
    for place, words in ((0, "Do we know who decides?"), (0, "Is there a budget?"), (2, "Who else bids?")):
        add_question(
            seat=company.seats["Olga"], stage=company.tender[place], words=words, language="en", now=now
        )
    text = text_of(company)
    assert "stages" not in yaml.safe_load(text) and len(yaml.safe_load(text)["funnels"]) == 2
    other = a_small_company("Orion Trade")
    with scope(organisation=other.organisation):
        asked = {**adam, "seat": other.seats["Adam"]}
        apply_settings(said=said(text), **asked)
        assert [str(funnel) for funnel in Funnel.offered()] == ["Sales funnel", "Tenders"]
        assert [(q.stage.rank, str(q)) for q in ExitQuestion.objects.order_by("stage__rank", "rank")] == [
            (1, "Do we know who decides?"),
            (1, "Is there a budget?"),
            (3, "Who else bids?"),
        ]
        assert apply_settings(said=said(text), **asked) == []
        fewer = text.replace("    - en: Is there a budget?\n", "")
        told = apply_settings(said=said(fewer), **asked)
        assert [(one.key, one.after) for one in told] == [
            ("funnels[2].stages[1].questions", "Do we know who decides?")
        ]


@pytest.fixture
def rich(company, adam, now, today) -> dict[str, Any]:
    """Everything else that a company sets up: a margin, metrics, playbooks, hours, 4-4-5, its own reasons."""
    product, by = Product.objects.get(), {"seat": company.seats["Olga"], "now": now}
    set_price(
        **by, product=product, price_minor=110_00, floor_minor=95_00, from_on=None, margin=Fraction(1, 3)
    )
    change_company(**by, changes={"weeks_445": True, "ten_day": False})
    of_product = {"product": [str(product.uid)], "action": ["visit"]}
    definition = {"counts": "move", "aggregate": "clients", "filters": of_product}
    own = add_metric(**by, today=today, names={"en": "Clients shown GTX"}, definition=definition)
    ratio = {"above": own.key, "below": "visits"}
    add_metric(**by, today=today, names={"ru": "На визит"}, definition=ratio)
    show_metric(**by, today=today, key=own.key, shown=False)
    show_metric(**by, today=today, key="calls", shown=False)
    set_workload(**by, said={"utilisation": "0.6", "ramp": ["1/3"], "activities": {"call": "0.2"}})
    set_cells_per_rep(**by, cells=12)
    for steps in ("1. Call", "- 2. Say why\n3. Ask who decides"):
        publish_playbook(
            **by,
            today=today,
            stage=company.stages[1],
            steps=steps,
            script="Good day.\n\nWho decides?",
            criteria="",
            assumed=Fraction(31, 100),
        )
    LostReason.objects.filter(to_competitor=True).update(to_competitor=False)
    LostReason.objects.filter(name_en="Price").update(to_competitor=True)
    return by | {"today": today}


def test_everything_a_company_sets_up_goes_out_and_into_an_empty_one(company, rich, now, today) -> None:
    text = text_of(company)
    for line in ("weeks_445: true", "margin: 1/3", "- 2. Say why", "cells_per_rep: 12", "utilisation: '0.6'"):
        assert line in text
    there = str(Product.objects.get().uid)
    other = a_small_company("Nord Pack")
    with scope(organisation=other.organisation):
        by = {"seat": other.seats["Adam"], "said": said(text), "now": now, "today": today}
        told = settings_changes(**by)
        assert not CompanyMetric.objects.exists()
        assert apply_settings(**by, seen=mark_of(told)) == told
        assert text_of(other) == text and apply_settings(**by) == []
        own = registry(other.organisation)["own_1"]
        here = str(Product.objects.get().uid)
        assert own.is_hidden and own.chosen("product") == (here,) != (there,)


def test_a_file_without_the_newer_keys_leaves_them_as_they_are(company, rich) -> None:
    older = yaml.safe_load(text_of(company))
    for part in ("metrics", "hours", "client_map"):
        del older[part]
    del older["company"]["weeks_445"], older["stages"][1]["playbook"]
    for reason in older["lost_reasons"]:
        del reason["to_competitor"]
    for product in older["products"]:
        for price in product["prices"]:
            price.pop("margin", None)
    assert apply_settings(said=said(yaml.safe_dump(older)), **rich) == []


def test_another_definition_needs_its_reason_in_the_file(company, rich) -> None:
    text = text_of(company).replace("aggregate: clients", "aggregate: count")
    with pytest.raises(MetricReasonNeeded):
        settings_changes(said=said(text), **rich)
    text = text.replace("aggregate: count", "aggregate: count\n  reason: Each visit counts")
    told = apply_settings(said=said(text), **rich)
    assert [one.key for one in told] == ["metrics[1]"] and "move, count" in told[0].after
    assert CompanyMetric.objects.get(key="own_1", version=3).reason == "Each visit counts"
    assert registry(company.organisation)["own_1"].is_hidden, "as the file says"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("metrics: [{key: a, en: A, counts: move, filters: {product: [Nothing]}}]", MetricUnknownChoice),
        ("metrics: [{key: a, en: A, counts: try, filters: {product: [GTX Pro]}}]", MetricCannotCount),
        ("metrics: [{key: a, en: A, above: visits, below: far}]", MetricUnknown),
        ("metrics: [{key: calls}, {key: calls}]", SettingsNamedTwice),
        ("stages: [{en: S, kind: signed, playbook: {}}, {en: P, kind: paid}]", PlaybookEmpty),
        ("stages: [{en: S, kind: signed}, {en: P, kind: paid, playbook: {steps: [W]}}]", PlaybookAtTheEnd),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_shown(company, adam, text, refusal) -> None:
    with pytest.raises(refusal):
        settings_changes(said=said(HEAD + text), **adam)


def test_a_ratio_may_stand_before_the_metric_it_names(company, adam) -> None:
    text = HEAD + "metrics: [{key: r, en: R, above: a, below: visits}, {key: a, en: A, counts: move}]"
    apply_settings(said=said(text), **adam)
    ratio, moves = (registry(company.organisation)[key] for key in ("own_1", "own_2"))
    assert (ratio.above, ratio.below, moves.counts, moves.aggregate) == ("own_2", "visits", "move", "count")
    assert text_of(company).count("- key: own_") == 2 and apply_settings(said=said(text), **adam) == []
