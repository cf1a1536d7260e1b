"""Make a company and list the companies of this installation."""

from __future__ import annotations

import typer

from kvota.cli.frame import open_house, refuse, say

app = typer.Typer(no_args_is_help=True, help="Companies. Example: kvota company new Vega --country BG")


@app.command("new")
def new(
    name: str,
    country: str = typer.Option("", help="RU, CN, BG, or none: whose holidays count."),
    currency: str = typer.Option("", help="The company's currency; the country's unless given."),
    language: str = typer.Option("", help="en, ru, zh-hans or bg; the country's unless given."),
    time_zone: str = typer.Option("", help="Whose midnight ends the day, such as Europe/Sofia."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Make a company. Example: kvota company new Vega --country BG"""
    open_house()
    from kvota.actions.set_up_company import set_up_company
    from kvota.domain.errors import RuleError

    try:
        made = set_up_company(
            name=name,
            country=country.upper(),
            currency=currency.upper(),
            language=language,
            time_zone=time_zone,
        )
    except RuleError as refused:
        refuse(refused)
    say(
        {"company": made.name, "slug": made.slug, "currency": made.currency, "time_zone": made.time_zone},
        as_json=as_json,
        lines=[f"{made.name} is ready. Next: kvota import deals FILE --company {made.name!r}"],
    )


@app.command("list")
def show(as_json: bool = typer.Option(False, "--json", help="Print one JSON object.")) -> None:
    """List the companies. Example: kvota company list"""
    open_house()
    from kvota.records.organisations import Organisation

    rows = list(
        Organisation.objects.order_by("name").values("name", "slug", "currency", "country", "is_demo")
    )
    say({"companies": rows}, as_json=as_json, lines=[f"{row['name']} ({row['currency']})" for row in rows])
