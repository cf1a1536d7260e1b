"""What a phone needs to work without a network."""

from __future__ import annotations

from django.urls import path

from kvota.web.offline import ready, worker

urlpatterns = [
    path("sw.js", worker.worker, name="worker"),
    path("moves/ready", ready.ready, name="ready-to-send"),
]
