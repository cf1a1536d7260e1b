"""Hand over the clients of those whose last day is past, in every company by its own midnight."""

from __future__ import annotations

import logging
import time

from django_scopes import scope

from kvota import clock
from kvota.actions.carry_out_hand_over import carry_out_hand_over
from kvota.records.hand_overs import due
from kvota.records.organisations import Organisation

log = logging.getLogger(__name__)
REST = 600.0  # seconds until one that failed is tried again

_rests: dict[int, float] = {}


def hand_over_due() -> int:
    """Carry out every departure whose day has come; return how many. One short query a company.

    One that cannot be (a currency without a rate, say) stays planned, is logged and tried again
    later: it keeps neither the others nor the rest of the worker's work from being done.
    """
    done = 0
    for organisation in Organisation.objects.all():
        today = clock.today(organisation)
        with scope(organisation=organisation):
            for hand_over in due(today):
                if time.monotonic() < _rests.get(hand_over.pk, 0.0):
                    continue
                try:
                    carry_out_hand_over(hand_over, by=hand_over.decided_by, now=clock.now(), today=today)
                    done += 1
                except Exception:
                    log.exception("the hand-over %s could not be carried out", hand_over.uid)
                    _rests[hand_over.pk] = time.monotonic() + REST
    return done
