"""Bring a company's own files in, and take an import out again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kvota.cli.frame import inside, open_house, say
from kvota.cli.import_answer import counted
from kvota.cli.run_import import Asked, run_import

import_app = typer.Typer(
    no_args_is_help=True,
    help="Files in, and out again. Example: kvota import deals deals.xlsx --company Vega",
)

File = Annotated[Path, typer.Argument(help="A CSV or XLSX file.")]
Company = Annotated[str, typer.Option("--company", "-c", help="The company's name; made when it is new.")]
Map = Annotated[list[str] | None, typer.Option("--map", help="FIELD=COLUMN; as often as needed.")]
Currency = Annotated[str, typer.Option(help="Of sums that name none, such as USD; else the company's.")]
Alias = Annotated[list[str] | None, typer.Option(help='product:GTXPro="GTX Pro"; as often as needed.')]
Dates = Annotated[str, typer.Option(help="dmy, mdy or ymd, where dates can be read two ways.")]
Decimal = Annotated[str, typer.Option(help="The mark before decimals, where sums can be read two ways.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count what would happen; write nothing.")]
Refused = Annotated[Path | None, typer.Option(help="Write the refused rows with their reasons here.")]
KEPT = "{{}} kept because somebody worked on {}."
PAYMENTS_GONE = (
    "{} payment of another import stood on a removed deal and counts no more; import its file again"
    " when the deal is back.",
    "{} payments of other imports stood on removed deals and count no more; import their files again"
    " when the deals are back.",
)
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@import_app.command()
def deals(
    file: File,
    company: Company,
    map_: Map = None,
    currency: Currency = "",
    alias: Alias = None,
    dates: Dates = "",
    decimal: Decimal = "",
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import deals. Example: kvota import deals deals.csv --company Vega --map client=Account

    The same file again changes nothing; a newer one corrects what it says otherwise. Fields:
    id, client, owner, stage, product, amount, currency, created_on, moved_on, closed_on,
    industry, region, source, kind, lost_reason, status, expected_on, name.
    """
    run_import(
        Asked("deals", file, company, map_, alias, currency, dates, decimal, refused, dry_run, as_json)
    )


@import_app.command()
def people(
    file: File,
    company: Company,
    map_: Map = None,
    alias: Alias = None,
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import people and their units. Example: kvota import people teams.csv --company Vega --map head=manager

    Fields: name, head, unit, role, login, id.
    """
    run_import(Asked("people", file, company, map_, alias, refused=refused, preview=dry_run, as_json=as_json))


@import_app.command()
def clients(
    file: File,
    company: Company,
    map_: Map = None,
    alias: Alias = None,
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import clients with industry and region. Example: kvota import clients accounts.csv --company Vega

    Fields: name, industry, region, id.
    """
    run_import(
        Asked("clients", file, company, map_, alias, refused=refused, preview=dry_run, as_json=as_json)
    )


@import_app.command()
def products(
    file: File,
    company: Company,
    map_: Map = None,
    currency: Currency = "",
    alias: Alias = None,
    dates: Dates = "",
    decimal: Decimal = "",
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import products with their prices. Example: kvota import products prices.csv --company Vega

    Fields: name, price, floor_price, currency, series, from_on. Two rows of a product with two days
    in from_on are two prices, each from its day on.
    """
    run_import(
        Asked("products", file, company, map_, alias, currency, dates, decimal, refused, dry_run, as_json)
    )


@import_app.command()
def payments(
    file: File,
    company: Company,
    map_: Map = None,
    currency: Currency = "",
    dates: Dates = "",
    decimal: Decimal = "",
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import payments received. Example: kvota import payments bank.csv --company Vega --map payer=Name

    Fields: date, amount, currency, payer, reference, external_id, deal.
    """
    run_import(
        Asked("payments", file, company, map_, None, currency, dates, decimal, refused, dry_run, as_json)
    )


@import_app.command()
def supply(
    file: File,
    company: Company,
    map_: Map = None,
    currency: Currency = "",
    dates: Dates = "",
    decimal: Decimal = "",
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import expected leads. Example: kvota import supply leads.xlsx --company Vega --map channel=Source

    Fields: channel, week (2026-W49) or date (any day of the week), expected, promised_by,
    cost_planned, cost_spent. What the file says of a week counts from then on.
    """
    run_import(
        Asked("supply", file, company, map_, None, currency, dates, decimal, refused, dry_run, as_json)
    )


@import_app.command()
def log(
    file: File,
    company: Company,
    map_: Map = None,
    currency: Currency = "",
    refused: Refused = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Import a log of deal events. Example: kvota import log deals.csv.gz --company Vega

    Columns: deal, at (UTC), event (stage, touch, won or lost), stage, amount, expected_on; any
    others that name a client, owner, product, industry, region or source are read too.
    """
    run_import(Asked("log", file, company, map_, None, currency, "", "", refused, dry_run, as_json))


@import_app.command()
def undo(
    batch: Annotated[str, typer.Argument(help="The id that the import printed.")],
    as_json: AsJson = False,
) -> None:
    """Take an import out again. Example: kvota import undo 01a20205-2516-7595-82ab-8616c7b8de3a

    Every list and figure answers as before it. What somebody has worked on since stays, and so do
    deals that a later file changed: they are that import's from then on. The order does not matter.
    """
    open_house()
    from kvota.actions.undo_import import undo_import
    from kvota.cli.find_batch import find_batch
    from kvota.clock import now

    found = find_batch(batch)
    with inside(found.organisation):
        result = undo_import(batch=found, now=now())
    lines = [
        f"Import {found.number} of {found.organisation.name} is undone: {result.removed} removed,"
        f" {result.restored} restored, {counted(result.kept, KEPT.format('it'), KEPT.format('them'))}"
    ]
    for number, deals in result.kept_by.items():
        has_it, has_them = (f"{{}} kept because import {number} also has {what}." for what in ("it", "them"))
        lines.append(counted(deals, has_it, has_them))
    if result.payments_gone:
        lines.append(counted(result.payments_gone, *PAYMENTS_GONE))
    say(dict(result.as_dict()), as_json=as_json, lines=lines)
