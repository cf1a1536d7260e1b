"""Work out what would have been forecast for the months over, one month at a time, in the worker."""

from __future__ import annotations

import logging
import time

from django_scopes import scope

from kvota import clock
from kvota.analytics.metrics.forecast_record import check_month, month_to_check
from kvota.domain.errors import RuleError
from kvota.records.organisations import Organisation

log = logging.getLogger(__name__)
REST = 600.0  # seconds until a company whose past cannot be forecast is tried again

_rests: dict[int, float] = {}


def check_forecasts() -> int:
    """Check one month of each company that lacks one; return how many. One short query a company.

    One month at a time, so that a task that comes meanwhile waits for no more than that. Where a rate
    is missing nothing is kept: a range of half the deals would say that forecasts fail.
    """
    done = 0
    for organisation in Organisation.objects.all():
        if time.monotonic() < _rests.get(organisation.pk, 0.0):
            continue
        with scope(organisation=organisation):
            month = month_to_check(organisation, as_of=clock.today(organisation))
            if month is None:
                continue
            try:
                check_month(organisation, month)
                done += 1
            except RuleError:
                log.warning("the forecast of %s of %s cannot be checked", month.key, organisation.slug)
                _rests[organisation.pk] = time.monotonic() + REST
    return done
