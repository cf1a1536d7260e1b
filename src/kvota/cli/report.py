"""Reports on the shell: the same numbers as on the screens."""

from __future__ import annotations

from typing import Any

import typer

from kvota.cli.frame import company, inside, open_house, say, stop

app = typer.Typer(
    no_args_is_help=True, help="Reports. Example: kvota report plan-actual --company Vega --when 2026-11"
)


@app.command("plan-actual")
def plan_actual(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option("", help="2026, 2026-Q4, 2026-11, 2026-11-D2, 2026-W47 or 2026-11-18."),
    by: str = typer.Option("", help="Rows by person, unit or product."),
    as_of: str = typer.Option("", help="As it was known on that day; today unless given."),
    basis: str = typer.Option("", help="cash or signed; the company's own unless given."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Plan against actual. Example: kvota report plan-actual --company Vega --when 2026-11 --by person"""
    open_house()
    from kvota import clock
    from kvota.analytics.metrics.plan_actual import plan_actual as ask
    from kvota.analytics.plan_actual_report import as_plain_values
    from kvota.analytics.scope import whole_company
    from kvota.domain.calendar.period import parse_period, period_of

    if by not in {"", "person", "unit", "product"}:
        stop(f"Rows can be by person, unit or product, not by {by}.", code="unknown_rows", exit_code=2, by=by)
    if basis not in {"", "cash", "signed"}:
        stop(f"The basis is cash or signed, not {basis}.", code="unknown_basis", exit_code=2, basis=basis)
    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        fiscal = organisation.fiscal_start
        period = (
            parse_period(when, fiscal_start=fiscal)
            if when
            else period_of(today, "month", fiscal_start=fiscal)
        )
        day = parse_period(as_of).last_day if as_of else today
        report = ask(
            organisation,
            scope=whole_company(on=day),
            period=period,
            as_of=day,
            by=by or None,  # type: ignore[arg-type]
            basis=basis or None,  # type: ignore[arg-type]
        )
        result = {"company": organisation.name} | as_plain_values(report, by=by or None)
    say(result, as_json=as_json, lines=_lines(result))


def _lines(result: dict[str, Any]) -> list[str]:
    head = "{company}, {when}, as of {as_of}, {basis}, {currency}".format_map(result)
    lines = [head, f"plan {result['plan'] or '–'}   actual {result['actual']}   gap {result['gap'] or '–'}"]
    missing = len(result["plan_months_without"])
    if result["plan"] and missing:
        set_, all_ = len(result["plan_months"]), len(result["plan_months"]) + missing
        lines.append(f"a goal is set for {set_} of {all_} months: nothing is compared with it")
    if result["assumed"] not in {"0", "0.00"}:
        lines.append(
            f"of it assumed {result['assumed']}: won deals of a file without payments, on their closing day"
        )
    for row in result.get("rows", []):
        lines.append(f"  {row['name'] or '–':<32} plan {row['plan'] or '–':>16}   actual {row['actual']:>16}")
    return lines


@app.command("metric")
def metric(
    key: str = typer.Argument(..., help="Such as visits or bids_won; see kvota report metrics."),
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option("", help="2026, 2026-Q4, 2026-11, 2026-11-D2, 2026-W47 or 2026-11-18."),
    by: str = typer.Option("", help="Rows by person, unit, product, client, industry, region, day or month."),
    as_of: str = typer.Option("", help="As it was known on that day; today unless given."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """One metric of a period. Example: kvota report metric visits -c Vega --when 2026-11 --by person"""
    open_house()
    from kvota import clock
    from kvota.analytics.metric_registry import find_metric
    from kvota.analytics.metric_report import as_plain_values, described
    from kvota.analytics.metrics.metric import BYS, metric_by, metric_value
    from kvota.analytics.scope import whole_company
    from kvota.domain.calendar.period import parse_period, period_of

    if by and by not in BYS:
        stop(f"Rows can be by {', '.join(BYS)}, not by {by}.", code="unknown_rows", exit_code=2, by=by)
    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        fiscal = organisation.fiscal_start
        period = (
            parse_period(when, fiscal_start=fiscal)
            if when
            else period_of(today, "month", fiscal_start=fiscal)
        )
        day = parse_period(as_of).last_day if as_of else today
        one = find_metric(organisation, key, as_of=day)
        asked: dict[str, Any] = {"scope": whole_company(on=day), "period": period, "as_of": day}
        told = metric_value(organisation, one, **asked)
        parts = metric_by(organisation, one, by=by, **asked) if by else []  # type: ignore[arg-type]
        plain = as_plain_values(told, currency=organisation.currency, by=by, parts=parts)
        result = {"company": organisation.name} | described(one) | plain
    say(result, as_json=as_json, lines=_metric_lines(result))


@app.command("metrics")
def metrics(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """The metrics of a company, shipped and its own. Example: kvota report metrics --company Vega"""
    open_house()
    from kvota.analytics.metric_registry import registry
    from kvota.analytics.metric_report import described

    organisation = company(company_name)
    with inside(organisation):
        known = [described(one) for one in registry(organisation).values()]
    lines = [f"{one['key']:<20} {one['kind']:<9} {one['unit']}" for one in known]
    say({"company": organisation.name, "metrics": known}, as_json=as_json, lines=lines)


def _metric_lines(result: dict[str, Any]) -> list[str]:
    head = f"{result['company']}, {result['key']}, {result['when']}, as of {result['as_of']}"
    lines = [head, " ".join(filter(None, [_told(result), result["currency"]]))]
    return lines + [f"  {row['name'] or '–':<32} {_told(row):>16}" for row in result.get("rows", [])]


def _told(said: dict[str, Any]) -> str:
    return "–" if said["value"] is None else str(said["value"])
