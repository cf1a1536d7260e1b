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
    grade: str = typer.Option("target", help="base, target or challenge, where the goal has such a grade."),
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
    if grade not in {"base", "target", "challenge"}:
        stop(
            f"A grade is base, target or challenge, not {grade}.",
            code="unknown_grade",
            exit_code=2,
            grade=grade,
        )
    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        fiscal = organisation.fiscal
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
            grade=grade,  # type: ignore[arg-type]
        )
        of_grade = {} if grade == "target" else {"grade": grade}
        result = {"company": organisation.name} | of_grade | as_plain_values(report, by=by or None)
    say(result, as_json=as_json, lines=_lines(result))


@app.command("technology")
def technology(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    as_of: str = typer.Option("", help="As it was known on that day; today unless given."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """What each stage's playbook converts, by version. Example: kvota report technology --company Vega"""
    open_house()
    from kvota import clock
    from kvota.analytics.metrics.technology import technology as ask
    from kvota.analytics.scope import whole_company
    from kvota.analytics.technology_report import as_plain_values
    from kvota.domain.calendar.period import parse_period

    organisation = company(company_name)
    with inside(organisation):
        day = parse_period(as_of).last_day if as_of else clock.today(organisation)
        report = ask(organisation, scope=whole_company(on=day), as_of=day)
        result = {
            "company": organisation.name,
            "as_of": day.isoformat(),
            "stages": as_plain_values(report),
        }
    say(result, as_json=as_json, lines=_technology_lines(result))


def _technology_lines(result: dict[str, Any]) -> list[str]:
    def percent(share: float | None) -> str:
        return "–" if share is None else f"{100 * share:.0f} %"

    lines = ["{company}, as of {as_of}".format_map(result)]
    for stage in result["stages"]:
        lines.append(f"{stage['rank']} {stage['name']}: {stage['state'].replace('_', ' ')}")
        for row in stage["versions"]:
            which = f"version {row['version']} from {row['from']}" if row["version"] else "without a playbook"
            range_ = f"({percent(row['low'])} to {percent(row['high'])}, n={row['decided']})"
            lines.append(
                f"    {which}: {percent(row['share'])} {range_}, assumed {row['assumed'] or '–'},"
                f" entered {row['entered']}, {row['state'].replace('_', ' ')}"
            )
    return lines


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


@app.command()
def coverage(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option("", help="The period of the goal, such as 2026-11; this month unless given."),
    as_of: str = typer.Option("", help="As it was known on that day; today unless given."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Open money against the rest of the goal, by person. Example: kvota report coverage --company Vega"""
    open_house()
    from kvota import clock
    from kvota.analytics.metrics.coverage import Coverage
    from kvota.analytics.metrics.coverage import coverage as ask
    from kvota.analytics.scope import whole_company
    from kvota.domain.calendar.period import parse_period, period_of
    from kvota.domain.money.amount import decimal_text

    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        fiscal = organisation.fiscal
        period = parse_period(when, fiscal_start=fiscal) if when else period_of(today, "month")
        day = parse_period(as_of).last_day if as_of else today
        found = ask(organisation, scope=whole_company(on=day), period=period, as_of=day)

    def plain(one: Coverage) -> dict[str, Any]:
        def text(minor: int | None) -> str | None:
            return None if minor is None else decimal_text(minor, organisation.currency)

        return {
            "name": one.of.name if one.of else None,
            "open": text(one.open_minor),
            "rest": text(one.rest_minor),
            "state": one.state,
            "times": None if one.times is None else str(one.times),
        }

    result: dict[str, Any] = {
        "company": organisation.name,
        "when": period.key,
        "as_of": day.isoformat(),
        "currency": organisation.currency,
        "whole": plain(found.whole),
        "rows": [plain(one) for one in found.people],
    }
    told = {"known": "", "goal_met": "goal met", "no_goal": "no goal", "unknown": "a rate is missing"}
    lines = ["{company}, {when}, as of {as_of}, {currency}".format_map(result)]
    for place, one in enumerate([found.whole, *found.people]):
        row = plain(one)
        name = organisation.name if not place else row["name"] or "–"
        times = f"{float(one.times):.2f} times" if one.times is not None else told[one.state]
        lines.append(f"  {name:<32} open {row['open'] or '–':>16}   rest {row['rest'] or '–':>16}   {times}")
    say(result, as_json=as_json, lines=lines)


@app.command()
def hours(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option("", help="A week, month or other period; this week unless given."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Hours for new business, by person. Example: kvota report hours --company Vega --when 2026-W48"""
    open_house()
    from kvota import clock
    from kvota.analytics.metrics.hours import team_hours
    from kvota.analytics.scope import whole_company
    from kvota.domain.calendar.period import parse_period, period_of

    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        fiscal = organisation.fiscal
        period = parse_period(when, fiscal_start=fiscal) if when else period_of(today, "week")
        found = team_hours(organisation, scope=whole_company(on=today), periods=[period], as_of=today)
    parts = ("whole", "ramp", "away", "service_open", "service_signed", "service_clients", "left")
    rows = [
        {"name": one.person.name, "days": one.periods[0].working_days, "days_away": one.periods[0].days_away}
        | {part: str(getattr(one.periods[0], part)) for part in parts}
        for one in found.people
    ]
    result: dict[str, Any] = {
        "company": organisation.name,
        "when": period.key,
        "left": str(sum(found.left)),
        "assumed": not found.workload.said,
        "rows": rows,
    }
    lines = [f"{organisation.name}, {period.key}: {float(sum(found.left)):.1f} hours for new business"]
    if result["assumed"]:
        lines.append("the rates are assumed: type your own under Settings, Hours (/setup/hours)")
    lines += [
        f"  {one.person.name:<32} {float(one.periods[0].whole):>7.1f}"
        f" - first months {float(one.periods[0].ramp):.1f} - away {float(one.periods[0].away):.1f}"
        f" - clients {float(one.periods[0].service):.1f} = {float(one.periods[0].left):.1f}"
        for one in found.people
    ]
    say(result, as_json=as_json, lines=lines)


@app.command("lead-supply")
def lead_supply(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    first: str = typer.Option("", "--from", help="A day or week; four weeks ago unless given."),
    weeks: int = typer.Option(13, min=1, max=104, help="How many weeks."),
    as_of: str = typer.Option("", help="As it was known on that day; today unless given."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Leads expected and come. Example: kvota report lead-supply --company Vega --from 2026-W45"""
    open_house()
    from datetime import timedelta

    from kvota import clock
    from kvota.actions.record_supply import monday
    from kvota.analytics.metrics.lead_supply import lead_supply as ask
    from kvota.domain.calendar.period import parse_period, period_of

    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        day = parse_period(as_of).last_day if as_of else today
        start = parse_period(first).first_day if first else day - timedelta(weeks=4)
        found = ask(organisation, first_week=monday(start), weeks=weeks, as_of=day)
    rows = [
        {
            "channel": one.name or None,
            "expected": one.expected,
            "actual": one.actual,
            "kept": None if one.kept is None else str(one.kept),
            "weeks": [
                {
                    "week": period_of(week.week_on, "week").key,
                    "expected": week.expected,
                    "actual": week.actual,
                    "promised_by": week.promised_by or None,
                    "cost_planned_minor": week.planned_minor,
                    "cost_spent_minor": week.spent_minor,
                }
                for week in one.weeks
            ],
        }
        for one in found.channels
    ]
    result: dict[str, Any] = {
        "company": organisation.name,
        "as_of": day.isoformat(),
        "recorded": found.is_recorded,
        "rows": rows,
    }
    lines = [f"{organisation.name}, {weeks} weeks from {found.weeks[0]}, as of {day}"]
    if not found.is_recorded:
        lines.append("no lead supply is recorded: type it under Plan, Lead supply (/plan/supply)")
    for one in found.channels:
        kept = "" if one.kept is None else f"   kept {float(one.kept):.0%}"
        lines.append(
            f"  {one.name or 'no source':<32} expected {one.expected:>6}   came {one.actual:>6}{kept}"
        )
    say(result, as_json=as_json, lines=lines)


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
        fiscal = organisation.fiscal
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


@app.command()
def needed(
    company_name: str = typer.Option(..., "--company", "-c", help="The company's name."),
    when: str = typer.Option("", help="A month, quarter or year; this month unless given."),
    whole: bool = typer.Option(False, help="The whole plan, also of a period that runs."),
    as_json: bool = typer.Option(False, "--json", help="Print one JSON object."),
) -> None:
    """Deals, leads and calls a goal needs. Example: kvota report needed --company Vega --when 2027-01"""
    open_house()
    from kvota import clock
    from kvota.analytics.metrics.needed_work import needed_work
    from kvota.analytics.needed_work_report import as_plain_values
    from kvota.analytics.scope import whole_company
    from kvota.domain.calendar.period import parse_period, period_of

    organisation = company(company_name)
    with inside(organisation):
        today = clock.today(organisation)
        fiscal = organisation.fiscal
        period = (
            parse_period(when, fiscal_start=fiscal)
            if when
            else period_of(today, "month", fiscal_start=fiscal)
        )
        found = needed_work(
            organisation,
            scope=whole_company(on=today),
            period=period,
            as_of=today,
            reading="whole" if whole else None,
        )
        result = {"company": organisation.name} | as_plain_values(found)
    say(result, as_json=as_json, lines=_needed_lines(result))


def _needed_lines(result: dict[str, Any]) -> list[str]:
    lines = ["{company}, {when}, as of {as_of}, {currency}".format_map(result)]
    if result["plan"] is None:
        return [*lines, "no goal is set for all of its months"]
    lines.append("plan {plan}   actual {actual}   in hand {in_hand}   to find {to_find}".format_map(result))
    for segment in result["segments"]:
        lines.append(
            "{sale}: {goal} at {average_deal} a deal ({average_label}): {deals} deals".format_map(segment)
        )
        for step in segment["steps"]:
            known = "{n} cases, {label}".format_map(step)
            needed = "–" if step["needed"] is None else step["needed"]
            lines.append(f"  {step['stage']:<32} {needed:>8}   {step['conversion']:>10}   {known}")
    lines.append("leads {leads}   calls {calls}".format_map(result))
    for lamp in result["lamps"]:
        there = "unknown" if lamp["there"] is None else _to_two_places(lamp["there"])
        lines.append(
            f"{lamp['name']:<12} {lamp['state']:<8} needed {_to_two_places(lamp['needed'])}   there {there}"
        )
    return lines


def _to_two_places(exact_text: str) -> str:
    from fractions import Fraction

    return f"{float(Fraction(exact_text)):.2f}".rstrip("0").rstrip(".")
