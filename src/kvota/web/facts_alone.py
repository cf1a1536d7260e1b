"""The facts without a forecast: what a page shows, and says, where none could be made."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, TypeVar

from django.urls import reverse
from django.utils.translation import gettext as _

from kvota.analytics.exchange_rates import MissingRate
from kvota.analytics.reading import one_moment
from kvota.domain.errors import RuleError
from kvota.records.rights import may
from kvota.web.broken import new_reference
from kvota.web.seat_in_force import Asked
from kvota.web.worded_refusals import sentence_of

LOG = logging.getLogger("kvota.web")

Made = TypeVar("Made")


@dataclass(frozen=True)
class FactsAlone:
    """Stands where a forecast would, and claims nothing. `why` is a sentence that says what mends it.

    `mend_url` leads there, for who may mend it.
    """

    why: str
    mend_url: str = ""

    label: ClassVar[str] = "none"
    low_minor: ClassVar[None] = None
    middle_minor: ClassVar[None] = None
    high_minor: ClassVar[None] = None
    chance_of_plan: ClassVar[None] = None
    signed_minor: ClassVar[int] = 0
    dots: ClassVar[tuple[int, ...]] = ()
    closers: ClassVar[tuple[tuple[int, float], ...]] = ()


def forecast_or_facts(request: Asked, make: Callable[[], Made]) -> Made | FactsAlone:
    """Make a forecast, or say why there is none. A page asks no further after the first that failed.

    What the rules refuse is worded with its remedy. A fault of the program goes to the log, with
    the reference that the page shows, and costs the page its forecast and nothing else.
    """
    failed = why_no_forecast(request)
    if failed is not None:
        return failed
    try:
        return make()
    except RuleError as refused:
        failed = refused_for(request, refused)
    except Exception:
        failed = FactsAlone(_fault(request))
    request.facts_alone = failed  # type: ignore[attr-defined]
    return failed


def why_no_forecast(request: Asked) -> FactsAlone | None:
    """What the first forecast of this page that failed has left; None while none has."""
    found: FactsAlone | None = getattr(request, "facts_alone", None)
    return found


def missing_rate(request: Asked, currency: str | None, *, on: date) -> FactsAlone | None:
    """Say of sums that they are unknown for want of a rate; None where every rate is there."""
    return refused_for(request, MissingRate(currency=currency, day=on)) if currency else None


def refused_for(request: Asked, refused: RuleError) -> FactsAlone:
    mends = isinstance(refused, MissingRate) and may(request.seat, "setup")
    return FactsAlone(sentence_of(request, refused), reverse("setup-money") if mends else "")


def _fault(request: Asked) -> str:
    """Log what went wrong; the sentence for the page."""
    reference = new_reference()
    LOG.exception("a forecast failed at %s (reference %s)", request.path, reference)
    with one_moment(request.organisation) as reading:
        reading.close()  # a question that failed half-way leaves nothing to go on asking with
    return _(
        "A fault in kvota, reference %(reference)s: tell who looks after it. The facts shown are complete."
    ) % {"reference": reference}
