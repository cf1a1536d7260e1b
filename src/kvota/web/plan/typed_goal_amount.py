"""The amount of a goal as it was typed, in the company's currency or in another one."""

from __future__ import annotations

from datetime import date
from typing import Any

from kvota.analytics.amount_in_base import amount_in_base, terms_of_rate
from kvota.domain.importing.numbers import written_number
from kvota.language.formats import Formats
from kvota.language.typed_money import typed_money
from kvota.records.organisations import Organisation


def typed_goal_amount(
    organisation: Organisation, text: str, formats: Formats, *, on: date
) -> tuple[int, dict[str, Any]]:
    """Read "1.2 M USD" as minor units of the company's currency, and what its terms keep of it.

    Refused by name where the currency has no rate on that day (`MissingRate`), as any amount that
    cannot be read.
    """
    meant = written_number(text).currencies
    if not meant or organisation.currency in meant:
        return typed_money(text, formats).minor, {}
    currency = meant[0]
    minor = typed_money(text, formats, currency).minor
    found = amount_in_base(organisation, minor=minor, currency=currency, on=on)
    return found.minor, terms_of_rate(minor, currency, found)
