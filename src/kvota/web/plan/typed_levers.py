"""Levers as a person types them in the address of the page: percents and a number of reps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from kvota.domain.exact_number import whole
from kvota.domain.planning.reverse_funnel import ConversionOutOfRange
from kvota.domain.planning.scenario import CHANGES, Levers
from kvota.language.formats import formats_for
from kvota.language.typed_money import typed_money
from kvota.language.typed_percent import typed_percent
from kvota.records.selling import Product
from kvota.web.read_uid import as_uid
from kvota.web.seat_in_force import Asked
from kvota.web.today.cards import StagesOfCompany

_WHOLE = 10_000


@dataclass(frozen=True)
class TypedLevers:
    """What stands in the fields, by their names."""

    fields: Mapping[str, str]


def levers_typed(request: Asked, stages: StagesOfCompany) -> tuple[Levers, TypedLevers]:
    """Read the levers of the address; what is not typed is at rest.

    Raises
    ------
    LeverOutOfRange, ConversionOutOfRange, NumberUnreadable, PercentTooFine
        With what was typed.
    """
    sent = {name: str(value).strip() for name, value in request.GET.items() if str(value).strip()}
    return levers_of(request, sent, stages), TypedLevers(sent)


def levers_of(request: Asked, sent: Mapping[str, str], stages: StagesOfCompany) -> Levers:
    """Read the levers of fields as a person filled them in his language: field → text, not empty."""
    language = request.LANGUAGE_CODE
    changes = {
        name: Fraction(typed_percent(sent[name].replace("+", ""), language), _WHOLE)
        for name in CHANGES
        if name in sent
    }
    typed: dict[int, Fraction] = {}
    for stage in stages.all:
        text = sent.get(f"c-{stage.uid}", "")
        if text:
            share = Fraction(typed_percent(text, language), _WHOLE)
            if not 0 < share <= 1:
                raise ConversionOutOfRange(step=stage.rank, share=text)
            typed[stage.pk] = share
    reps = whole(sent["reps"].replace("+", "").replace("−", "-"), name="reps") if "reps" in sent else 0
    formats = formats_for(language, request.organisation.currency)
    deal = typed_money(sent["deal"], formats).minor if "deal" in sent else None
    products = {
        product: typed_money(sent[f"deal-{uid}"], formats).minor
        for product, uid in _products(request, sent).items()
    }
    return Levers(**changes, reps=reps, deal=deal, typed=typed, products=products)


def _products(request: Asked, sent: Mapping[str, str]) -> dict[int, str]:
    """The products whose deal is typed, id → uid; no query where none is."""
    uids = [uid for name in sent if name.startswith("deal-") and (uid := as_uid(name.removeprefix("deal-")))]
    if not uids:
        return {}
    known = Product.visible_to(request.seat, on=request.today).filter(uid__in=uids)
    return {pk: str(uid) for pk, uid in known.values_list("pk", "uid")}
