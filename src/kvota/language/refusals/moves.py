"""Refusals about moves and their undoing, and about deals."""

from __future__ import annotations

from kvota.language.refusals.marks import counted
from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "move_in_the_future": _(
        "The move is dated %(occurred_on)s, and today is %(today)s. Choose today or an earlier day; "
        "what is still to come goes into the next step."
    ),
    "move_too_old": counted(
        "The move is dated %(occurred_on)s, more than %(days)s day ago. Check the date.",
        "The move is dated %(occurred_on)s, more than %(days)s days ago. Check the year.",
        "days",
    ),
    "not_a_phone": _("“%(sent)s” is not a telephone number. Write it with digits, as +7 912 345-67-89."),
    "not_an_email": _("“%(sent)s” is not a mail address. Write it as name@company.com."),
    "unknown_stage": _(
        "The stage “%(stage)s” does not belong to this deal, or is not used any more. "
        "Reload the page and choose another stage."
    ),
    "other_funnel_meanwhile": _(
        "This deal was carried over to another funnel meanwhile. Look at it and record your move again."
    ),
    "contract_stays_contract": _(
        "Carrying a deal over signs nothing and takes no signature back. Choose a stage before the contract "
        "for an open deal, and the contract for a signed one."
    ),
    "no_stage_beside": _("The other funnel has no stage at which this deal could stand. Choose another one."),
    "unknown_answer": _("“%(answer)s” is not an answer. Choose yes, no or not yet."),
    "unknown_action": _("The action “%(action)s” is not known. Choose one from the list."),
    "paid_comes_from_money": _(
        "A deal becomes paid when its payment is recorded. Record the payment, or ask finance to do it."
    ),
    "amount_needed": _(
        "A contract is signed for an amount, and this deal has none. Enter the amount of the deal."
    ),
    "moved_meanwhile": _(
        "%(by)s has moved this deal meanwhile: it now stands at “%(stage)s”. "
        "Look at it and record your move again."
    ),
    "same_id_other_move": _(
        "Another move is already stored under this number, and it stays. "
        "Reload the page and record the move again."
    ),
    "parked_too_long": _(
        "The deal would come back on %(park_until)s, more than a year from now. Choose a day within "
        "%(days)s days, or record the deal as lost."
    ),
    "stage_not_reached": _(
        "A move of the kind “%(kind)s” reaches no stage. Leave the stage out, or send the move as the kind "
        "“stage”."
    ),
    "park_date_needed": _("A parked deal comes back on a day. Choose a day after today."),
    "deal_is_finished": _(
        "The deal is paid in full: there is nothing to lose or to park. "
        "Add a new deal if the client buys again."
    ),
    "deal_is_paid": _(
        "The deal is paid, so its money decides where it stands. Correct or refund the payment first, or ask "
        "finance to; for new business with this client add a new deal."
    ),
    "not_a_field_of_a_deal": _("“%(field)s” of a deal cannot be changed here. Choose another field."),
    "signed_sum_stands": _(
        "A contract over %(amount_minor)s is signed, and it says the amount. Correct the contract instead."
    ),
    "unknown_kind": _("A deal is with a new or a repeat client, not “%(kind)s”. Choose one of the two."),
    "client_needed": _("A deal belongs to a client. Enter the client's name."),
    "nobody_to_sell": _(
        "%(person)s holds no seat from which one sells today. Choose a sales rep or a head of sales."
    ),
    "same_id_other_deal": _(
        "Another deal is already stored under this number, for another client, and it stays. "
        "Reload the page and add the deal again."
    ),
    "already_undone": _("This move is undone already. Reload the page."),
    "not_yours_to_undo": _("Only %(by)s or the head of the unit can undo this move. Ask one of them."),
    "undo_the_money_instead": _(
        "A payment moved this deal to paid. Correct the payment, and the deal goes back by itself."
    ),
    "nothing_to_take_back": _(
        "On %(day)s only %(count)s tries are recorded, and no more can be taken back. Enter fewer."
    ),
    "tries_not_possible": _("%(count)s tries at once cannot be recorded. Enter from 1 to %(most)s."),
    "same_id_other_try": _(
        "Another try is already stored under this number, and it stays. Reload the page and count it again."
    ),
    "unknown_deal_role": _("“%(role)s” is not a role on a deal. Choose one of these: %(roles)s."),
    "file_needed": _("No file was chosen, or it is empty. Choose a file."),
    "file_too_large_to_attach": _(
        "The file is too large: %(most)s MB fit. Make it smaller, or attach its parts."
    ),
    "too_many_files": _("The deal holds %(most)s files already. Take one away first."),
    "same_id_other_file": _(
        "Another file is already stored under this number, and it stays. "
        "Reload the page and attach the file again."
    ),
    "not_yours_to_remove": _("Only %(by)s or the head of the unit can take this file away. Ask one of them."),
    "shares_not_whole": _("The shares add up to %(percent)s%%. Change them so that they make exactly 100%%."),
    "share_not_possible": _("%(percent)s%% is no share of a deal. Enter a percent above 0 and up to 100."),
    "percent_too_fine": _("“%(percent)s” is finer than a hundredth of a percent. Round it to two decimals."),
    "too_many_shares": _("A deal is shared by %(most)s people at most. Leave somebody out."),
    "nothing_chosen": _("No deal is ticked. Tick the deals you mean, or choose the whole page."),
    "too_many_at_once": _(
        "%(count)s deals are chosen, and %(most)s go at once. Choose a narrower filter, or go page by page."
    ),
    "same_id_other_change": _(
        "Another change of many deals is already stored under this number, and it stays. "
        "Reload the page and choose again."
    ),
    "list_has_changed": _(
        "You saw %(seen)s deals, and now %(count)s are found: somebody worked meanwhile. "
        "Look at the list and choose again."
    ),
    "deal_out_of_sight": _(
        "The deal is not in your sight any more: somebody else has it now. Ask your head of sales."
    ),
    "many_undone_already": _("This is undone already. Reload the page."),
    "changed_since": _(
        "The deal was changed again since, so it stays as it is. Open the deal and change it there."
    ),
    "had_no_owner": _("Before that the deal belonged to nobody. Hand it over to whoever shall sell it."),
    "view_name_needed": _("A view is kept under a name. Enter one."),
    "view_name_taken": _("You keep a view called “%(name)s” already. Enter another name."),
    "too_many_views": _("You keep %(most)s views of this list already. Delete one first."),
    "not_your_view": _("This view is kept by %(by)s. Keep one of your own under another name."),
}
