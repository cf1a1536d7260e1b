"""`/sw.js`: the script that a phone keeps, and with it the files and the last Today of its reader."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from kvota.web.seat_in_force import public

BUILT = settings.STATIC_ROOT / "kvota"
SCRIPT = BUILT / "worker.js"
# What every page loads. A chart's script is four times all of it, and no chart opens without a network.
KEPT = ("kvota.js", "kvota.css", "mark.svg", "fonts/*.woff2")


@lru_cache(maxsize=1)
def release() -> str:
    """A name for the built files as they are: another file, another name. Read once per process."""
    digest = hashlib.sha256()
    for file in sorted(BUILT.rglob("*.*")):
        digest.update(file.relative_to(BUILT).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:16]


def kept_files() -> list[str]:
    """The addresses of what every page loads."""
    files = sorted(file for pattern in KEPT for file in BUILT.glob(pattern))
    return [f"{settings.STATIC_URL}kvota/{file.relative_to(BUILT).as_posix()}" for file in files]


@public
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script with its release in front: a browser asks at each visit whether it is another one by now."""
    facts = f"const RELEASE = {json.dumps(release())};\nconst FILES = {json.dumps(kept_files())};\n"
    return HttpResponse(
        facts + SCRIPT.read_text(encoding="utf-8"),
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )
