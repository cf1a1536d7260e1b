"""Levers in words, and as what a person would type: what was assumed beside a goal, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.domain.money.currencies import exponent
from kvota.domain.planning.scenario import CHANGES, Levers, levers_said
from kvota.language.formats import Formats
from kvota.language.marks import listed
from kvota.records.models import Product
from kvota.web.today.cards import StagesOfCompany

#: Every name a lever may have in an address, but for those with a uid: `c-` of a stage, `deal-` of a product.
FIELDS = (*CHANGES, "reps", "deal")


def lever_words(levers: Levers, formats: Formats, stages: StagesOfCompany) -> str:
    """What is different, such as "price +3%, 1 more rep"; empty where nothing is."""
    return listed(_each(levers, formats, stages), between="comma")


def _each(levers: Levers, formats: Formats, stages: StagesOfCompany) -> list[str]:
    said = {
        "price": _("price %(change)s"),
        "leads": _("leads %(change)s"),
        "conversion": _("weakest step %(change)s"),
        "cycle": _("time in each stage %(change)s"),
    }
    found = [
        said[name] % {"change": _percent(formats, getattr(levers, name), signed=True)}
        for name in said
        if getattr(levers, name)
    ]
    count = abs(levers.reps)
    fields = {"count": formats.number(count)}
    if levers.reps > 0:
        found.append(ngettext("%(count)s more rep", "%(count)s more reps", count) % fields)
    elif levers.reps:
        found.append(ngettext("%(count)s rep fewer", "%(count)s reps fewer", count) % fields)
    if levers.deal:
        found.append(_("average new deal %(sum)s") % {"sum": formats.money_whole(levers.deal)})
    for stage, share in sorted(levers.typed.items()):
        words = {"name": stages.name(stage), "share": _percent(formats, share)}
        found.append(_("“%(name)s” %(share)s") % words)
    for product, minor in _products(levers):
        found.append(
            _("a deal of %(product)s %(sum)s") % {"product": product.name, "sum": formats.money_whole(minor)}
        )
    return found


def _products(levers: Levers) -> list[tuple[Product, int]]:
    """The products whose deal is typed, by name, with it; no query where none is."""
    if not levers.products:
        return []
    known = Product.objects.filter(pk__in=levers.products).order_by("name")
    return [(product, levers.products[product.pk]) for product in known]


def _as_typed(minor: int, formats: Formats) -> str:
    """As a person types it, and not as sums are written: those are dots while the eye is closed."""
    return formats.number(Fraction(minor, 10 ** exponent(formats.currency)))


def _percent(formats: Formats, share: Fraction, *, signed: bool = False) -> str:
    """With as many decimals as it has, at most two."""
    decimals = next((most for most in (0, 1) if (share * 100 * 10**most).denominator == 1), 2)
    return formats.percent(share, decimals, signed=signed)


def lever_fields(levers: Levers, formats: Formats, stages: StagesOfCompany) -> dict[str, str]:
    """The levers as they stand in the fields of the page: field → text in the reader's language."""
    found = {
        name: formats.number(Fraction(round(getattr(levers, name) * 10_000), 100))
        for name in CHANGES
        if getattr(levers, name)
    }
    if levers.reps:
        found["reps"] = str(levers.reps)
    if levers.deal:
        found["deal"] = _as_typed(levers.deal, formats)
    for stage, share in levers.typed.items():
        if stage in stages.by_id:
            found[f"c-{stages.by_id[stage].uid}"] = formats.number(Fraction(round(share * 10_000), 100))
    for product, minor in _products(levers):
        found[f"deal-{product.uid}"] = _as_typed(minor, formats)
    return found


def has_levers(sent: Mapping[str, Any]) -> bool:
    """Whether an address names levers, be they empty."""
    return any(name in FIELDS or name.startswith(("c-", "deal-")) for name in sent)


def planned_with(
    terms: Mapping[str, Any], *, when: str, formats: Formats, stages: StagesOfCompany
) -> dict[str, str] | None:
    """What a goal's terms say it was planned with: `name`, `words`, and the `url` that fills the levers."""
    said = terms.get("planned_with")
    if not said:
        return None
    levers = levers_said(said["levers"])
    query = urlencode({"when": when, **lever_fields(levers, formats, stages)})
    return {
        "name": said["name"],
        "words": lever_words(levers, formats, stages),
        "url": f"{reverse('needed')}?{query}#levers",
    }
