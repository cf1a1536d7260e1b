"""Help, in the same place on every page."""

from __future__ import annotations

from django.urls import path

from kvota.web.help import page

urlpatterns = [
    path("help", page.help_page, name="help"),
    path("help/letter-keys", page.letter_keys, name="letter-keys"),
]
