"""What the sample company asked its people for: leads that were promised, and leads nobody answered yet."""

from __future__ import annotations

from datetime import date, timedelta

from kvota.actions.ask_for_leads import answer_lead_request, ask_for_leads
from kvota.actions.record_supply import channels_by_key
from kvota.demo.cast import Cast
from kvota.demo.days_of_planning import morning_of
from kvota.demo.history import working_days
from kvota.domain.calendar.month_step import months_later
from kvota.domain.importing.text import matching_key
from kvota.records.lead_supply import Channel

WEBSITE, PARTNER = 0, 4
PROMISED, ASKED = 6, 8


def ask_sample_leads(cast: Cast, *, until: date) -> None:
    """Ask for next month, once: the analyst has promised his, the head has not answered yet."""
    asked, answered, _, last = working_days(cast.world, until - timedelta(days=20), until)[-4:]
    month = f"{months_later(until.replace(day=1), 1):%Y-%m}"
    head = cast.seat("head", on=asked)
    owner = cast.seat("owner", on=asked)
    analyst = cast.seat("analyst", on=asked)
    if head is None or owner is None or analyst is None:
        return
    promised = ask_for_leads(
        seat=head,
        asked_of=analyst.person,
        count=PROMISED,
        period=month,
        due_on=answered,
        channel=_channel(cast, WEBSITE),
        now=morning_of(asked),
        today=asked,
    )
    answer_lead_request(
        seat=analyst, request=promised, answer="promised", now=morning_of(answered), today=answered
    )
    ask_for_leads(
        seat=owner,
        asked_of=head.person,
        count=ASKED,
        period=month,
        due_on=until + timedelta(days=7),
        channel=_channel(cast, PARTNER),
        now=morning_of(last),
        today=last,
    )


def _channel(cast: Cast, number: int) -> Channel | None:
    return channels_by_key().get(matching_key(cast.words.sources[number]))
