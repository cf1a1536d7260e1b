"""After too many wrong passwords: when the door opens again, said as a time and kept."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers


def name_tried(request: HttpRequest, credentials: Any = None) -> str:
    """Whom the tries are counted for: "Maria" and "maria" open the same account, so they are one."""
    return str((credentials or request.POST).get("login") or "").strip().lower()[:150]


def locked_out(request: HttpRequest, original: Any = None, credentials: Any = None) -> HttpResponse:
    """429 with the end of the lock. Trying on does not move it (AXES_RESET_COOL_OFF_… is off)."""
    asked: Any = request
    name = name_tried(request, credentials)
    tries = AccessAttempt.objects.filter(username=name, ip_address=asked.axes_ip_address)
    last = tries.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    wait = get_cool_off(request) or timedelta(0)
    now = timezone.now()
    ends = (last or now) + wait
    minutes = max(1, ceil((ends - now).total_seconds() / 60))
    response = render(request, "account/locked_out.html", {"minutes": minutes, "ends": ends}, status=429)
    response["Retry-After"] = str(minutes * 60)
    add_never_cache_headers(response)
    return response
