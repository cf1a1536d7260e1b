"""`/api/technology`: what each version of a playbook converts, as on the page and by the command."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from ninja import Query, Router

from kvota.analytics.metrics.technology import technology as ask
from kvota.analytics.scope import WhoNotFound, scope_of
from kvota.analytics.technology_report import as_plain_values

router = Router(tags=["technology"])


@router.get("")
def technology(
    request: Any,
    who: str = Query("", description="uid of a unit or a person; all in sight unless given"),
) -> dict[str, Any]:
    """The stages in use with their versions: conversion, range, sample size, assumption, state."""
    try:
        scope = scope_of(request.seat, who, on=request.today)
    except WhoNotFound:
        raise Http404 from None
    report = ask(request.organisation, scope=scope, as_of=request.today)
    return {
        "company": request.organisation.name,
        "who": scope.label,
        "as_of": request.today.isoformat(),
        "stages": as_plain_values(report),
    }
