"""Set a goal and show it."""

from __future__ import annotations

import typer

from kvota.cli.frame import company, inside, open_house, say

app = typer.Typer(
    no_args_is_help=True, help="Goals. Example: kvota goal set --company Vega --when 2026-12 --amount 1200000"
)


WHY = {
    "own_goal": "a goal of its own",
    "closed": "the month is over",
    "typed": "typed",
}


@app.command("set")
def set_(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option(..., help="A month, quarter or year: 2026-12, 2026-Q4, 2026."),
    amount: str = typer.Option(..., help="The goal in whole money, such as 1200000."),
    profit: bool = typer.Option(
        False, "--profit", help="The amount is profit; --margin says what revenue it takes."
    ),
    margin: str = typer.Option("", help="The share of profit in revenue, such as 0.25."),
    fixed: str = typer.Option("0", help="Fixed costs of the period, earned before any profit."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Set a goal and spread it. Example: kvota goal set --company Vega --when 2026-12 --amount 1200000"""
    open_house()
    from fractions import Fraction

    from kvota.actions.set_goal import set_goal
    from kvota.clock import now
    from kvota.domain.calendar.period import parse_period
    from kvota.domain.exact_number import exact
    from kvota.domain.money.amount import decimal_text, minor_units
    from kvota.domain.planning.revenue_for_profit import revenue_for_profit
    from kvota.records.goal_nodes import company_months, kept_cells

    organisation = company(company_name)
    with inside(organisation):
        period = parse_period(when, fiscal_start=organisation.fiscal)
        asked = minor_units(amount, organisation.currency)
        revenue, terms = asked, {}
        if profit:
            fixed_minor = minor_units(fixed, organisation.currency)
            share = exact(margin or "1", name="margin")
            revenue = revenue_for_profit(asked, [(Fraction(1), share)], fixed=fixed_minor).revenue
            terms = {"margin": margin or "1", "fixed_minor": fixed_minor}
        version = set_goal(
            organisation=organisation,
            period=period,
            amount_minor=asked,
            revenue_minor=revenue,
            metric="profit" if profit else "revenue",
            terms=terms,
            now=now(),
        )
        cells = len(kept_cells(version))
        plans = company_months(version)
    kept = [
        {"month": month, "why": why, "plan": decimal_text(plans[month], organisation.currency)}
        for month, why in version.terms["kept"].items()
    ]
    result = {
        "company": organisation.name,
        "when": period.key,
        "metric": version.metric,
        "amount": decimal_text(version.amount_minor, organisation.currency),
        "revenue": decimal_text(version.revenue_minor, organisation.currency),
        "currency": organisation.currency,
        "cells": cells,
        "kept": kept,
        "kept_typed_cells": version.terms["kept_cells"],
    }
    line = f"{result['revenue']} {organisation.currency} for {period.key}, spread over {cells} cells."
    lines = [line, *(f"  kept {each['month']}: {each['plan']}, {WHY[each['why']]}" for each in kept)]
    if result["kept_typed_cells"]:
        lines.append(
            f"  kept {result['kept_typed_cells']} typed cells of units and people in the other months"
        )
    say(result, as_json=as_json, lines=lines)
