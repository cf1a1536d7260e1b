"""Names of the choices kvota itself offers: roles, actions, kinds of moves, units and periods.

Stages and reasons for losing are a company's own data and carry their names with them
(`domain/selling/usual_funnel.py`). What is listed here is fixed, so it is translated like any
other word of the interface.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kvota.language.region import LANGUAGES

Names = Mapping[str, str | Promise]

ROLES: Names = {
    "rep": _("Sales rep"),
    "head": _("Head of sales"),
    "owner": _("Owner"),
    "finance": _("Finance"),
    "analyst": _("Analyst"),
    "admin": _("Administrator"),
    "colleague": _("Colleague of another department"),
}
ACTIONS: Names = {
    "call": pgettext_lazy("action", "Call"),
    "visit": pgettext_lazy("action", "Visit"),
    "meeting": pgettext_lazy("action", "Meeting"),
    "message": pgettext_lazy("action", "Message"),
    "demonstration": pgettext_lazy("action", "Demonstration"),
    "offer": pgettext_lazy("action", "Offer"),
    "bid": pgettext_lazy("action", "Bid"),
    "other": pgettext_lazy("action", "Other"),
}
MOVE_KINDS: Names = {
    "stage": pgettext_lazy("kind of move", "Moved to a stage"),
    "touch": _("Worked, no move"),
    "park": pgettext_lazy("kind of move", "Parked"),
    "lost": _("Lost"),
    "reopen": pgettext_lazy("kind of move", "Reopened"),
    "undo": pgettext_lazy("kind of move", "Undone"),
}
DEAL_KINDS: Names = {"new": pgettext_lazy("kind of deal", "New"), "repeat": _("Repeat")}
BASES: Names = {"cash": _("Payment received"), "signed": _("Contracts signed")}
PERIOD_KINDS: Names = {
    "year": _("Year"),
    "quarter": _("Quarter"),
    "month": _("Month"),
    "ten_day": _("Ten days"),
    "week": _("Week"),
    "day": _("Day"),
}
UNIT_WORDS: Names = {
    "company": _("Company"),
    "unit": _("Business unit"),
    "department": _("Department"),
    "team": _("Team"),
    "branch": _("Branch"),
}
EXIT_ANSWERS: Names = {
    "yes": pgettext_lazy("answer", "yes"),
    "no": pgettext_lazy("answer", "no"),
    "not_yet": pgettext_lazy("answer", "not yet"),
    "": pgettext_lazy("answer", "unanswered"),
}
"""What may be said to a question of a stage, by the names of `records/exit_questions.py`."""

PLAYBOOK_PARTS: Names = {
    "steps": pgettext_lazy("of a playbook", "Steps"),
    "script": pgettext_lazy("of a conversation", "Script"),
    "criteria": _("Criteria"),
}
TECHNOLOGY_STATES: Names = {
    "proven": pgettext_lazy("technology", "proven"),
    "not_proven_yet": pgettext_lazy("technology", "not proven yet"),
    "worse_than_assumed": pgettext_lazy("technology", "worse than assumed"),
    "nothing_assumed": pgettext_lazy("technology", "nothing assumed"),
    "without_playbook": pgettext_lazy("technology", "no playbook"),
}
"""What was measured of an assumed conversion, by the names of `domain/selling/proven_technology.py`."""
ABSENCES: Names = {
    "leave": pgettext_lazy("absence", "Leave"),
    "illness": pgettext_lazy("absence", "Illness"),
    "other": pgettext_lazy("absence", "Away for another reason"),
}
LEAD_STATES: Names = {
    "asked": pgettext_lazy("leads", "asked"),
    "promised": pgettext_lazy("leads", "promised"),
    "given": pgettext_lazy("leads", "given"),
    "refused": pgettext_lazy("leads", "refused"),
}
"""What became of leads that were asked for, by the names of `records/lead_requests.py`."""
CONDITION_KINDS: Names = {
    "traits": _("Traits of clients"),
    "needed": _("Clients needed"),
    "now": _("Clients now"),
    "cooperation": _("Points of cooperation"),
    "mix": _("Product mix"),
    "habits": _("Habits of clients"),
}
"""The six kinds of conditions of text 002, by the names of `records/conditions.py`."""

CONDITION_STATES: Names = {
    "open": pgettext_lazy("condition", "open"),
    "removed": pgettext_lazy("condition", "removed"),
    "given_up": pgettext_lazy("condition", "given up"),
}
PRINCIPLES: Names = {
    "number": _("A number"),
    "foreseeable": _("Foreseeable"),
    "attainable": _("Attainable in each period"),
    "focus": _("A focus for each quarter"),
    "dated": _("Dated"),
}
VERDICTS: Names = {
    "met": pgettext_lazy("principle", "met"),
    "not_met": pgettext_lazy("principle", "not met"),
    "unknown": pgettext_lazy("principle", "not known"),
}
CLIENT_AGES: Names = {
    "past": pgettext_lazy("clients", "Past"),
    "present": pgettext_lazy("clients", "Present"),
    "future": pgettext_lazy("clients", "Future"),
}
AGAINST: Names = {
    "won": _("Won"),
    "lost": _("Lost"),
    "open": _("In work"),
}
"""How a deal stands in which a competitor was named."""

FILE_KINDS: Names = {
    "deals": pgettext_lazy("kind of file", "Deals"),
    "people": pgettext_lazy("kind of file", "People"),
    "clients": pgettext_lazy("kind of file", "Clients"),
    "products": pgettext_lazy("kind of file", "Products"),
    "payments": pgettext_lazy("kind of file", "Payments"),
    "log": pgettext_lazy("kind of file", "Log of deals"),
    "supply": pgettext_lazy("kind of file", "Lead supply"),
}
FILE_FIELDS: Names = {
    "id": pgettext_lazy("column of a file", "Number"),
    "external_id": pgettext_lazy("column of a file", "Number"),
    "client": _("Client"),
    "deal": _("Deal"),
    "stage": _("Stage"),
    "owner": pgettext_lazy("column of a file", "Who sells"),
    "product": pgettext_lazy("column of a file", "Product"),
    "amount": pgettext_lazy("column of a file", "Amount"),
    "currency": pgettext_lazy("column of a file", "Currency"),
    "created_on": pgettext_lazy("column of a file", "Created on"),
    "moved_on": pgettext_lazy("column of a file", "Last moved on"),
    "closed_on": pgettext_lazy("column of a file", "Closed on"),
    "expected_on": pgettext_lazy("column of a file", "Expected on"),
    "industry": pgettext_lazy("column of a file", "Industry"),
    "region": pgettext_lazy("column of a file", "Region"),
    "source": pgettext_lazy("column of a file", "Source"),
    "kind": pgettext_lazy("column of a file", "New or repeat"),
    "lost_reason": pgettext_lazy("column of a file", "Reason for losing"),
    "status": pgettext_lazy("column of a file", "Won or lost"),
    "name": pgettext_lazy("column of a file", "Name"),
    "head": _("Head of sales"),
    "unit": _("Business unit"),
    "role": pgettext_lazy("column of a file", "Role"),
    "login": pgettext_lazy("column of a file", "Sign-in name"),
    "price": pgettext_lazy("column of a file", "Price"),
    "floor_price": pgettext_lazy("column of a file", "Floor price"),
    "series": pgettext_lazy("column of a file", "Series"),
    "from_on": pgettext_lazy("column of a file", "Valid from"),
    "date": pgettext_lazy("column of a file", "Date"),
    "payer": pgettext_lazy("column of a file", "Payer"),
    "reference": pgettext_lazy("column of a file", "Payment reference"),
    "at": pgettext_lazy("column of a file", "Moment"),
    "event": pgettext_lazy("column of a file", "Event"),
    "channel": pgettext_lazy("column of a file", "Channel"),
    "week": pgettext_lazy("column of a file", "Week"),
    "expected": pgettext_lazy("column of a file", "Leads expected"),
    "promised_by": pgettext_lazy("column of a file", "Promised by"),
    "cost_planned": pgettext_lazy("column of a file", "Cost planned"),
    "cost_spent": pgettext_lazy("column of a file", "Cost spent"),
}
"""The columns an import can read, by the names of `domain/importing/fields.py`."""

DOINGS: Names = {
    "move": pgettext_lazy("right", "record moves"),
    "try": pgettext_lazy("right", "count calls that reached nobody"),
    "add_deal": pgettext_lazy("right", "add deals"),
    "edit_deal": pgettext_lazy("right", "change deals"),
    "reassign": pgettext_lazy("right", "hand deals to another person"),
    "merge": pgettext_lazy("right", "merge clients"),
    "record_money": pgettext_lazy("right", "record payments"),
    "see_money": pgettext_lazy("right", "see payments"),
    "set_goal": pgettext_lazy("right", "set a goal"),
    "make_scenario": pgettext_lazy("right", "make scenarios"),
    "set_condition": pgettext_lazy("right", "write what a goal takes"),
    "see_team": pgettext_lazy("right", "see the work of others"),
    "see_supply": pgettext_lazy("right", "see the lead supply"),
    "plan_supply": pgettext_lazy("right", "plan the lead supply"),
    "set_absence": pgettext_lazy("right", "say when somebody is away"),
    "import": pgettext_lazy("right", "import files"),
    "setup": pgettext_lazy("right", "change the settings"),
    "playbook": pgettext_lazy("right", "write playbooks"),
    "people": pgettext_lazy("right", "invite people"),
    "hand_over": pgettext_lazy("right", "hand over the clients of somebody who leaves"),
}
"""What a role's rights are called after "may not": the keys are those of `records/rights.py`."""


def in_every_language(name: str | Promise) -> dict[str, str]:
    """Return a translated name in all four languages, for a record that stores them side by side.

    Returns
    -------
    dict
        Keyed en, ru, zh, bg, as the columns `name_en` and so on are.

    Examples
    --------
    >>> in_every_language(ROLES["rep"])["zh"]
    '销售'
    """
    written = {}
    for language in LANGUAGES:
        with translation.override(language):
            written[language[:2]] = str(name)
    return written
