"""Every address of the pages. `api/` is mounted here and nowhere else."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
