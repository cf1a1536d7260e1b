"""Two real histories, imported whole, against counts made by hand from the files themselves."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope
from typer.testing import CliRunner

from kvota.analytics.metrics.actual import actual, actual_by, actual_list
from kvota.analytics.metrics.clients_in_work import clients_in_work
from kvota.analytics.metrics.days_in_stage import days_in_stage
from kvota.analytics.metrics.deals import open_deals, stuck_deals, today_list
from kvota.analytics.metrics.forecast import forecast
from kvota.analytics.scope import Scope
from kvota.cli.main import app
from kvota.domain.calendar.period import parse_period
from kvota.records.organisations import Organisation

EVERYBODY = Scope(people=None)
STAGES = ["submitted", "preaccepted", "accepted", "offer_sent", "offer_returned"]

# In one process: each would bring both files in.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300), pytest.mark.xdist_group("real companies")]


def brought_in(blocker: Any, *words: object, company: str) -> Iterator[Organisation]:
    """A file, imported once for all tests of this module; nothing of it stays afterwards."""
    with blocker.unblock(), transaction.atomic():
        command = ["import", *map(str, words), "--company", company, "--json"]
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
        connection.check_constraints()  # here once; else at the end of every test, for all rows of the file
        yield Organisation.objects.get(name=company)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stored_crm(real_data: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Organisation]:
    file = real_data / "crm_export" / "sales_pipeline.csv"
    yield from brought_in(django_db_blocker, "deals", file, "--currency", "USD", company="Star Trade")


@pytest.fixture(scope="module")
def stored_loans(real_data: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Organisation]:
    file = real_data / "loan_applications.csv.gz"
    yield from brought_in(django_db_blocker, "log", file, company="Loans")


# Both companies may be stored at once, so each test opens the scope of its own.
@pytest.fixture
def crm(stored_crm: Organisation) -> Iterator[Organisation]:
    with scope(organisation=stored_crm):
        yield stored_crm


@pytest.fixture
def loans(stored_loans: Organisation) -> Iterator[Organisation]:
    with scope(organisation=stored_loans):
        yield stored_loans


MONDAY = date(2017, 12, 18)


def crm_rows(real_data: Path) -> list[dict[str, Any]]:
    with (real_data / "crm_export" / "sales_pipeline.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        for column in ("engage_date", "close_date"):
            row[column] = date.fromisoformat(row[column]) if row[column] else None
    return rows


@pytest.mark.parametrize(
    ("month", "minor", "wins"), [("2017-11", 938_943_00, None), ("2017-12", 628_179_00, 287)]
)
def test_the_actual_of_a_month_is_that_of_the_file(
    crm: Organisation, month: str, minor: int, wins: int | None
) -> None:
    asked: dict[str, Any] = {"scope": EVERYBODY, "period": parse_period(month), "as_of": MONDAY}
    whole = actual(crm, **asked)
    assert (whole.minor, whole.assumed_minor) == (minor, minor)
    assert wins is None or whole.facts == wins
    assert sum(part.minor for part in actual_by(crm, by="person", **asked)) == minor
    assert sum(row.minor for row in actual_list(crm, **asked)) == minor


def test_open_deals_are_those_of_the_file(crm: Organisation, real_data: Path) -> None:
    counted = clients_in_work(crm, scope=EVERYBODY, as_of=MONDAY)
    assert (counted.count - counted.undated, counted.undated) == (1852, 500)
    ages = sorted(row.age_days for row in open_deals(crm, scope=EVERYBODY, as_of=MONDAY) if not row.undated)
    open_rows = [
        row
        for row in crm_rows(real_data)
        if row["engage_date"]
        and row["engage_date"] <= MONDAY
        and (row["close_date"] is None or row["close_date"] > MONDAY)
    ]
    assert ages == sorted((MONDAY - row["engage_date"]).days for row in open_rows)


def test_the_stuck_list_begins_with_those_who_still_have_a_chance(crm: Organisation) -> None:
    (engaging,) = [speed for speed in days_in_stage(crm, as_of=MONDAY) if speed.still_here and speed.own]
    assert engaging.stuck_days == 107
    alive = stuck_deals(crm, scope=EVERYBODY, as_of=MONDAY, hopeless=False)
    hopeless = stuck_deals(crm, scope=EVERYBODY, as_of=MONDAY, hopeless=True)
    everyone = open_deals(crm, scope=EVERYBODY, as_of=MONDAY)
    assert len(alive) + len(hopeless) == sum((row.age_days or 0) > 107 for row in everyone) == 1410
    assert stuck_deals(crm, scope=EVERYBODY, as_of=MONDAY) == alive + hopeless
    assert 0 < len(alive) < 50
    losses = [row.loss_minor or 0 for row in alive]
    assert losses == sorted(losses, reverse=True)
    assert not any(card.deal.is_hopeless for card in today_list(crm, scope=EVERYBODY, as_of=MONDAY))


def test_the_forecast_of_a_real_month_holds_what_came(crm: Organisation) -> None:
    middle_of_november = date(2017, 11, 15)
    told = forecast(
        crm, scope=EVERYBODY, period=parse_period("2017-11"), as_of=middle_of_november, plan_minor=900_000_00
    )
    assert told.label == "experimental"
    assert told.low_minor < 938_943_00 < told.high_minor
    assert told.chance_of_plan in range(1, 20)


SUNDAY = date(2012, 1, 15)


def ways(real_data: Path) -> dict[str, list[tuple[date, int]]]:
    """Every application of the log up to the day: when it came to which rank; 6 is won, 0 lost."""
    found: dict[str, list[tuple[date, int]]] = {}
    with gzip.open(real_data / "loan_applications.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            day = datetime.fromisoformat(row["at"]).date()
            if row["event"] != "touch" and day <= SUNDAY:
                rank = {"won": 6, "lost": 0}.get(row["event"])
                way = found.setdefault(row["deal"], [])
                rank = STAGES.index(row["stage"]) + 1 if rank is None else rank
                if not way or way[-1][1] != rank:
                    way.append((day, rank))
    return found


def test_the_funnel_of_the_loans_agrees_with_a_count_of_the_file(
    loans: Organisation, real_data: Path
) -> None:
    standing = Counter(way[-1][1] for way in ways(real_data).values())
    counted = clients_in_work(loans, scope=EVERYBODY, as_of=SUNDAY)
    assert {stage.rank: stage.count for stage in counted.stages} == {
        rank: standing[rank] for rank in range(1, 6)
    }


@pytest.mark.parametrize("rank", [2, 4, 5])
def test_the_stuck_loans_agree_with_a_count_of_the_file(
    loans: Organisation, real_data: Path, rank: int
) -> None:
    stays, standing = [], []
    for way in ways(real_data).values():
        for (came, here), (left, there) in zip(way, [*way[1:], (SUNDAY, -1)], strict=True):
            if here == rank:
                end = {-1: "still", 0: "lost"}.get(there, "moved" if there > rank else "back")
                stays.append(((left - came).days, end))
                standing += [(left - came).days] if end == "still" else []
    limit = nine_of_ten_moved(stays)
    counted = clients_in_work(loans, scope=EVERYBODY, as_of=SUNDAY)
    (stage,) = [stage for stage in counted.stages if stage.rank == rank]
    assert stage.stuck == sum(age > limit for age in standing)


def nine_of_ten_moved(stays: list[tuple[int, str]]) -> int:
    """The age by which nine tenths of those who move on have moved, the plain way (domain.md E2)."""
    inside, moved, told = 1.0, 0.0, []
    for age in sorted({age for age, _ in stays}):
        at_risk = sum(stay >= age for stay, _ in stays)
        ends = Counter(end for stay, end in stays if stay == age)
        moved += inside * ends["moved"] / at_risk
        inside *= 1 - (ends["moved"] + ends["lost"]) / at_risk
        told.append((age, moved))
    return next(age for age, share in told if share >= 0.9 * moved - 1e-12)
