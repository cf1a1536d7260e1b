"""Keep a copy of everything, and put it back."""

from __future__ import annotations

from pathlib import Path

import typer

from kvota.cli.frame import open_house, refuse, say, stop

AS_JSON = typer.Option(False, "--json", help="Print one JSON object.")
TO_WRITE = typer.Argument(..., help="The file to write.")
TO_READ = typer.Argument(..., help="A file that `kvota backup` wrote.")


def backup(
    file: Path = TO_WRITE,
    as_json: bool = AS_JSON,
) -> None:
    """Write everything to one file, attached files too. Example: kvota backup kvota-2026-11-22.tar.gz"""
    open_house()
    from django.conf import settings

    from kvota import __version__
    from kvota.clock import now
    from kvota.integrations.files.kept_backups import KeptBackups
    from kvota.records.whole_copy import read_manifest, write_backup

    if not file.parent.is_dir():
        stop(f"The folder {file.parent} does not exist; make it first.", code="no_such_folder", file=file)
    try:
        counts = write_backup(file, version=__version__, made_at=now())
    except OSError as fault:
        stop(
            f"The backup could not be written: {fault.strerror}. Nothing was changed.",
            code="not_written",
            file=file,
        )
    manifest = read_manifest(file)  # a backup nobody has read is not yet a backup
    rows, files, missing = sum(counts.values()), len(manifest["files"]), len(manifest["missing_files"])
    # The page of backups says when the last was made, whoever made it.
    kept = KeptBackups(settings.KVOTA.data / "backups")
    made_at = now()
    kept.say(
        kept.new_name(made_at),
        state="by_command",
        made_at=made_at.isoformat(),
        rows=rows,
        bytes=file.stat().st_size,
        file=str(file),
    )
    lines = [f"{rows} rows of {len(counts)} tables and {files} files are in {file}, read back and checked."]
    if missing:
        lines.append(
            f"{missing} attached files are not in the data folder any more; kvota verify names them."
        )
    say(
        {
            "file": str(file),
            "rows": rows,
            "tables": len(counts),
            "bytes": file.stat().st_size,
            "files": files,
            "missing_files": missing,
        },
        as_json=as_json,
        lines=lines,
    )


def restore(
    file: Path = TO_READ,
    yes: bool = typer.Option(False, "--yes", help="Replace what is stored without asking."),
    as_json: bool = AS_JSON,
) -> None:
    """Replace everything by a backup, or nothing. Example: kvota restore kvota-2026-11-22.tar.gz --yes"""
    open_house()
    from kvota.domain.errors import RuleError
    from kvota.records.organisations import Organisation
    from kvota.records.whole_copy import read_manifest, restore_backup

    if not file.is_file():
        stop(f"There is no file {file}.", code="no_such_file", file=file)
    try:
        manifest = read_manifest(file)
        companies = list(Organisation.objects.values_list("name", flat=True))
        if companies and not yes:
            typer.confirm(
                f"This replaces {', '.join(companies)} by the copy of {manifest['made_at']}. Go on?",
                abort=True,
            )
        counts = restore_backup(file)
    except RuleError as refused:
        refuse(refused)
    rows = sum(counts.values())
    say(
        {"file": str(file), "rows": rows},
        as_json=as_json,
        lines=[
            f"{rows} rows are back, as of {manifest['made_at']}.",
            "A kvota that is running shows them at once; everybody signs in anew.",
        ],
    )


def verify(as_json: bool = AS_JSON) -> None:
    """Check what is stored against its own rules. Example: kvota verify"""
    open_house()
    from kvota.analytics.verify import faults_found

    found = faults_found()
    say({"faults": found}, as_json=as_json, lines=found or ["Everything agrees."])
    if found:
        raise typer.Exit(1)
