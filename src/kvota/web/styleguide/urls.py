"""The gallery of parts."""

from __future__ import annotations

from django.urls import path

from kvota.web.styleguide import page

urlpatterns = [path("styleguide", page.styleguide, name="styleguide")]
