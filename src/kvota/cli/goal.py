"""Set a goal and show it."""

from __future__ import annotations

import typer

from kvota.cli.frame import company, inside, open_house, say, stop

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
    metric: str = typer.Option("revenue", help="What it counts: revenue, or a metric such as visits."),
    rule: str = typer.Option("equal", help="How people share it: equal, situation, past or year."),
    draft: bool = typer.Option(False, "--draft", help="Prepare it; it counts once it is published."),
    intent: str = typer.Option("", help="What the company wants with it, in words that travel down."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Set a goal and spread it. Example: kvota goal set --company Vega --when 2026-12 --amount 1200000"""
    open_house()
    from fractions import Fraction

    from kvota.actions.set_goal import goal_metric, set_goal
    from kvota.actions.spread_over_cells import GoalShape
    from kvota.analytics.goal_weights import RULES, people_weights
    from kvota.clock import now, today
    from kvota.domain.calendar.period import parse_period
    from kvota.domain.exact_number import exact, whole
    from kvota.domain.money.amount import decimal_text, minor_units
    from kvota.domain.planning.revenue_for_profit import revenue_for_profit
    from kvota.records.goal_nodes import company_months, goal_tree, kept_cells, people_of

    shared_by = next((each for each in RULES if each == rule and each != "manual"), None)
    if shared_by is None:
        stop(
            f"People share a goal by equal, situation, past or year, not by {rule}.",
            code="unknown_rule",
            exit_code=2,
            rule=rule,
        )

    organisation = company(company_name)
    with inside(organisation):
        period = parse_period(when, fiscal_start=organisation.fiscal)
        of = goal_metric(organisation, "profit" if profit else metric)
        profit = of.key == "profit"
        asked = (
            minor_units(amount, organisation.currency) if of.unit == "money" else whole(amount, name="amount")
        )
        revenue, terms = asked, {}
        if profit:
            fixed_minor = minor_units(fixed, organisation.currency)
            share = exact(margin or "1", name="margin")
            revenue = revenue_for_profit(asked, [(Fraction(1), share)], fixed=fixed_minor).revenue
            terms = {"margin": margin or "1", "fixed_minor": fixed_minor}
        weights = people_weights(
            organisation,
            shared_by,
            people=people_of(goal_tree(on=period.months()[0].first_day)),
            period=period,
            as_of=today(organisation),
        )
        version = set_goal(
            organisation=organisation,
            period=period,
            amount_minor=asked,
            revenue_minor=revenue,
            metric=of.key,
            terms=terms,
            shape=GoalShape(weights=weights.of or None, rule=shared_by),
            state="draft" if draft else "published",
            intent=intent,
            now=now(),
        )
        cells = len(kept_cells(version))
        plans = company_months(version)

    def told(value: int) -> str:
        return decimal_text(value, organisation.currency) if version.is_money else str(value)

    kept = [
        {"month": month, "why": why, "plan": told(plans[month])}
        for month, why in version.terms["kept"].items()
    ]
    result = {
        "company": organisation.name,
        "when": period.key,
        "metric": version.metric,
        "amount": told(version.amount_minor),
        "revenue": told(version.revenue_minor),
        "currency": organisation.currency if version.is_money else None,
        "state": version.state,
        "cells": cells,
        "kept": kept,
        "kept_typed_cells": version.terms["kept_cells"],
    }
    unit = organisation.currency if version.is_money else version.metric
    line = f"{result['revenue']} {unit} for {period.key}, spread over {cells} cells."
    if draft:
        line += f" A draft: kvota goal publish --company {organisation.name} --when {period.key}"
    lines = [line, *(f"  kept {each['month']}: {each['plan']}, {WHY[each['why']]}" for each in kept)]
    if result["kept_typed_cells"]:
        lines.append(
            f"  kept {result['kept_typed_cells']} typed cells of units and people in the other months"
        )
    say(result, as_json=as_json, lines=lines)


@app.command()
def publish(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option(..., help="The period of the draft: 2026-12, 2026-Q4, 2026."),
    metric: str = typer.Option("revenue", help="What it counts: revenue (a profit too), or a metric."),
    reason: str = typer.Option("", help="Why, in words that stay with the version."),
    knowing: bool = typer.Option(
        False, "--knowing", help="Although the goal that counts was changed after the draft was begun."
    ),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Let a draft count. Example: kvota goal publish --company Vega --when 2027 --reason agreed"""
    open_house()
    from kvota.actions.publish_goal import NotADraft, publish_goal
    from kvota.actions.store_goal import open_draft_of
    from kvota.clock import now
    from kvota.domain.calendar.period import parse_period

    organisation = company(company_name)
    with inside(organisation):
        period = parse_period(when, fiscal_start=organisation.fiscal)
        draft = open_draft_of(period.key, metric)
        if draft is None:
            raise NotADraft
        version = publish_goal(seat=None, version=draft, now=now(), reason=reason, knowing=knowing)
    result = {
        "company": organisation.name,
        "when": period.key,
        "metric": version.metric,
        "state": version.state,
    }
    say(result, as_json=as_json, lines=[f"The goal for {period.key} counts from now on."])
