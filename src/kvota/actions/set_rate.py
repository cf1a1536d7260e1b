"""Say what a foreign currency is worth in the company's own, from a day on."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django.db import transaction
from django.db.models import F

from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.records.events import leave_event
from kvota.records.money import Rate
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take


class RateOutOfRange(RuleError):
    code = "rate_out_of_range"
    sentence = "a rate of {rate} cannot be right; expected above zero and below a million"
    rate: str


class OwnCurrency(RuleError):
    code = "own_currency"
    sentence = "{currency} is the company's own currency; it needs no rate"
    currency: str


def set_rate(*, seat: Seat, currency: str, rate: Fraction, from_on: date, now: datetime) -> Rate:
    """Store the rate of a day; the same day again replaces what was said of it."""
    require(seat, "setup")
    exponent(currency)
    if currency == seat.organisation.currency:
        raise OwnCurrency(currency=currency)
    if not 0 < rate < 10**6:
        raise RateOutOfRange(rate=str(rate))
    with transaction.atomic():
        stored, _ = Rate.objects.update_or_create(
            currency=currency,
            from_on=from_on,
            organisation=seat.organisation,
            defaults={"numerator": rate.numerator, "denominator": rate.denominator},
        )
        sequence = take(seat.organisation)
        Organisation.objects.filter(pk=seat.organisation_id).update(epoch=F("epoch") + 1)
        leave_event(
            organisation=seat.organisation,
            sequence=sequence,
            kind="rate_set",
            seat=seat,
            subject=f"rate:{currency}",
            recorded_at=now,
            payload={"from_on": from_on.isoformat(), "rate": str(rate)},
        )
    return stored
