"""Prepare the sample company for `kvota run`."""

from __future__ import annotations

import locale

import typer


def prepare_sample_company(language: str = "") -> list[tuple[str, str]]:
    """Make the sample company once, add its missing days later; return (role, name) of its sign-ins.

    Its names, currency, products and steps are those of one language: the language given has a
    sample company of its own, without one the first there is, in the language of this computer.
    Nothing where others could reach it: the sample company opens without a password.
    """
    from django.conf import settings
    from django_scopes import scope

    from kvota import clock
    from kvota.demo.make_demo_company import live_until, make_demo_company
    from kvota.records.organisations import Organisation
    from kvota.records.people import Seat

    if not settings.KVOTA.answers_only_here:
        return []
    wanted = {"is_demo": True} | ({"language": language} if language else {})
    demo = Organisation.objects.filter(**wanted).order_by("id").first()
    if demo is None:
        typer.echo("Preparing the sample company (once)…")
        now = clock.now()
        demo = make_demo_company(today=now.date(), now=now, language=language or _language_here())
    with scope(organisation=demo):
        live_until(demo, today=clock.today(demo), now=clock.now())
        signs = []
        for role in ("rep", "head", "owner", "finance"):
            seat = (
                Seat.objects.live()
                .filter(role=role, to_on=None)
                .select_related("person")
                .order_by("id")
                .first()
            )
            if seat is not None:
                signs.append((role, seat.person.name))
    return signs


def _language_here() -> str:
    """The language of this computer among the four, English otherwise."""
    code = (locale.getlocale()[0] or "en")[:2].lower()
    return {"ru": "ru", "zh": "zh-hans", "bg": "bg"}.get(code, "en")
