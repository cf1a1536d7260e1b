"""The worker hands clients over when the day has come, and one that fails stands in nobody's way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from kvota import clock
from kvota.actions.carry_out_hand_over import carry_out_hand_over
from kvota.actions.leave_company import leave_company
from kvota.jobs import hand_over_due as job
from kvota.records.models import Deal, HandOver
from tests.a_small_company import a_small_company


def test_a_hand_over_that_fails_is_tried_again_later_and_holds_up_no_other(
    db: None, now: Any, today: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("Vega Trade", "Nord Pack"):
        company = a_small_company(name)
        with scope(organisation=company.organisation):
            company.deal("Orion", on=today)
            leave_company(
                seat=company.seats["Olga"],
                person=company.people["Maria"],
                on=today + timedelta(days=1),
                heirs=[company.people["Ivan"]],
                now=now,
                today=today,
            )
    broken = {"Vega Trade"}

    def carry_out(hand_over: HandOver, **by: Any) -> HandOver:
        if hand_over.organisation.name in broken:
            raise RuntimeError("no rate of USD")
        return carry_out_hand_over(hand_over, **by)

    monkeypatch.setattr(job, "carry_out_hand_over", carry_out)
    monkeypatch.setattr(job, "_rests", {})
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=1))
    assert job.hand_over_due() == 1 and "no rate of USD" in caplog.text
    owners = Deal._base_manager.order_by("pk").values_list("owner__name", flat=True)
    states = HandOver._base_manager.order_by("pk").values_list("state", flat=True)
    assert (list(owners), list(states)) == (["Maria", "Ivan"], ["planned", "done"])

    caplog.clear()
    assert job.hand_over_due() == 0 and caplog.text == ""
    broken.clear()
    monkeypatch.setattr(job, "_rests", {})
    assert job.hand_over_due() == 1 and list(owners.all()) == ["Ivan", "Ivan"]
