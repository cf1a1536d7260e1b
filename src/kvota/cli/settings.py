"""A company's settings as one text: out, and in again."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from kvota.cli.frame import company, inside, open_house, say, stop, top_seat

app = typer.Typer(no_args_is_help=True, help="A company's settings as YAML. Example: kvota settings export")
AS_JSON = typer.Option(False, "--json", help="Print one JSON object.")


@app.command("export")
def export(
    name: str = typer.Option(..., "--company", help="The name of the company."),
    as_json: bool = AS_JSON,
) -> None:
    """Print the settings as YAML. Example: kvota settings export --company Vega > vega.yaml"""
    open_house()
    from kvota.clock import today
    from kvota.integrations.settings_file.write_settings import write_settings
    from kvota.records.company_settings import settings_of

    organisation = company(name)
    with inside(organisation):
        text = write_settings(settings_of(organisation, on=today(organisation)))
    say({"company": organisation.name, "settings": text}, as_json=as_json, lines=[text.rstrip("\n")])


@app.command("import")
def read_in(
    file: str = typer.Argument(..., help="A file that `kvota settings export` wrote, or - for stdin."),
    name: str = typer.Option(..., "--company", help="The name of the company."),
    yes: bool = typer.Option(False, "--yes", help="Make the changes; without it they are only shown."),
    as_json: bool = AS_JSON,
) -> None:
    """Show what a text would change, or change it. Example: kvota settings import vega.yaml --company Vega"""
    open_house()
    from kvota.actions.apply_settings import apply_settings, settings_changes
    from kvota.clock import now, today
    from kvota.integrations.settings_file.read_settings import read_settings

    organisation = company(name)
    text = _text(file)
    with inside(organisation):
        seat = top_seat(organisation, "owner", "admin")
        if seat is None:
            stop(
                f"{organisation.name} has no owner and no administrator to change settings as. "
                "Invite one first: kvota people invite NAME --company ... --role owner",
                code="nobody_sets_up",
            )
        said = read_settings(text, currency=organisation.currency)
        by = {"seat": seat, "said": said, "now": now(), "today": today(organisation)}
        changes = apply_settings(**by) if yes else settings_changes(**by)
    told = [f"{change.key}: {change.before or '-'} -> {change.after or '-'}" for change in changes]
    if not changes:
        last = "Nothing changes: the company has these settings."
    elif yes:
        last = f"Changed: {len(changes)}."
    else:
        last = f"{len(changes)} would change. Add --yes to change them."
    rows = [vars(change) for change in changes]
    say({"changes": rows, "applied": yes and bool(changes)}, as_json=as_json, lines=[*told, last])


def _text(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return content.decode("utf-8-sig")
    except OSError as fault:
        stop(f"{file} cannot be read: {fault.strerror}.", code="no_such_file", file=file)
    except UnicodeDecodeError:
        stop(f"{file} is not UTF-8 text. Save it as UTF-8.", code="not_utf8", file=file)
