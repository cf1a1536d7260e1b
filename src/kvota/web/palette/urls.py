"""One field that finds everything."""

from __future__ import annotations

from django.urls import path

from kvota.web.palette import page

urlpatterns = [path("search", page.search, name="search")]
