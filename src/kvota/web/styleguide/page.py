"""`/styleguide`: every part in every state, in each language, light and dark."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_GET

from kvota.records.rights import may
from kvota.web.seat_in_force import Asked
from kvota.web.styleguide import colours, samples

THEMES = ("light", "dark")


@require_GET
def styleguide(request: Asked) -> HttpResponse:
    """Drawn from fixed figures by the same templates as the screens. 404 without the settings' right.

    `?in=ru&theme=dark` shows it in that language and theme and leaves the account as it is. No query.
    """
    if not may(request.seat, "setup"):
        raise Http404
    languages = dict(settings.LANGUAGES)
    language = request.GET.get("in", request.LANGUAGE_CODE)
    language = language if language in languages else request.LANGUAGE_CODE
    theme = request.GET.get("theme", "")
    theme = theme if theme in THEMES else ""
    with translation.override(language):
        context: dict[str, Any] = {
            "theme": theme,
            "shown_theme": theme,
            "shown_language": language,
            "colours": colours.FIGURES,
            **samples.everything(language, request.organisation.currency),
        }
        return render(request, "styleguide/styleguide.html", context)
