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
    "rate_not_positive": _(
        "The rate from %(source)s to %(target)s is %(rate)s. Enter a rate above zero in the money settings."
    ),
    "other_currency": _(
        "“%(value)s” is written in another currency. This field holds %(currency)s: "
        "convert the amount, or leave out the sign."
    ),
}
