"""Hand over the clients of those whose last day is past, in every company by its own midnight."""

from __future__ import annotations

from django_scopes import scope

from kvota import clock
from kvota.actions.carry_out_hand_over import carry_out_hand_over
from kvota.records.hand_overs import due
from kvota.records.organisations import Organisation


def hand_over_due() -> int:
    """Carry out every departure whose day has come; return how many. One short query a company."""
    done = 0
    for organisation in Organisation.objects.all():
        today = clock.today(organisation)
        with scope(organisation=organisation):
            for hand_over in due(today):
                carry_out_hand_over(hand_over, by=hand_over.decided_by, now=clock.now(), today=today)
                done += 1
    return done
