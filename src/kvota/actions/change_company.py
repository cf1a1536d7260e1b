"""Change how a company counts: its country, zone, language, basis, fiscal year."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from kvota.domain.calendar.period import TenDaysOfWeeks
from kvota.domain.calendar.working_days import COUNTRIES
from kvota.domain.errors import RuleError
from kvota.domain.money.currencies import exponent
from kvota.records.deals import Deal
from kvota.records.events import leave_event
from kvota.records.goals import GoalVersion
from kvota.records.money import Contract, Payment
from kvota.records.organisations import Organisation
from kvota.records.people import Seat
from kvota.records.rights import require
from kvota.records.sequence import take

CHANGEABLE = (
    *("name", "country", "currency", "time_zone", "language"),
    *("fiscal_start", "weeks_445", "basis", "ten_day"),
)


class SettingUnknown(RuleError):
    """A value that this setting cannot have."""

    code = "setting_unknown"
    sentence = "{setting} cannot be {value}"
    setting: str
    value: str


class CurrencyInUse(RuleError):
    """Sums are stored in it already; another currency would change what every one of them says."""

    code = "currency_in_use"
    sentence = "the company has sums in {currency} already"
    currency: str


class GoalsByOtherMonths(RuleError):
    """Goals are kept by the names of months, which would then mean other days."""

    code = "goals_by_other_months"
    sentence = "the goal of {period} is set by the months there are; other months would give it other days"
    period: str


def change_company(*, seat: Seat, changes: dict[str, Any], now: datetime) -> Organisation:
    """Change the named settings; saying what is so already writes nothing."""
    require(seat, "setup")
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=seat.organisation_id)
        wanted = {name: value for name, value in changes.items() if getattr(organisation, name) != value}
        if not wanted:
            return organisation
        _refuse(organisation, wanted)
        before = {name: getattr(organisation, name) for name in wanted}
        for name, value in wanted.items():
            setattr(organisation, name, value)
        # The counter is taken first: saving the row afterwards must not put the old number back.
        sequence = take(organisation)
        organisation.epoch += 1
        organisation.save(update_fields=[*wanted, "epoch"])
        leave_event(
            organisation=organisation,
            sequence=sequence,
            kind="company_changed",
            seat=seat,
            subject=f"company:{organisation.slug}",
            recorded_at=now,
            payload={"before": before, "after": wanted},
        )
    return organisation


def _refuse(organisation: Organisation, wanted: dict[str, Any]) -> None:
    allowed: dict[str, Any] = {
        "country": {"", *COUNTRIES},
        "time_zone": available_timezones(),
        "language": {"en", "ru", "zh-hans", "bg"},
        "fiscal_start": set(range(1, 13)),
        "basis": {"cash", "signed"},
        "ten_day": {True, False},
        "weeks_445": {True, False},
    }
    for name, value in wanted.items():
        if name not in CHANGEABLE or (name in allowed and value not in allowed[name]):
            raise SettingUnknown(setting=name, value=str(value)[:40])
    if "name" in wanted and not str(wanted["name"]).strip():
        raise SettingUnknown(setting="name", value="")
    _refuse_months(organisation, wanted)
    if "currency" in wanted:
        exponent(wanted["currency"])  # refuses a code nobody knows
        for kind in (Deal, Payment, Contract):
            if kind.objects.live().filter(currency=organisation.currency).exists():
                raise CurrencyInUse(currency=organisation.currency)


def _refuse_months(organisation: Organisation, wanted: dict[str, Any]) -> None:
    """Months may become others only while no goal is told by them, and those of weeks have no ten days."""
    weeks = wanted.get("weeks_445", organisation.weeks_445)
    if weeks and wanted.get("ten_day", organisation.ten_day):
        raise TenDaysOfWeeks()
    # The month a year of calendar months begins with moves no month; with weeks it moves every one.
    if "weeks_445" in wanted or (weeks and "fiscal_start" in wanted):
        goal = GoalVersion.objects.order_by("sequence").first()
        if goal is not None:
            raise GoalsByOtherMonths(period=goal.period)
