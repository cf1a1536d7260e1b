"""Says a market fact in one sentence: of which segment, what, from when and where."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.language.formats import Formats
from kvota.language.marks import listed
from kvota.records.market_facts import MarketFact


def segment_words(*, industry: str, region: str, product: str) -> str:
    """The segment in words; all of it where nothing narrows it."""
    named = [part for part in (industry, region, product) if part]
    return " · ".join(named) if named else _("the whole market")


def segment_of(fact: MarketFact) -> str:
    product = fact.product.name if fact.product else ""
    return segment_words(industry=fact.industry, region=fact.region, product=product)


def said_of(fact: MarketFact, formats: Formats) -> str:
    """What the fact says, without its segment and source."""
    parts = []
    if fact.potential_clients is not None:
        words = ngettext("%(n)s potential client", "%(n)s potential clients", fact.potential_clients)
        parts.append(words % {"n": formats.number(fact.potential_clients)})
    if fact.growth is not None:
        parts.append(_("%(share)s a year") % {"share": growth_text(fact, formats)})
    if fact.competitors:
        parts.append(_("against %(names)s") % {"names": listed(fact.competitors)})
    return listed(parts)


def growth_text(fact: MarketFact, formats: Formats) -> str:
    """The growth with its sign: +5 %."""
    growth = fact.growth
    return formats.percent(growth, 0 if growth is None or growth * 100 % 1 == 0 else 1, signed=True)


def fact_words(fact: MarketFact, formats: Formats) -> str:
    """The whole fact in one sentence without a full stop: it ends in its day."""
    segment = segment_of(fact)
    return _("%(segment)s: %(said)s (%(source)s, %(day)s)") % {
        "segment": segment[:1].upper() + segment[1:],
        "said": said_of(fact, formats),
        "source": fact.source,
        "day": formats.day(fact.on_day),
    }
