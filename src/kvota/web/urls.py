"""Every address of the pages. `api/` is mounted here and nowhere else."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kvota.api.door import api

handler500 = "kvota.web.broken.broken"
urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", api.urls),  # first: a program that records asks often, and the others are tried in order
    path("", include("kvota.web.today.urls")),
    path("", include("kvota.web.board.urls")),
    path("", include("kvota.web.deals.urls")),
    path("", include("kvota.web.palette.urls")),
    path("", include("kvota.web.plan.urls")),
    path("", include("kvota.web.review.urls")),
    path("", include("kvota.web.setup.urls")),
    path("", include("kvota.web.styleguide.urls")),
    path("", include("kvota.web.offline.urls")),
    path("", include("kvota.web.welcome.urls")),
    path("", include("kvota.web.account.urls")),
    path("", include("kvota.web.help.urls")),
]
