"""Whatever two files say: the newer one decides, and undone it has never been."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django_scopes import scope
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kvota.actions.set_up_company import set_up_company
from kvota.actions.undo_import import undo_import
from kvota.domain.selling.client_progress import progress
from kvota.records.models import Contract, Deal, ImportBatch
from kvota.records.money import received
from kvota.records.moves import moves_that_count
from tests.a_company_to_import_into import NOW, four, run, what_counts
from tests.how_many_examples import examples

HEADER = "id,sales_agent,client,product,stage,created_on,moved_on,closed_on,amount,region"
DAYS = st.integers(0, 40).map(lambda n: date(2026, 9, 1) + timedelta(days=n))


@st.composite
def row(draw: Any, number: int) -> str:
    """A row that can be imported, with every kind of gap a file may have."""
    stage = draw(st.sampled_from(["Won", "Lost", "Talking", "Offer sent", "Negotiation"]))
    days = sorted(draw(st.lists(DAYS, min_size=3, max_size=3)))
    created, moved, closed = (str(day) for day in days)
    has_created, has_moved = draw(st.booleans()), draw(st.booleans())
    ended = stage in {"Won", "Lost"}
    cells = [
        f"D{number}",
        draw(st.sampled_from(["Ada Lark", "Ben Wren", ""])),
        draw(st.sampled_from(["Vega", "Orion", ""])),
        draw(st.sampled_from(["Film", "Tape", ""])),
        stage,
        created if has_created else "",
        moved if has_moved else "",
        closed if ended else "",
        draw(st.sampled_from(["100", "250.50", "0", ""])),
        draw(st.sampled_from(["West", ""])),
    ]
    return ",".join(cells)


@st.composite
def file(draw: Any) -> str:
    numbers = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4, unique=True))
    return "\n".join([HEADER, *(draw(row(number)) for number in numbers)])


def told(ids: set[str]) -> dict[str, Any]:
    """What a company knows of these deals, in words and sums."""
    found = {}
    for deal in Deal.objects.live().filter(external_id__in=ids):
        state = progress(moves_that_count(deal, on=date(2027, 1, 1)))
        contract = Contract.of(deal)
        found[deal.external_id] = {
            "rank": state.rank,
            "lost": state.is_lost,
            "since": state.since_on,
            "reached": state.reached,
            "client": deal.client.name,
            "owner": deal.owner.name if deal.owner else None,
            "product": deal.product.name if deal.product else None,
            "region": deal.region,
            # What is assumed depends on all deals that the company has seen won.
            "amount": None if deal.amount_assumed or not deal.amount_minor else deal.amount_minor,
            "received": received(deal),
            "signed": contract.amount_minor if contract else None,
        }
    return found


class TheLaws(TestCase):
    """Each example rolls back what it did."""

    # A fixed funnel, so that both companies count the same ranks.
    FIRST = "id,client,stage,created_on\nF1,Seed,Talking,2026-08-01\nF2,Seed,Offer sent,2026-08-01\n"
    FIRST += "F3,Seed,Negotiation,2026-08-01"

    @settings(max_examples=examples(8))
    @given(file(), file())
    def test_an_undone_second_file_has_never_been(self, first: str, second: str) -> None:
        with transaction.atomic():
            organisation = set_up_company(name="Star Trade", currency="EUR")
            with scope(organisation=organisation):
                run(organisation, self.FIRST)
                run(organisation, first)
                before = what_counts()
                run(organisation, second)
                undo_import(batch=ImportBatch.objects.get(number=3), now=NOW)
                assert what_counts() == before
                assert run(organisation, first).updated == 0
            transaction.set_rollback(True)

    @settings(max_examples=examples(8))
    @given(file(), file())
    def test_the_newer_file_decides(self, first: str, second: str) -> None:
        ids = {line.split(",")[0] for line in second.splitlines()[1:]}
        with transaction.atomic():
            both = set_up_company(name="Star Trade", currency="EUR")
            with scope(organisation=both):
                run(both, self.FIRST)
                run(both, first)
                run(both, second)
                after_both = told(ids)
                assert four(run(both, second))[:2] == (0, 0)
            alone = set_up_company(name="Nova Trade", currency="EUR")
            with scope(organisation=alone):
                run(alone, self.FIRST)
                run(alone, second)
                after_one = told(ids)
            assert after_both == after_one
            transaction.set_rollback(True)
