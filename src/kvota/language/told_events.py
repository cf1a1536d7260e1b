"""What the audit says of each event: one sentence that names the client, the person, the stage, the sum."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kvota.language.hidden_sums import HIDDEN
from kvota.language.names import Names
from kvota.language.region import MISSING

SENTENCES: Names = {
    "absence_ended": _("%(person)s is back from %(until)s on"),
    "absence_recorded": _("%(person)s is away from %(day)s, back on %(until)s"),
    "attempt_recorded": _("Calls that reached nobody, counted for %(day)s: %(count)s"),
    "backup_asked": _("A backup of everything asked for"),
    "calendar_changed": _("%(day)s is a day off"),
    "calendar_changed.working": _("%(day)s is a working day"),
    "client_changed": _("%(client)s: how to reach him changed"),
    "clients_handed_over": _("%(person)s has left; deals handed over: %(clients)s"),
    "clients_merged": _("%(other)s is %(client)s from this day on"),
    "clients_separated": _("%(client)s stands on his own again, apart from %(other)s"),
    "company_changed": _("The settings of the company changed"),
    "competitor_named": _("%(client)s: %(competitor)s competes"),
    "competitor_named.taken_back": _("%(client)s: %(competitor)s does not compete after all"),
    "condition_set": _("What the plan of %(node)s takes, %(period)s: %(words)s"),
    "condition_set.removed": _("Removed, %(node)s, %(period)s: %(words)s"),
    "condition_set.given_up": _("Given up, %(node)s, %(period)s: %(words)s"),
    "contract_recorded": _("%(client)s: contract over %(amount)s recorded"),
    "deal_added": _("%(client)s: new deal over %(amount)s"),
    "deal_carried": _("%(client)s carried over to “%(stage)s” in another funnel"),
    "deal_edited": _("%(client)s: the deal changed"),
    "deal_role_set": _("%(client)s, %(role)s: %(person)s"),
    "deal_role_set.nobody": _("%(client)s, %(role)s: nobody any more"),
    "deal_split": _("%(client)s: the deal is shared, %(shares)s"),
    "deal_split.none": _("%(client)s: the deal is shared no more"),
    "deals_reassigned": _("Deals handed over to %(person)s: %(clients)s"),
    "deputy_ended": _("%(stands_in)s stands in for %(person)s no more from %(until)s"),
    "deputy_set": _("%(stands_in)s stands in for %(person)s from %(day)s, back on %(until)s"),
    "file_attached": _("%(client)s: file attached, %(file)s"),
    "file_removed": _("%(client)s: file taken away, %(file)s"),
    "focus_set": _("Focus of %(unit)s, %(period)s: %(words)s"),
    "focus_set.none": _("Focus of %(unit)s, %(period)s, taken back"),
    "four_numbers_said": _("Four numbers assumed until there is a history"),
    "funnel_added": _("Funnel “%(funnel)s” added"),
    "funnel_offered": _("Funnel “%(funnel)s” is offered again"),
    "funnel_renamed": _("Funnel renamed to “%(funnel)s”"),
    "funnel_retired": _("Funnel “%(funnel)s” is used no more"),
    "goal_chain_opened": _("%(person)s saw where his number for %(period)s comes from"),
    "goal_noted": _("Note beside a cell of the goal for %(period)s"),
    "goal_set": _("Goal for %(period)s set: revenue %(amount)s"),
    "goal_set.scenario": _("Goal of a scenario for %(period)s: revenue %(amount)s"),
    "import_applied": _("Import %(number)s applied: %(file)s"),
    "import_undone": _("Import %(number)s undone: %(file)s"),
    "invoice_recorded": _("%(client)s: invoice over %(amount)s recorded"),
    "leaving_taken_back": _("The departure of %(person)s taken back; deals that are his again: %(count)s"),
    "leads_answered": _("Leads asked by %(person)s: answered"),
    "leads_answered.given": _("Leads asked by %(person)s: given, %(count)s"),
    "leads_answered.promised": _("Leads asked by %(person)s: promised, %(count)s"),
    "leads_answered.refused": _("Leads asked by %(person)s: refused"),
    "leads_asked": _("Leads asked of %(person)s for %(period)s: %(count)s"),
    "lost_reasons_changed": _("The reasons for losing changed"),
    "market_fact_added": _("Market fact added: %(segment)s"),
    "metric_defined": _("Metric “%(metric)s” defined, version %(number)s"),
    "metric_hidden": _("Metric “%(metric)s” is shown no more"),
    "metric_shown": _("Metric “%(metric)s” is shown again"),
    "move_recorded": _("%(client)s moved to “%(stage)s”"),
    "move_recorded.touch": _("%(client)s: worked, no move"),
    "move_recorded.park": _("%(client)s is parked until %(day)s"),
    "move_recorded.lost": _("%(client)s is lost"),
    "move_recorded.reopen": _("%(client)s opened anew at “%(stage)s”"),
    "move_undone": _("%(client)s: a move undone"),
    "move_undone.stage": _("%(client)s: the move to “%(stage)s” undone"),
    "next_step_set": _("%(client)s: next step on %(day)s"),
    "next_step_set.none": _("%(client)s: no next step any more"),
    "identity_linked": _("%(person)s signs in with %(issuer)s from now on"),
    "one_time_address_made": _("One-time address made for %(person)s"),
    "passkey_kept": _("%(person)s keeps a passkey: %(device)s"),
    "passkey_removed": _("%(person)s took a passkey away: %(device)s"),
    "payment_corrected": _("%(client)s: payment corrected to %(amount)s"),
    "payment_corrected.unmatched": _("A payment without a deal corrected to %(amount)s"),
    "payment_matched": _("%(client)s: payment of %(amount)s matched to the deal"),
    "payment_recorded": _("%(client)s: payment of %(amount)s recorded"),
    "payment_recorded.unmatched": _("Payment of %(amount)s recorded, without a deal yet"),
    "person_added": _("%(person)s added: %(role)s, %(unit)s"),
    "person_invited": _("%(person)s invited: %(role)s, %(unit)s"),
    "person_left": _("%(person)s leaves from %(day)s"),
    "person_renamed": _("%(person)s is the name of this person now"),
    "person_placed": _("%(person)s has a seat from %(day)s: %(role)s, %(unit)s"),
    "playbook_published": _("Playbook of “%(stage)s”: version %(version)s from %(day)s"),
    "price_set": _("%(product)s: price %(amount)s from %(day)s"),
    "product_renamed": _("Product %(product)s renamed"),
    "product_added": _("Product %(product)s added"),
    "question_added": _("Asked before leaving “%(stage)s”: %(question)s"),
    "question_dropped": _("Asked no more before leaving “%(stage)s”: %(question)s"),
    "question_reworded": _("Reworded, asked before leaving “%(stage)s”: %(question)s"),
    "questions_answered": _("%(client)s: %(answers)s"),
    "rate_set": _("Rate of %(currency)s from %(day)s: %(rate)s"),
    "refund_recorded": _("%(client)s: refund of %(amount)s recorded"),
    "sample_company_made": _("The sample company made"),
    "scenario_changed": _("Scenario “%(scenario)s” changed, %(period)s"),
    "scenario_made": _("Scenario “%(scenario)s” kept, %(period)s"),
    "scenario_set_aside": _("Scenario “%(scenario)s” set aside, %(period)s"),
    "seat_duties_set": _("Duties of %(person)s changed"),
    "stage_added": _("Stage “%(stage)s” added"),
    "stage_moved": _("Stage “%(stage)s” moved to place %(rank)s"),
    "stage_offered": _("Stage “%(stage)s” is used again"),
    "stage_offered.moved": _("Stage “%(stage)s” is used again; clients moved back: %(count)s"),
    "stage_renamed": _("Stage renamed to “%(stage)s”"),
    "stage_retired": _("Stage “%(stage)s” is used no more"),
    "stage_retired.moved": _("Stage “%(stage)s” is used no more; clients moved to “%(to)s”: %(count)s"),
    "supply_recorded": _("Lead supply of %(channel)s recorded, weeks: %(count)s"),
    "unit_added": _("Unit “%(unit)s” added under “%(parent)s”"),
    "unit_intent_said": _("%(unit)s: words beside the goal for %(period)s"),
    "unit_moved": _("Unit “%(unit)s” moved under “%(parent)s”"),
    "workload_set": _("What hours are counted with changed"),
}
"""By kind of event, with a variant after the dot where the event says two things."""

CHANGED: Names = {
    "name": _("Name"),
    "usual": _("Usual action"),
    "country": _("Country"),
    "currency": _("Currency"),
    "time_zone": _("Time zone"),
    "language": _("Language"),
    "fiscal_start": _("First month of the fiscal year"),
    "weeks_445": _("Months of 4-4-5 weeks"),
    "basis": _("The actual counts"),
    "ten_day": _("Ten-day periods"),
    "cells_per_rep": _("Cells one rep can work"),
    "words": pgettext_lazy("audit", "Words"),
    "amount_minor": _("Amount"),
    "product": _("Product"),
    "address": _("Address"),
    "email": _("Mail"),
    "industry": _("Industry"),
    "phone": _("Telephone"),
    "region": _("Region"),
    "source": _("Source"),
    "kind": _("New / Repeat"),
    "expected_on": _("Payment expected on"),
    "person": _("Person"),
    "duties": _("Duties"),
    "day": _("Next step"),
    "owner": _("Who sells"),
    "heirs": _("Who takes over"),
    "lost_reasons": _("Reasons for losing"),
    "to_competitor": _("Mean a competitor"),
}
"""What an event says was so before and is otherwise now."""


class _Known(dict[str, str]):
    def __init__(self, fields: Mapping[str, str], instead: str) -> None:
        super().__init__(fields)
        self.instead = instead

    def __missing__(self, name: str) -> str:
        return self.instead


def told(kind: str, variant: str, fields: Mapping[str, str]) -> str:
    """Say what happened; an event of a later version keeps its code.

    Examples
    --------
    >>> told("move_recorded", "touch", {"client": "Vega"})
    'Vega: worked, no move'
    """
    return _told(kind, variant, _Known(fields, MISSING))


def told_without_names(kind: str, variant: str) -> str:
    """The same to a role that may know that it happened, and not to whom or how much.

    Examples
    --------
    >>> told_without_names("payment_recorded", "")
    '•••: payment of ••• recorded'
    """
    return _told(kind, variant, _Known({}, HIDDEN))


def _told(kind: str, variant: str, known: _Known) -> str:
    sentence = SENTENCES.get(f"{kind}.{variant}") or SENTENCES.get(kind)
    return kind if sentence is None else str(sentence) % known


def told_change(name: str, before: str, after: str) -> str:
    """Say what one value was and is."""
    words = {"what": CHANGED.get(name, name), "before": before or MISSING, "after": after or MISSING}
    return gettext("%(what)s: %(before)s → %(after)s") % words
