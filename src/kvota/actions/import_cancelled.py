"""Whether somebody has cancelled an import meanwhile: asked by whoever works on it, at each of its pieces."""

from __future__ import annotations

from kvota.domain.errors import RuleError
from kvota.records.imports import ImportBatch

# What `running` in the counts of a batch says, beside "check" and "apply", until all is taken out again.
STOPPING = "stop"


class ImportCancelled(RuleError):
    """Somebody pressed Cancel while the file was counted or imported. Not a fault: the work ends here."""

    code = "import_cancelled"
    nature = "conflict"
    sentence = "import {number} was cancelled; nothing of it counts"
    number: int


def go_on_with(batch: ImportBatch) -> ImportBatch:
    """The stored batch, locked until the end of the transaction; refused when it was cancelled.

    Cancelled is what is not run any more as it was when the work on `batch` began: who cancels
    changes `running`, or has forgotten the import altogether. One short query.
    """
    held: ImportBatch | None = ImportBatch.objects.select_for_update().filter(pk=batch.pk).first()
    if held is None or held.counts.get("running") != batch.counts.get("running"):
        raise ImportCancelled(number=batch.number)
    return held
