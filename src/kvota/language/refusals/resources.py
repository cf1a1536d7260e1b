"""What is refused about lead supply, requests for leads, absences and hours."""

from __future__ import annotations

from kvota.language.refusals.marks import Counted
from kvota.language.refusals.marks import marked as _

SENTENCES: dict[str, str | Counted] = {
    "no_stages": _("The funnel has no stage before the contract. Add one in the settings."),
    "lever_out_of_range": _("A change of %(value)s is not possible. Enter %(least)s to %(most)s."),
    "need_below_zero": _("%(week)s: %(value)s cannot be needed or there. Give zero or more."),
    "workload_out_of_range": _("%(value)s is no possible value here. Enter 0 to %(most)s; a share as 0.65."),
    "channel_name_needed": _(
        "A channel needs a name. Type it as it stands on the deals, such as “Trade fair”."
    ),
    "leads_out_of_range": _("%(count)s leads are not possible. Enter a whole number up to %(most)s."),
    "supply_block_cell": _(
        "Row %(row)s, column %(column)s: “%(value)s” is not read. Correct this cell and paste again."
    ),
    "supply_block_wide": _(
        "Row %(row)s has more columns than there are weeks here (%(weeks)s). Paste the name and the weeks."
    ),
    "nobody_to_ask": _("%(person)s holds no seat today. Choose somebody who is there."),
    "leads_of_the_past": _("This period (%(key)s) is over. Ask for leads of a coming one."),
    "not_asked_of_you": _(
        "Only %(person)s can answer this. Ask for leads of your own, or let the other answer."
    ),
    "lead_answer_unknown": _("Leads are promised, given or refused. Choose one of the three."),
    "lead_request_closed": _("This was answered already and is closed. Ask for leads anew."),
    "channel_to_promise": _(
        "The request names no channel. Say from which one the leads will come, then promise them."
    ),
    "reason_to_refuse": _("A refusal needs its reason. Say in a few words why not, then refuse."),
    "absence_too_long": _(
        "%(first)s to %(last)s is more than %(days)s days. Let the seat end instead, and begin again later."
    ),
    "away_already": _("%(person)s is away on some of these days already. Take that back first."),
    "absence_gone": _("This was changed or is over already. Reload the page."),
    "absence_kind_unknown": _(
        "Somebody is on leave, ill, or away for another reason. Choose one of the three."
    ),
    "week_unreadable": _("“%(value)s” is no week. Write 2026-W49, or a day of it such as 2026-11-30."),
    "nothing_of_supply": _(
        "The row says neither leads nor costs. Fill one of them in, or leave the row out."
    ),
    "promiser_unknown": _(
        "%(person)s is nobody of the company. Write the name as it stands under People, or leave it empty."
    ),
    "cost_in_another_currency": _(
        "The cost is in %(currency)s; costs of leads are kept in %(own)s. Convert it first."
    ),
}
