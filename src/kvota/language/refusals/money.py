"""Refusals about amounts and currencies."""

from __future__ import annotations

from kvota.language.refusals.marks import marked as _

SENTENCES = {
    "amount_unreadable": _("“%(text)s” is not an amount. Write digits, such as 61728.39."),
    "too_many_decimals": _(
        "%(text)s is finer than the smallest coin of %(currency)s. Decimals allowed: %(decimals)s."
    ),
    "amount_too_large": _(
        "%(text)s %(currency)s is too large: amounts stay below %(limit)s. Check the number of zeros."
    ),
    "unknown_currency": _("“%(currency)s” is not a currency. Write its code of three letters, such as EUR."),
    "sum_not_possible": _(
        "An amount of %(amount_minor)s is not possible here. Check the sign and the number of zeros."
    ),
    "missing_rate": _(
        "There is no rate of %(currency)s for %(day)s, so the sum cannot be counted. "
        "Enter a rate in the money settings."
    ),
    "rate_not_positive": _(
        "The rate from %(source)s to %(target)s is %(rate)s. Enter a rate above zero in the money settings."
    ),
    "other_currency": _(
        "“%(value)s” is written in another currency. This field holds %(currency)s: "
        "convert the amount, or leave out the sign."
    ),
    "corrected_already": _(
        "This payment was corrected already, to %(amount_minor)s. Reload the page and look at that row."
    ),
    "matched_already": _("This payment belongs to a deal already. Reload the page."),
    "instalments_differ": _(
        "The instalments are %(difference_minor)s off the contract. Change one so that they add up to it."
    ),
    "too_many_instalments": _("A contract cannot have %(parts)s instalments. Enter from 1 to %(most)s."),
    "same_id_other_contract": _(
        "Another contract is already stored under this number, and it stays. "
        "Reload the page and enter the contract again."
    ),
    "due_before_issued": _(
        "The invoice of %(issued_on)s would be due on %(due_on)s, before it was written. "
        "Correct one of the two days."
    ),
    "same_id_other_invoice": _(
        "Another invoice is already stored under this number, and it stays. "
        "Reload the page and enter the invoice again."
    ),
    "more_than_due": _(
        "This is %(over_minor)s more than the %(due_minor)s that are due. "
        "Check the amount; if the client did pay more, confirm it."
    ),
    "payment_known": _(
        "A payment with the number %(external_id)s is recorded already. Look for it in the list of payments."
    ),
    "same_id_other_payment": _(
        "Another payment is already stored under this number, and it stays. "
        "Reload the page and enter the payment again."
    ),
    "more_than_received": _(
        "No more can be given back than came in: %(left_minor)s are left. Enter that much or less."
    ),
    "payment_of_another_deal": _(
        "The payment to give back belongs to another deal. Choose a payment of this deal."
    ),
    "same_id_other_refund": _(
        "Another refund is already stored under this number, and it stays. "
        "Reload the page and enter the refund again."
    ),
    "rate_out_of_range": _(
        "A rate of %(rate)s cannot be right. Enter a number above zero and below a million."
    ),
    "own_currency": _("%(currency)s is the company's own currency and needs no rate. Choose another one."),
}
