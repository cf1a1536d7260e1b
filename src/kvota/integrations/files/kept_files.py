"""Files that were uploaded and wait for their import: in the data folder, under names of our own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

OWNER_ONLY = 0o600


class KeptFiles:
    """The folder of uploaded files.

    A file is called by our own id, never by the name it came with: that one may say
    `../../secret.key`. What an import no longer needs is deleted: it holds the names and
    sums of a company's clients.

    Parameters
    ----------
    folder
        Made when the first file comes, readable for its owner only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, uid: UUID) -> Path:
        """Where the file of an import is, or would be."""
        return self._folder / uid.hex

    def refused_path(self, uid: UUID) -> Path:
        """Where the rows that were refused are, or would be."""
        return self._folder / f"{uid.hex}.refused.csv"

    def to_mend_path(self, uid: UUID) -> Path:
        """Where the cells of refused rows are, or would be, until they are mended or imported."""
        return self._folder / f"{uid.hex}.to-mend.json"

    def outcomes_path(self, uid: UUID) -> Path:
        """Where the rows are, or would be, by what a check would do with them."""
        return self._folder / f"{uid.hex}.outcomes.json"

    def keep(self, uid: UUID, pieces: Iterable[bytes]) -> Path:
        """Write a file piece by piece; one that breaks off leaves nothing behind."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.path(uid)
        try:
            with open(path, "xb", opener=_for_its_owner) as stream:
                stream.writelines(pieces)
        except FileExistsError:  # somebody's file, which must not be cleared away
            raise
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def forget(self, uid: UUID) -> None:
        """Delete the file of an import; what it refused stays until `forget_refused`."""
        self.path(uid).unlink(missing_ok=True)
        self.to_mend_path(uid).unlink(missing_ok=True)
        self.outcomes_path(uid).unlink(missing_ok=True)

    def forget_refused(self, uid: UUID) -> None:
        self.refused_path(uid).unlink(missing_ok=True)
        self.to_mend_path(uid).unlink(missing_ok=True)
        self.outcomes_path(uid).unlink(missing_ok=True)


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, OWNER_ONLY)
