"""Random lives of a few deals: forward, back, jumps, late entries, undone, corrected, re-owned, imported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from kvota.records.models import DealShare
from kvota.records.sequence import take
from tests.a_small_company import SmallCompany

FIRST = date(2026, 11, 2)
REPS = ("Maria", "Ivan", "Chen", "Boris")

days = st.integers(0, 8).map(lambda step: FIRST + timedelta(days=step))
late = st.sampled_from([0, 0, 0, 1, 4])
which = st.integers(0, 2)
batches = st.sampled_from([None, None, None, 0, 1])

#: A move to a stage of the second funnel: that carries the deal over, or moves it on there.
tender_moves = st.tuples(st.just("tender"), which, st.integers(1, 6), days, late, batches)

#: One thing that happens. The first word names the function below that writes it.
happenings = st.one_of(
    st.tuples(
        st.just("deal"),
        st.sampled_from([*REPS, None]),
        st.none() | st.integers(0, 10**7),
        days | st.none(),
        batches,
    ),
    *[st.tuples(st.just("stage"), which, st.integers(1, 8), days, late, batches)] * 4,
    st.tuples(
        st.just("other"), which, st.sampled_from(["touch", "park", "lost", "reopen"]), days, late, batches
    ),
    st.tuples(st.just("lost"), which, days),
    st.tuples(st.just("undo"), which, days),
    st.tuples(
        st.just("change"),
        which,
        st.sampled_from(
            [{"owner": name} for name in REPS] + [{"amount_minor": 77_00}, {"amount_minor": None}]
        ),
        days | st.none(),
        days,
        batches,
    ),
    *[
        st.tuples(
            st.just("money"),
            which,
            st.sampled_from(["contract", "invoice", "payment", "refund"]),
            st.integers(0, 10**6),
            days,
            late,
            st.booleans(),
            st.none() | which,
            batches,
        )
    ]
    * 2,
    *[
        st.tuples(
            st.just("share"),
            which,
            st.lists(st.sampled_from(REPS), min_size=2, max_size=3, unique=True),
            st.integers(1, 9_000),
            st.integers(0, 2).map(lambda step: FIRST + timedelta(days=step)),
        )
    ]
    * 2,
    st.tuples(st.just("batch"), st.integers(0, 1), st.sampled_from(["undone", "applied"])),
)

happenings_in_two_funnels = st.one_of(happenings, tender_moves, tender_moves)


@contextmanager
def taken_back(company: SmallCompany) -> Iterator[RandomLife]:
    """A life that never was when the block ends, so that many fit into one test."""
    clients, organisation, tender = dict(company.clients), company.organisation, company.tender
    try:
        with transaction.atomic():
            yield RandomLife(company)
            transaction.set_rollback(True)
    finally:
        # After a failed example too, or the next would lean on a funnel that was rolled back.
        company.clients, company.tender = clients, tender
        organisation.refresh_from_db()


class RandomLife:
    """Writes happenings into a company; those that cannot be (an undo of nothing) are skipped."""

    def __init__(self, company: SmallCompany) -> None:
        self.company = company
        self.batches = [company.batch(), company.batch()]
        self.deals: list[Any] = [company.deal("Orion", on=FIRST)]
        self.moves: list[Any] = []
        self.facts: dict[str, list[Any]] = {"contract": [], "invoice": [], "payment": [], "refund": []}

    def let_happen(self, happening: tuple[Any, ...]) -> None:
        word, *rest = happening
        getattr(self, f"_{word}")(*rest)

    def _batch_of(self, number: int | None) -> Any:
        return None if number is None else self.batches[number]

    def _pick(self, number: int) -> Any:
        return self.deals[number % len(self.deals)]

    def _deal(self, owner: str | None, amount: int | None, on: date | None, batch: int | None) -> None:
        name = f"Client {len(self.deals)}"
        made = self.company.deal(name, owner=owner, amount=amount, on=on, batch=self._batch_of(batch))
        self.deals.append(made)
        if on is None:
            self.moves.append(self.company.move(made, 2, on=None, batch=self._batch_of(batch)))

    def _stage(self, deal: int, rank: int, on: date, late: int, batch: int | None) -> None:
        known = on + timedelta(days=late)
        self.moves.append(
            self.company.move(self._pick(deal), rank, on=on, known_on=known, batch=self._batch_of(batch))
        )

    def _tender(self, deal: int, rank: int, on: date, late: int, batch: int | None) -> None:
        stage = self.company.second_funnel()[rank - 1]
        known = on + timedelta(days=late)
        made = self.company.move(
            self._pick(deal), on=on, known_on=known, batch=self._batch_of(batch), stage=stage
        )
        self.moves.append(made)

    def _other(self, deal: int, kind: str, on: date, late: int, batch: int | None) -> None:
        until = on + timedelta(days=3) if kind == "park" else None
        known = on + timedelta(days=late)
        move = self.company.move(
            self._pick(deal), on=on, kind=kind, known_on=known, park_until=until, batch=self._batch_of(batch)
        )
        self.moves.append(move)

    def _lost(self, deal: int, on: date) -> None:
        self.moves.append(self.company.move(self._pick(deal), on=on, kind="lost"))

    def _undo(self, number: int, known_on: date) -> None:
        if self.moves:
            self.company.undo(self.moves.pop(number % len(self.moves)), known_on=known_on)

    def _change(
        self, deal: int, changed: dict[str, Any], effective: date | None, known: date, batch: int | None
    ) -> None:
        values = {
            name: self.company.people[value] if name == "owner" else value for name, value in changed.items()
        }
        self.company.version(
            self._pick(deal), known_on=known, effective_on=effective, batch=self._batch_of(batch), **values
        )

    def _money(
        self,
        deal: int,
        kind: str,
        minor: int,
        on: date,
        late: int,
        assumed: bool,
        replaces: int | None,
        batch: int | None,
    ) -> None:
        earlier = self.facts[kind]
        fields: dict[str, Any] = {}
        chosen = self._pick(deal)
        if replaces is not None and earlier:
            fields["replaces"] = earlier[replaces % len(earlier)]
            chosen = fields["replaces"].deal
        if kind == "contract" and self.moves and minor % 2:
            fields["move"] = self.moves[minor % len(self.moves)]
        known = on + timedelta(days=late)
        earlier.append(
            self.company.money(
                kind,
                chosen,
                minor,
                on=on,
                known_on=known,
                assumed=assumed,
                batch=self._batch_of(batch),
                **fields,
            )
        )

    def _share(self, deal: int, who: list[str], first: int, on: date) -> None:
        """Share a deal from a day on; days only go forward, as those of people who say so."""
        chosen = self._pick(deal)
        self.shared_on = max(on, getattr(self, "shared_on", on))
        DealShare.objects.filter(deal=chosen, to_on=None).update(to_on=self.shared_on)
        rest = 10_000 - first
        parts = [first, *(rest // (len(who) - 1) for _ in who[1:])] if len(who) > 1 else [10_000]
        if len(who) > 1:
            parts[-1] += 10_000 - sum(parts)
        for name, part in zip(who, parts, strict=False):
            DealShare.objects.create(
                organisation=self.company.organisation,
                deal=chosen,
                person=self.company.people[name],
                hundredths=part,
                from_on=self.shared_on,
                sequence=take(self.company.organisation),
            )

    def _batch(self, number: int, state: str) -> None:
        self.company.set_batch(self.batches[number], state)
