"""Let the sample company live on: it ends yesterday, whatever day it is."""

from __future__ import annotations

from django.conf import settings
from django_scopes import scope

from kvota import clock
from kvota.demo.make_demo_company import live_until
from kvota.records.organisations import Organisation


def live_demo() -> None:
    """Add the days that passed since the sample company was last looked after. One query when none did.

    Nothing in production, where nobody opens it.
    """
    if settings.KVOTA.production:
        return
    for organisation in Organisation.objects.filter(is_demo=True):
        today = clock.today(organisation)
        if organisation.demo_until is not None and (today - organisation.demo_until).days > 1:
            with scope(organisation=organisation):
                live_until(organisation, today=today, now=clock.now())
