"""The worker does what the clock asks for, and lives on when one part of it fails."""

from __future__ import annotations

from typing import Any

import pytest

from kvota.jobs import work


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was done, in order; the chain of events fails."""
    found: list[str] = []

    def part(name: str) -> Any:
        def do() -> None:
            found.append(name)
            if name == "chain_events":
                raise OSError("No space left on device")

        do.__name__ = name
        return do

    for name in ("hand_over_due", "chain_events", "live_demo", "check_forecasts"):
        monkeypatch.setattr(work, name, part(name))
    monkeypatch.setattr(work, "_rests", {})
    return found


def test_what_fails_by_the_clock_is_told_and_rests_while_the_others_go_on(
    done: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    work.do_what_is_due()
    work.do_what_is_due()
    assert done == [
        *("hand_over_due", "chain_events", "live_demo", "check_forecasts"),
        *("hand_over_due", "live_demo", "check_forecasts"),
    ]
    assert [record.getMessage() for record in caplog.records] == ["chain_events failed; tried again in 60 s"]
    assert "No space left on device" in caplog.text


def test_told_to_stop_it_begins_nothing_more(done: list[str]) -> None:
    work.do_what_is_due(lambda: "hand_over_due" in done)
    assert done == ["hand_over_due"]
