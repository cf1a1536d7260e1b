"""Whether kvota answers this computer alone: then whoever asks sits at it."""

from __future__ import annotations

from django.conf import settings

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def answers_only_here() -> bool:
    """False in production, beyond loopback, and behind a proxy that gave this server a name."""
    return not settings.KVOTA.production and settings.KVOTA.address in LOOPBACK and not settings.KVOTA.hosts
