"""Ask somebody for leads, and answer: promised, given or refused. What is promised becomes supply."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from kvota.actions.plain_values import coming_day, short_text
from kvota.actions.record_supply import (
    MOST_LEADS,
    LeadsOutOfRange,
    Said,
    channels_by_key,
    monday,
    write_supply,
)
from kvota.domain.calendar.period import Period, parse_period
from kvota.domain.errors import RuleError
from kvota.domain.importing.text import matching_key
from kvota.domain.money.split_without_loss import split_without_loss
from kvota.records.events import leave_event
from kvota.records.lead_requests import ANSWERS, LeadAnswer, LeadRequest
from kvota.records.lead_supply import Channel, newest_entries
from kvota.records.organisations import Organisation
from kvota.records.people import Person, Seat
from kvota.records.rights import require
from kvota.records.sequence import take
from kvota.records.units import in_force


class NobodyToAsk(RuleError):
    """Who holds no seat any more cannot promise anything."""

    code = "nobody_to_ask"
    sentence = "{person} holds no seat today"
    person: str


class LeadsOfThePast(RuleError):
    """Leads for a period that is over help nobody."""

    code = "leads_of_the_past"
    sentence = "the period {key} is over"
    key: str


class NotAskedOfYou(RuleError):
    """Only whom it was asked of can promise it."""

    code = "not_asked_of_you"
    nature = "forbidden"
    sentence = "this was asked of {person}"
    person: str


class LeadAnswerUnknown(RuleError):
    code = "lead_answer_unknown"
    sentence = "{answer} is no answer; expected one of {possible}"
    answer: str
    possible: str


class LeadRequestClosed(RuleError):
    """Given or refused is the end of it; what is wanted now is another request."""

    code = "lead_request_closed"
    nature = "conflict"
    sentence = "this was answered already: {answer}"
    answer: str


class ChannelToPromise(RuleError):
    """A promise is supply of a channel, and the request names none."""

    code = "channel_to_promise"
    sentence = "say from which channel the leads will come"


class ReasonToRefuse(RuleError):
    code = "reason_to_refuse"
    sentence = "say in a few words why not"


def ask_for_leads(
    *,
    seat: Seat,
    asked_of: Person,
    count: int,
    period: str,
    due_on: date,
    now: datetime,
    today: date,
    channel: Channel | None = None,
) -> LeadRequest:
    """Store what is asked of whom, to be answered by a day. He sees it on Today."""
    require(seat, "plan_supply")
    wanted = parse_period(period, fiscal_start=seat.organisation.fiscal)
    if not 0 < count <= MOST_LEADS:
        raise LeadsOutOfRange(count=count, most=MOST_LEADS)
    if wanted.last_day < today:
        raise LeadsOfThePast(key=wanted.key)
    coming_day(due_on, today=today)
    if not Seat.objects.live().filter(in_force(today), person=asked_of).exists():
        raise NobodyToAsk(person=asked_of.name)
    with transaction.atomic():
        sequence = take(seat.organisation, 2)
        request: LeadRequest = LeadRequest.objects.create(
            organisation=seat.organisation,
            channel=channel,
            period=wanted.key,
            count=count,
            asked_by_id=seat.person_id,
            asked_of=asked_of,
            due_on=due_on,
            sequence=sequence,
            recorded_at=now,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=sequence + 1,
            kind="leads_asked",
            seat=seat,
            subject=f"person:{asked_of.uid}",
            recorded_at=now,
            payload={
                "request": str(request.uid),
                "count": count,
                "period": wanted.key,
                "due_on": due_on.isoformat(),
            },
        )
    return request


def answer_lead_request(
    *,
    seat: Seat,
    request: LeadRequest,
    answer: str,
    now: datetime,
    today: date,
    count: int | None = None,
    channel: str = "",
    words: str = "",
) -> LeadAnswer:
    """Store an answer of whom it was asked of. A promise, or a later change of it, changes the supply.

    Parameters
    ----------
    count
        How many are promised or were given; all that was asked unless said.
    channel
        The name of the channel they come from, where the request names none.
    words
        Why not; needed to refuse.
    """
    if seat.person_id != request.asked_of_id:
        raise NotAskedOfYou(person=request.asked_of.name)
    if answer not in ANSWERS:
        raise LeadAnswerUnknown(answer=answer[:20], possible=", ".join(ANSWERS))
    said = short_text(words)
    number = request.count if count is None else count
    if answer == "refused":
        number = 0
        if not said:
            raise ReasonToRefuse()
    elif not 0 < number <= MOST_LEADS:
        raise LeadsOutOfRange(count=number, most=MOST_LEADS)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        last = LeadAnswer.objects.filter(request=request).order_by("-sequence").first()
        if last is not None and last.answer != "promised":
            raise LeadRequestClosed(answer=last.answer)
        before = last.count if last else 0
        source = request.channel or (last.channel if last else None)
        if answer != "given" and number != before:
            source = _write_promise(
                seat,
                request,
                more=number - before,
                channel=source.name if source else channel,
                now=now,
                today=today,
            )
        sequence = take(seat.organisation, 2)
        row: LeadAnswer = LeadAnswer.objects.create(
            organisation=seat.organisation,
            request=request,
            answer=answer,
            count=number,
            channel=source,
            words=said,
            author_id=seat.person_id,
            sequence=sequence,
            recorded_at=now,
        )
        leave_event(
            organisation=seat.organisation,
            sequence=sequence + 1,
            kind="leads_answered",
            seat=seat,
            subject=f"person:{request.asked_by.uid}",
            recorded_at=now,
            payload={"request": str(request.uid), "answer": answer, "count": number, "words": said},
        )
    return row


def _write_promise(
    seat: Seat, request: LeadRequest, *, more: int, channel: str, now: datetime, today: date
) -> Channel:
    """Add what is promised to the weeks of the period that are left, by their days; less takes it off."""
    key = matching_key(channel)
    if not key:
        raise ChannelToPromise()
    weeks = weeks_left(parse_period(request.period, fiscal_start=seat.organisation.fiscal), today=today)
    found = channels_by_key().get(key)
    entries = newest_entries(first_week=min(weeks), last_week=max(weeks))
    said = []
    for week, share in zip(weeks, split_without_loss(abs(more), list(weeks.values())), strict=True):
        entry = entries.get((found.pk, week)) if found else None
        had = (entry.expected or 0) if entry else 0
        if more > 0 and share:
            said.append(Said(channel, week, {"expected": had + share, "promised_by_id": seat.person_id}))
        elif share:
            said.append(Said(channel, week, {"expected": max(0, had - share)}))
    write_supply(seat=seat, said=said, now=now, today=today)
    return channels_by_key()[key]


def weeks_left(period: Period, *, today: date) -> dict[date, int]:
    """Monday → how many days of a period from today on lie in that week."""
    found: dict[date, int] = {}
    for day in period.days():
        if day >= today:
            found[monday(day)] = found.get(monday(day), 0) + 1
    return found or {monday(period.last_day): 1}
