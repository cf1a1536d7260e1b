"""The `kvota` command. Each command imports what it needs when it runs, so that help is instant."""

from __future__ import annotations

import typer

from kvota import __version__
from kvota.cli import backup, calc, company, goal, imports, people, report, serve, settings, tokens
from kvota.cli.told_in_json import KvotaCommand

app = typer.Typer(
    name="kvota",
    cls=KvotaCommand,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Plan and control sales: from the goal to each rep's day, and back.",
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def version(
    show: bool = typer.Option(False, "--version", help="Print the version and end.", is_eager=True),
) -> None:
    if show:
        typer.echo(__version__)
        raise typer.Exit


app.command("run")(serve.run)
app.command("serve")(serve.serve)
app.command("work")(serve.work)
app.add_typer(company.app, name="company")
app.add_typer(imports.import_app, name="import")
app.add_typer(goal.app, name="goal")
app.add_typer(report.app, name="report")
app.add_typer(people.app, name="people")
app.command("sign-in-link")(people.sign_in_link)
app.add_typer(tokens.app, name="token")
app.add_typer(settings.app, name="settings")
app.command("calc")(calc.calc)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("verify")(backup.verify)
