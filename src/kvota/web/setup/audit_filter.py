"""Which events of the audit are asked for: who, what, from day to day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kvota.domain.errors import RuleError
from kvota.language.names import Names
from kvota.records.events import Event
from kvota.records.people import Person
from kvota.web.deals.move import read_day
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked

COMMAND_LINE = "command"
GROUPS: Names = {
    "sales": _("Deals and moves"),
    "money": _("Payments and contracts"),
    "plan": _("Plan"),
    "people": _("People and units"),
    "settings": _("Settings"),
    "imports": _("Import"),
}
KINDS: dict[str, tuple[str, ...]] = {
    "sales": (
        "attempt_recorded",
        "client_changed",
        "clients_handed_over",
        "clients_merged",
        "clients_separated",
        "competitor_named",
        "deal_added",
        "deal_carried",
        "deal_edited",
        "deal_role_set",
        "deal_split",
        "deals_reassigned",
        "file_attached",
        "file_removed",
        "move_recorded",
        "move_undone",
        "next_step_set",
        "questions_answered",
    ),
    "money": (
        "contract_recorded",
        "invoice_recorded",
        "payment_corrected",
        "payment_matched",
        "payment_recorded",
        "refund_recorded",
    ),
    "plan": (
        *("condition_set", "focus_set", "four_numbers_said", "goal_chain_opened", "goal_noted", "goal_set"),
        *("leads_answered", "leads_asked", "market_fact_added", "supply_recorded", "unit_intent_said"),
        *("scenario_changed", "scenario_made", "scenario_set_aside"),
    ),
    "people": (
        "absence_ended",
        "absence_recorded",
        "deputy_ended",
        "deputy_set",
        "identity_linked",
        "leaving_taken_back",
        "one_time_address_made",
        "passkey_kept",
        "passkey_removed",
        "person_added",
        "person_invited",
        "person_left",
        "person_placed",
        "person_renamed",
        "seat_duties_set",
        "unit_added",
        "unit_moved",
    ),
    "settings": (
        "backup_asked",
        "calendar_changed",
        "company_changed",
        "funnel_added",
        "funnel_offered",
        "funnel_renamed",
        "funnel_retired",
        "lost_reasons_changed",
        "metric_defined",
        "metric_hidden",
        "metric_shown",
        "price_set",
        "product_added",
        "product_renamed",
        "playbook_published",
        "question_added",
        "question_dropped",
        "question_reworded",
        "rate_set",
        "sample_company_made",
        "stage_added",
        "stage_moved",
        "stage_offered",
        "stage_renamed",
        "stage_retired",
        "workload_set",
    ),
    "imports": ("import_applied", "import_undone"),
}
"""Every kind of event by the group it is found under."""


@dataclass(frozen=True)
class AuditFilter:
    """What was asked, and the events it leaves, the newest first. `refused` is a day nobody can read."""

    events: QuerySet[Event]
    who: str = ""
    what: str = ""
    from_on: date | None = None
    last_on: date | None = None
    refused: RuleError | None = None

    @property
    def is_set(self) -> bool:
        return bool(self.who or self.what or self.from_on or self.last_on)

    @property
    def query(self) -> str:
        """The same as a part of an address."""
        said = {
            "who": self.who,
            "what": self.what,
            "from": self.from_on.isoformat() if self.from_on else "",
            "to": self.last_on.isoformat() if self.last_on else "",
        }
        kept = {name: value for name, value in said.items() if value}
        return "?" + urlencode(kept) if kept else ""


def read_filter(request: Asked) -> AuditFilter:
    """Read `?who=&what=&from=&to=`. Nobody of that id, or no such group, leaves no event."""
    asked, zone = request.GET, ZoneInfo(request.organisation.time_zone)
    events: QuerySet[Event] = Event.visible_to(request.seat, on=request.today)
    events = events.select_related("actor").order_by("-sequence")
    who, what = asked.get("who", ""), asked.get("what", "")
    try:
        from_on, last_on = read_day(asked.get("from", "")), read_day(asked.get("to", ""))
    except RuleError as refused:
        return AuditFilter(events.none(), refused=refused)
    if who == COMMAND_LINE:
        events = events.filter(actor=None)
    elif who:
        uid = as_uid(who)
        events = events.filter(actor__uid=uid) if uid else events.none()
    if what:
        events = events.filter(kind__in=KINDS.get(what, ()))
    if from_on:
        events = events.filter(recorded_at__gte=_midnight(from_on, zone))
    if last_on:
        events = events.filter(recorded_at__lt=_midnight(last_on + timedelta(days=1), zone))
    return AuditFilter(events, who, what, from_on, last_on)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def who_acted() -> list[Person]:
    """The people to choose from."""
    return list(Person.objects.live().order_by("name"))
