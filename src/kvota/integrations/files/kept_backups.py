"""The backups of an installation: the files in the data folder, and what is known of each."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

KEPT = 3  # each holds everything there is; older ones belong on another machine
_NAME = re.compile(r"kvota-[0-9]{8}-[0-9]{6}")


class KeptBackups:
    """A folder with `NAME.tar.gz` and, for each backup made from here or by the command, `NAME.json`.

    Readable for its owner only: a backup holds every company's clients and the hashes of passwords.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def new_name(self, now: datetime) -> str:
        return f"kvota-{now:%Y%m%d-%H%M%S}"

    def path(self, name: str) -> Path | None:
        """The file of that name, None for what is none of ours."""
        return self._folder / f"{name}.tar.gz" if _NAME.fullmatch(name) else None

    def say(self, name: str, **facts: Any) -> None:
        """Add to what is known of a backup; the newest few files stay."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self.of(name) | facts | {"name": name}
        beside = self._folder / f".{name}.json"
        beside.write_text(json.dumps(known, default=str), encoding="utf-8")
        beside.replace(self._folder / f"{name}.json")
        for old in self.all()[KEPT:]:
            (self._folder / f"{old['name']}.tar.gz").unlink(missing_ok=True)
            (self._folder / f"{old['name']}.json").unlink(missing_ok=True)

    def of(self, name: str) -> dict[str, Any]:
        """What is known of one; nothing for an unknown one."""
        try:
            found = json.loads((self._folder / f"{name}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def all(self) -> list[dict[str, Any]]:
        """What is known of each, the newest first."""
        names = sorted((path.stem for path in self._folder.glob("kvota-*.json")), reverse=True)
        return [found for found in map(self.of, names) if found.get("name")]
