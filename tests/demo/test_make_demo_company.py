"""The sample company is stored whole, ends yesterday, lives on, and leaves to a user what is his."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection, models, transaction
from django.db.models import Max, Sum
from django_scopes import scope, scopes_disabled

from kvota.actions.leave_company import leave_company
from kvota.actions.record_move import record_move
from kvota.actions.set_goal import set_goal
from kvota.demo.cast import gather_cast
from kvota.demo.history import FIRST_TELLING, deal_stories
from kvota.demo.make_demo_company import live_until, make_demo_company, sample_world
from kvota.demo.sample_words import sample_words
from kvota.demo.store_days import store_days
from kvota.domain.calendar.period import parse_period
from kvota.domain.calendar.working_days import work_calendar
from kvota.domain.selling.client_progress import MoveSeen, Progress, progress
from kvota.records.models import (
    Account,
    Attempt,
    Client,
    Contract,
    Deal,
    DealVersion,
    Event,
    GoalCell,
    GoalVersion,
    Instalment,
    Invoice,
    Move,
    Organisation,
    Payment,
    ProductPrice,
    Seat,
    Unit,
)

# A whole company is told in these tests, on two shared cores: by one of them, for all.
pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("sample company")]

NOW = datetime(2026, 11, 18, 14, 5, tzinfo=UTC)
TODAY = NOW.date()
YESTERDAY = date(2026, 11, 17)
TOLD = (Client, Deal, DealVersion, Move, Contract, Invoice, Payment, Attempt)


@pytest.fixture(scope="module")
def stored(django_db_setup: None, django_db_blocker: Any) -> Iterator[Organisation]:
    """The company of the journeys, made once for all tests here and taken out again."""
    with django_db_blocker.unblock(), transaction.atomic():
        made = make_demo_company(today=TODAY, now=NOW, language="en")
        connection.check_constraints()  # here once; else at the end of every test, for all its rows
        yield made
        transaction.set_rollback(True)


@pytest.fixture
def sample(stored: Organisation, db: None) -> Iterator[Organisation]:
    with scope(organisation=stored):
        stored.refresh_from_db()
        yield stored


def content(organisation: Organisation, kinds: tuple[type[models.Model], ...] = TOLD) -> dict[str, set[Any]]:
    """Every told row without the numbers that depend on when it was written."""
    answer: dict[str, set[Any]] = {}
    with scope(organisation=organisation):
        for kind in kinds:
            columns = {field.attname for field in kind._meta.concrete_fields}
            inner = {"id", "sequence", "organisation_id", "batch_id", "funnel_id", "stage_id", "move_id"}
            inner |= {name for name in columns if name.endswith("_id") and name != "external_id"}
            names = sorted(columns - inner)
            people = [
                f"{name}__uid" for name in ("owner", "author", "deal", "client") if f"{name}_id" in columns
            ]
            more = ["stage__rank", "lost_reason__rank"] if kind is Move else []
            rows = kind._default_manager.values_list(*names, *people, *more)
            answer[kind.__name__] = set(rows)
    return answer


def test_it_is_a_company_of_two_units_and_ten_reps(sample: Organisation) -> None:
    assert (sample.name, sample.is_demo, sample.demo_until, sample.currency) == (
        "Nord Pack",
        True,
        YESTERDAY,
        "GBP",
    )
    assert [unit.name for unit in Unit.objects.order_by("id")] == ["Nord Pack", "Sales 1", "Sales 2"]
    held = dict.fromkeys(["rep", "head", "owner", "finance", "analyst", "admin", "colleague"], 0)
    for seat in Seat.objects.all():
        held[seat.role] += 1
        assert seat.duties
    assert held == {"rep": 10, "head": 1, "owner": 1, "finance": 1, "analyst": 1, "admin": 1, "colleague": 1}


def test_six_people_sign_in_and_none_by_a_password(sample: Organisation) -> None:
    accounts = Account.objects.filter(people__organisation=sample).order_by("login")
    assert [account.login for account in accounts] == [
        f"{role}@nord-pack.demo" for role in ("admin", "analyst", "finance", "head", "owner", "rep")
    ]
    assert not any(account.has_usable_password() for account in accounts)
    assert Account.objects.get(login="rep@nord-pack.demo").people.get().name == "Ada Lark"


def test_nothing_is_dated_after_yesterday_or_on_a_day_off(sample: Organisation) -> None:
    calendar = work_calendar("")
    for kind in (Move, Contract, Invoice, Payment, Attempt):
        days = set(kind.objects.values_list("occurred_on", flat=True))
        assert max(days) <= YESTERDAY
        assert [day for day in days if not calendar.working(day)] == []
    assert set(Move.objects.exclude(occurred_on=models.F("known_on"))) == set()
    assert Move.objects.aggregate(Max("recorded_at"))["recorded_at__max"] < NOW


def test_the_state_of_every_deal_agrees_with_its_money(sample: Organisation) -> None:
    states = states_of_deals()
    came = dict(Payment.objects.values_list("deal").annotate(Sum("amount_minor")))
    signed = {
        contract.deal_id: contract for contract in Contract.objects.select_related("move__stage", "deal")
    }
    assert len(states) == Deal.objects.count() > 700
    for deal, state in states.items():
        contract = signed.get(deal)
        assert (contract is not None) == (state.rank >= 7)
        assert (contract is not None and came.get(deal) == contract.amount_minor) == (state.rank == 8)
        assert came.get(deal, 0) <= (contract.amount_minor if contract else 0)
        if contract is not None:
            assert contract.amount_minor == contract.deal.amount_minor
            assert (contract.move.stage.kind, contract.move.deal_id) == ("signed", deal)
    assert {state.rank for state in states.values()} == {1, 2, 3, 4, 5, 6, 7, 8}


def states_of_deals() -> dict[int, Progress]:
    moves: dict[int, list[MoveSeen]] = defaultdict(list)
    columns = ("deal_id", "sequence", "kind", "stage__rank", "occurred_on", "park_until")
    for deal, *seen in Move.objects.values_list(*columns):
        moves[deal].append(MoveSeen(*seen))
    return {deal: progress(of_deal) for deal, of_deal in moves.items()}


def test_the_parts_of_a_contract_add_up(sample: Organisation) -> None:
    parts = Instalment.objects.values("contract").annotate(sum=Sum("amount_minor"))
    whole = dict(Contract.objects.values_list("id", "amount_minor"))
    assert len(parts) > 50
    assert all(part["sum"] == whole[part["contract"]] for part in parts)


def test_a_deal_is_what_its_last_version_says(sample: Organisation) -> None:
    last = {version.deal_id: version for version in DealVersion.objects.order_by("sequence")}
    assert len(last) == Deal.objects.count()
    for deal in Deal.objects.all():
        assert last[deal.pk].attributes() == deal.attributes()
    firsts = DealVersion.objects.filter(effective_on=None)
    assert firsts.count() == len(last)


def test_every_fact_has_its_own_number_and_each_kind_the_order_of_its_days(sample: Organisation) -> None:
    numbers: list[int] = []
    for kind in (Move, DealVersion, Contract, Invoice, Payment, Attempt):
        rows = list(kind.objects.order_by("sequence").values_list("sequence", "recorded_at"))
        assert [moment for _, moment in rows] == sorted(moment for _, moment in rows)
        numbers += [sequence for sequence, _ in rows]
    assert len(set(numbers)) == len(numbers)
    assert max(numbers) < sample.sequence


def test_goals_add_up_from_people_to_units_to_the_company(sample: Organisation) -> None:
    published = GoalVersion.objects.filter(state="published").order_by("period")
    assert list(published.values_list("period", flat=True)) == ["2025", "2026"]
    for version in published:
        cells = list(GoalCell.objects.filter(version=version).select_related("unit"))
        months = sorted({cell.month for cell in cells})
        assert months == [f"2026-{m:02}" for m in range(1, 13)] or months[0] == "2025-06"
        total = 0
        for month in months:
            people = sum(cell.value_minor for cell in cells if cell.month == month and cell.person_id)
            units = {c.unit.name: c.value_minor for c in cells if c.month == month and c.unit}
            assert units["Nord Pack"] == units["Sales 1"] + units["Sales 2"] == people > 0
            total += people
        assert total == version.revenue_minor == version.amount_minor
        assert (
            version.terms["rule"] == "manual"
        )  # shares typed by hand: so the page says where a number came from
        assert sum(Fraction(weight) for weight in version.terms["weights"].values()) == 100


def test_products_have_a_price_and_a_floor_for_every_year(sample: Organisation) -> None:
    prices = ProductPrice.objects.filter(product__name="Stretch film").order_by("price_minor")
    assert [(price.from_on, price.price_minor, price.floor_minor) for price in prices] == [
        (None, 19_000_00, 16_720_00),
        (date(2026, 1, 1), 19_750_00, 17_380_00),
    ]


def test_a_start_on_the_same_day_adds_nothing(sample: Organisation) -> None:
    before = content(sample)
    assert live_until(sample, today=TODAY, now=NOW) == 0
    assert live_until(sample, today=TODAY - timedelta(days=30), now=NOW) == 0
    assert content(sample) == before


def test_day_by_day_and_all_at_once_are_the_same_history(sample: Organisation, db: None) -> None:
    later = date(2026, 11, 25)
    with scopes_disabled():
        twin = make_demo_company(today=later, now=NOW, language="en")
    day = TODAY
    while day < later:
        day += timedelta(days=1)
        live_until(sample, today=day, now=NOW)
    assert content(sample) == content(twin)
    assert sample.demo_until == twin.demo_until == later - timedelta(days=1)
    assert (twin.name, twin.slug) == ("Nord Pack 2", "nord-pack-2")


def test_a_deal_a_user_moved_is_his_and_the_others_live_on(sample: Organisation) -> None:
    ada = Seat.objects.get(person__name="Ada Lark")
    states = states_of_deals()
    hers = [
        deal
        for deal in Deal.objects.filter(owner=ada.person)
        if states[deal.pk].rank < 6 and not states[deal.pk].is_lost
    ]
    assert len(hers) > 3
    for deal in hers:
        record_move(seat=ada, deal=deal, kind="touch", action="call", now=NOW, today=TODAY)
    before = {deal.pk: Move.objects.filter(deal=deal).count() for deal in hers}
    others = Move.objects.exclude(deal__in=hers).count()

    assert live_until(sample, today=TODAY + timedelta(days=40), now=NOW + timedelta(days=40)) > 300
    assert {deal.pk: Move.objects.filter(deal=deal).count() for deal in hers} == before
    assert DealVersion.objects.filter(deal__in=hers, known_on__gt=YESTERDAY).count() == 0
    assert Move.objects.exclude(deal__in=hers).count() > others + 100


def test_who_was_let_go_sells_no_more(sample: Organisation) -> None:
    owner, ada = Seat.objects.get(role="owner"), Seat.objects.get(person__name="Ada Lark")
    leave_company(seat=owner, person=ada.person, on=TODAY, now=NOW, today=TODAY)
    live_until(sample, today=TODAY + timedelta(days=30), now=NOW)
    new = Deal.objects.filter(created_on__gte=TODAY)
    assert new.count() > 20
    assert not new.filter(owner=ada.person).exists()
    assert not Move.objects.filter(author=ada.person, occurred_on__gte=TODAY).exists()
    # The clients she had signed go on paying.
    assert Payment.objects.filter(deal__owner=ada.person, occurred_on__gte=TODAY).exists()


def test_a_new_year_has_a_goal_unless_the_user_has_set_one(sample: Organisation) -> None:
    january = date(2027, 1, 12)
    owner = Seat.objects.get(role="owner")
    with transaction.atomic():
        live_until(sample, today=january, now=NOW)
        assert GoalVersion.objects.filter(period="2027", state="published").count() == 1
        transaction.set_rollback(True)
    sample.refresh_from_db()
    his = set_goal(
        organisation=sample, seat=owner, period=parse_period("2027-01"), amount_minor=5_000_000, now=NOW
    )
    live_until(sample, today=january, now=NOW)
    published = GoalVersion.objects.filter(period__startswith="2027", state="published")
    assert list(published) == [his]


def test_the_first_page_finds_the_moves_of_a_deal_by_its_key(
    sample: Organisation, database_kind: str
) -> None:
    if database_kind != "sqlite":
        pytest.skip("PostgreSQL learns the sizes of its tables by itself")
    plan = Move.objects.live().filter(deal=Deal.objects.order_by("id")[7]).explain()
    assert "(deal_id=?)" in plan.splitlines()[0]


def test_a_company_made_before_lives_on_the_days_it_would_have_lived(db: None) -> None:
    def made(today: date) -> Organisation:
        with scopes_disabled(), pytest.MonkeyPatch.context() as patched:
            defaults = {**sample_world.__kwdefaults__, "telling": FIRST_TELLING}
            patched.setattr(sample_world, "__kwdefaults__", defaults)
            company = make_demo_company(today=today, now=NOW, language="en")
            event = Event.objects.filter(organisation=company, kind="sample_company_made").get()
            event.payload.pop("telling")
            event.save(update_fields=["payload"])
        return company

    old, twin = made(TODAY), made(date(2026, 11, 25))
    assert live_until(old, today=date(2026, 11, 25), now=NOW) > 20
    assert content(old) == content(twin)


def test_it_remembers_what_it_was_made_from(sample: Organisation) -> None:
    made = Event.objects.get(kind="sample_company_made")
    assert (made.payload["seed"], made.payload["first_day"], made.payload["language"]) == (
        7,
        "2025-05-01",
        "en",
    )


@pytest.mark.parametrize(
    ("language", "name", "currency", "first_client", "rep"),
    [
        ("ru", "Норд Пак", "RUB", "Вега", "Анна Синицына"),
        ("zh-hans", "诺德包装", "CNY", "织女星", "李雁"),
        ("bg", "Норд Пак ООД", "EUR", "Вега", "Ани Славеева"),
    ],
)
@pytest.mark.django_db
def test_it_speaks_the_language_of_the_company(
    language: str, name: str, currency: str, first_client: str, rep: str
) -> None:
    organisation = make_demo_company(today=TODAY, now=NOW, language=language)
    with scope(organisation=organisation):
        assert (organisation.name, organisation.currency, organisation.language) == (name, currency, language)
        assert Client.objects.order_by("id")[0].name == first_client
        assert Seat.objects.filter(role="rep").order_by("id")[0].person.name == rep
        assert Deal.objects.count() > 700


def test_days_another_process_has_taken_are_not_written_twice(sample: Organisation) -> None:
    stale = Organisation.objects.get(pk=sample.pk)
    assert live_until(sample, today=TODAY + timedelta(days=2), now=NOW) > 0
    before = content(sample)
    with scope(organisation=sample):
        made = Event.objects.get(kind="sample_company_made").payload
        words = sample_words("en")
        world = sample_world(words, seed=7, first_day=date(2025, 5, 1))
        stories = deal_stories(world, until=TODAY)
        cast = gather_cast(stale, world, words, made["stages"])
        assert store_days(cast, stories, since=YESTERDAY, until=TODAY) is None
    assert content(sample) == before
