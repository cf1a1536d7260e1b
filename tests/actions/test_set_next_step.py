"""A deal shows "no next step" until one is dated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kvota.actions.plain_values import DayInThePast
from kvota.actions.set_next_step import set_next_step
from kvota.records.models import DealVersion, Event
from kvota.records.rights import NotAllowed


def test_a_step_has_a_day_and_words(company, now, today) -> None:
    day = today + timedelta(days=2)
    deal = set_next_step(
        seat=company.seats["Maria"], deal=company.deal(), on=day, words=" Show samples ", now=now, today=today
    )
    assert (deal.next_step_on, deal.next_step) == (day, "Show samples")
    assert Event.objects.get().kind == "next_step_set"


def test_the_head_may_agree_it_for_his_rep(company, now, today) -> None:
    deal = set_next_step(seat=company.seats["Denis"], deal=company.deal(), on=today, now=now, today=today)
    assert deal.next_step_on == today


def test_the_same_step_said_twice_is_stored_once(company, now, today) -> None:
    deal = company.deal()
    for _ in range(2):
        set_next_step(seat=company.seats["Maria"], deal=deal, on=today, words="Call", now=now, today=today)
    assert (DealVersion.objects.count(), Event.objects.count()) == (2, 1)


def test_without_a_day_there_is_no_step_and_the_old_one_stays_readable(company, now, today) -> None:
    deal = company.deal()
    set_next_step(seat=company.seats["Maria"], deal=deal, on=today, words="Call", now=now, today=today)
    cleared = set_next_step(seat=company.seats["Maria"], deal=deal, on=None, words="no", now=now, today=today)
    assert (cleared.next_step_on, cleared.next_step) == (None, "")
    assert [v.next_step for v in DealVersion.objects.order_by("sequence")] == ["", "Call", ""]


def test_a_step_is_agreed_for_today_or_later(company, now, today) -> None:
    with pytest.raises(DayInThePast):
        set_next_step(
            seat=company.seats["Maria"],
            deal=company.deal(),
            on=today - timedelta(days=1),
            now=now,
            today=today,
        )
    assert not Event.objects.exists()


def test_finance_agrees_no_steps(company, now, today) -> None:
    with pytest.raises(NotAllowed):
        set_next_step(seat=company.seats["Elena"], deal=company.deal(), on=today, now=now, today=today)
