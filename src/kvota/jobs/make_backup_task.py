"""Make a backup, and prove it: restore it into a database of its own and hold that against the rules."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django_tasks import task

from kvota import __version__, clock
from kvota.integrations.files.kept_backups import KeptBackups
from kvota.records.whole_copy import read_manifest, write_backup

LONGEST_PROOF = 3600  # seconds


def kept_backups() -> KeptBackups:
    """The folder of backups."""
    return KeptBackups(settings.KVOTA.data / "backups")


@task()
def make_backup_task(name: str) -> None:
    """In the worker: nobody's page waits for it, and no writer does either."""
    make_backup(name)


def make_backup(name: str) -> None:
    """Write the backup of that name and say of it what came out, also when nothing did."""
    kept = kept_backups()
    file = kept.path(name)
    if file is None:
        return
    kept.say(name, state="making")
    try:
        counts = write_backup(file, version=__version__, made_at=clock.now())
        file.chmod(0o600)
        read_manifest(file)
        kept.say(
            name,
            state="proving",
            made_at=clock.now().isoformat(),
            rows=sum(counts.values()),
            bytes=file.stat().st_size,
        )
        kept.say(name, state="proven", **proof_of(file))
    except Exception as fault:
        kept.say(name, state="failed", fault=f"{type(fault).__name__}: {fault}"[:300])
        raise


def proof_of(file: Path) -> dict[str, Any]:
    """Restore a backup into a new database in a folder of its own, and what `kvota verify` finds there.

    By the commands a person would type, in processes of their own: this one keeps its database.
    """
    with tempfile.TemporaryDirectory(prefix="kvota-proof-") as folder:
        restored = _answer_of("restore", str(file), "--yes", folder=folder)
        verified = _answer_of("verify", folder=folder)
    return {"restored": restored["rows"], "faults": verified["faults"]}


def _answer_of(*words: str, folder: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "kvota.cli", *words, "--json"],
        env=settings.KVOTA.of_a_copy(Path(folder)),
        capture_output=True,
        text=True,
        timeout=LONGEST_PROOF,
    )
    answer: dict[str, Any] = json.loads(done.stdout or "{}")
    if "error" in answer or not answer:
        raise RuntimeError(f"kvota {words[0]}: {answer.get('error') or done.stderr[-200:]}")
    return answer
