"""Write the small database of this version that every later `make test` opens: run once for a release."""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.a_small_company import SmallCompany

NOW = "2026-11-18T14:05"
UPGRADES = Path(__file__).parents[1] / "tests" / "upgrades"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kvota-upgrade-") as name:
        os.environ |= {"KVOTA_DATA": name, "KVOTA_NOW": NOW}
        os.environ.pop("DATABASE_URL", None)
        from kvota.cli.frame import open_house

        open_house()
        from kvota import __version__

        _a_small_life()
        from tests.upgrades.test_every_released_database import figures

        file = Path(name) / "kvota.sqlite3"
        _one_file(file)
        (UPGRADES / f"{__version__}.sqlite3.gz").write_bytes(gzip.compress(file.read_bytes(), 9, mtime=0))
        said = json.dumps(figures(Path(name)), ensure_ascii=False, indent=1)
        (UPGRADES / f"{__version__}.json").write_text(said + "\n")


def _a_small_life() -> None:
    """The company of the tests with a few deals, an import undone, a goal, money and a change of owner."""
    from django_scopes import scope

    from kvota import clock
    from kvota.actions.record_move import record_move
    from kvota.actions.record_payment import record_payment
    from kvota.actions.set_goal import set_goal
    from kvota.actions.undo_move import undo_move
    from kvota.domain.calendar.period import parse_period
    from tests.a_small_company import a_small_company

    today, now = date(2026, 11, 18), clock.now()
    company = a_small_company()
    with scope(organisation=company.organisation):
        for place, who in enumerate(("Maria", "Ivan", "Chen", "Boris")):
            on = today - timedelta(days=30 + place)
            deal = company.deal(f"Star {who}", owner=who, on=on, amount=100_000_00 + place)
            company.move(deal, 1, on=on, by=who)
            seat = company.seats[who]
            moved = record_move(seat=seat, deal=deal, stage=company.stages[2 + place], now=now, today=today)
            if who == "Ivan":
                undo_move(seat=seat, move=moved.move, now=now, today=today)
            if who in {"Maria", "Chen"}:
                record_payment(
                    seat=company.seats["Elena"],
                    deal=deal,
                    amount_minor=40_000_00,
                    occurred_on=today - timedelta(days=2),
                    now=now,
                    today=today,
                )
        batch = company.batch()
        lost = company.deal("Never Was", owner="Maria", on=today - timedelta(days=9), batch=batch)
        company.money("payment", lost, 1_000_000_00, on=today - timedelta(days=1), batch=batch)
        company.set_batch(batch, "undone")
        set_goal(
            organisation=company.organisation,
            seat=company.seats["Denis"],
            period=parse_period("2026-11"),
            amount_minor=900_000_00,
            now=now,
        )
        _what_people_arrange(company, now=now, today=today)
        _what_is_planned(company, now=now, today=today)


def _what_people_arrange(company: SmallCompany, *, now: datetime, today: date) -> None:
    """A deal shared, two clients that are one, another funnel, a view kept, a deputy, somebody who leaves."""
    from kvota.actions.carry_deal import carry_deal
    from kvota.actions.keep_view import keep_view
    from kvota.actions.leave_company import leave_company
    from kvota.actions.merge_clients import merge_clients
    from kvota.actions.record_payment import record_payment
    from kvota.actions.set_deputy import set_deputy
    from kvota.actions.split_deal import split_deal
    from kvota.records.models import Client, Deal

    people, seats, at = company.people, company.seats, {"now": now, "today": today}
    deals = {deal.client.name: deal for deal in Deal.objects.select_related("client")}
    split_deal(
        seat=seats["Denis"],
        deal=deals["Star Maria"],
        shares={people["Maria"]: 6_000, people["Ivan"]: 4_000},
        **at,
    )
    record_payment(
        seat=seats["Elena"], deal=deals["Star Maria"], amount_minor=1_000_01, occurred_on=today, **at
    )
    carry_deal(seat=seats["Ivan"], deal=deals["Star Ivan"], stage=company.second_funnel()[1], **at)
    twins = [Client.objects.get(name=name) for name in ("Star Ivan", "Star Maria")]
    merge_clients(seat=seats["Denis"], client=twins[0], survivor=twins[1], **at)
    keep_view(seat=seats["Denis"], name="Large", asks={"show": "stuck"}, shared=True)
    set_deputy(
        seat=seats["Olga"],
        person=people["Ivan"],
        stands_in=people["Maria"],
        from_on=today,
        last_on=today + timedelta(days=6),
        **at,
    )
    leave_company(seat=seats["Olga"], person=people["Boris"], on=today, heirs=[people["Chen"]], **at)


def _what_is_planned(company: SmallCompany, *, now: datetime, today: date) -> None:
    """A goal of a year cut in two with a draft beside it, its conditions, and what is kept to meet it."""
    from fractions import Fraction

    from kvota.actions.add_market_fact import add_market_fact
    from kvota.actions.ask_for_leads import ask_for_leads
    from kvota.actions.define_metric import add_metric
    from kvota.actions.make_scenario import make_scenario
    from kvota.actions.note_goal_cell import note_goal_cell
    from kvota.actions.open_goal_chain import open_goal_chain
    from kvota.actions.publish_goal import begin_draft
    from kvota.actions.publish_playbook import publish_playbook
    from kvota.actions.record_absence import record_absence
    from kvota.actions.record_supply import Said, record_supply
    from kvota.actions.say_unit_intent import say_unit_intent
    from kvota.actions.set_condition import add_condition
    from kvota.actions.set_focus import set_focus
    from kvota.actions.set_goal import set_goal
    from kvota.actions.set_scenario_goal import set_scenario_goal
    from kvota.actions.spread_over_cells import GoalShape, Slice
    from kvota.actions.type_goal_cell import type_goal_cell
    from kvota.analytics.scope import Scope
    from kvota.domain.calendar.period import parse_period
    from kvota.domain.planning.scenario import Levers

    people, seats, units, at = company.people, company.seats, company.units, {"now": now, "today": today}
    owner, head = seats["Olga"], seats["Denis"]
    shape = GoalShape(slices=[Slice(Fraction(2), kind="new"), Slice(Fraction(1), kind="repeat")])
    goal = set_goal(
        organisation=company.organisation,
        seat=owner,
        period=parse_period("2027"),
        amount_minor=12_000_000_00,
        shape=shape,
        intent="Grow with the clients we have",
        now=now,
    )
    goal = type_goal_cell(
        seat=owner,
        version=goal,
        node=f"p{people['Maria'].pk}",
        month="2027-03",
        value_minor=150_000_00,
        now=now,
    )
    begin_draft(seat=owner, version=goal, now=now)
    dearer = Levers(price=Fraction(3, 100), reps=1)
    scenario = make_scenario(seat=owner, name="Dearer", period=parse_period("2027"), levers=dearer, now=now)
    set_scenario_goal(seat=owner, scenario=scenario, amount_minor=13_000_000_00, now=now)
    note_goal_cell(
        seat=head, version=goal, key=f"u{units['Sales-1'].pk}", month="2027-03", text="Trade fair", now=now
    )
    open_goal_chain(seat=seats["Maria"], version=goal, now=now)
    say_unit_intent(seat=head, version=goal, unit=units["Sales-1"], text="Two new regions", **at)
    (entry,) = record_supply(seat=head, said=[Said("Website", today, {"expected": 5})], **at)
    ask_for_leads(
        seat=head,
        asked_of=people["Chen"],
        count=34,
        period="2026-12",
        due_on=today + timedelta(days=2),
        channel=entry.channel,
        **at,
    )
    record_absence(
        seat=head,
        person=people["Ivan"],
        kind="leave",
        from_on=today + timedelta(days=20),
        last_on=today + timedelta(days=24),
        now=now,
    )
    publish_playbook(
        seat=head,
        stage=company.stages[2],
        steps="Ask who decides",
        script="",
        criteria="",
        assumed=Fraction(1, 2),
        **at,
    )
    add_condition(
        seat=head,
        scope=Scope(people=None, unit=units["Sales-1"].pk, label="Sales-1"),
        period=parse_period("2027-Q1"),
        metric="revenue",
        kind="difficulty",
        words="No sample stock",
        owner=people["Denis"],
        due_on=today + timedelta(days=9),
        **at,
    )
    set_focus(seat=owner, unit=units["top"], quarter=parse_period("2027-Q1"), words="Repeat orders", **at)
    add_market_fact(seat=owner, source="Register of firms", industry="Food", potential_clients=435, **at)
    add_metric(
        seat=seats["Adam"],
        names={"en": "Samples"},
        definition={"counts": "move", "aggregate": "count", "filters": {"action": ["meeting"]}},
        **at,
    )


def _one_file(file: Path) -> None:
    """Close the database into one file: what stands in its log belongs to it."""
    from django.db import connections

    connections.close_all()
    base = sqlite3.connect(file)
    base.execute("pragma wal_checkpoint(truncate)")
    base.execute("pragma journal_mode=delete")
    base.execute("vacuum")
    base.close()


if __name__ == "__main__":
    main()
