"""Plan against actual as plain values: what the command prints and the API answers, word for word."""

from __future__ import annotations

from typing import Any

from kvota.analytics.metrics.plan_actual import PlanActual
from kvota.domain.money.amount import decimal_text


def as_plain_values(report: PlanActual, *, by: str | None = None) -> dict[str, Any]:
    """The report as JSON can carry it: money as decimal text, shares as exact fractions.

    Shapes: `actual`, `plan`, `gap`, `plan_to_date`, `required_per_day` text in the company's
    currency or None; `plan` sums the months in `plan_months`, and while `plan_months_without` names
    any, whatever compares with the plan is None; `attainment` and `pace` text such as "7/10" or
    None; `assumed` the part of the actual that comes from files without payments.
    """

    def money(minor: int | None) -> str | None:
        return None if minor is None else decimal_text(minor, report.currency)

    plain: dict[str, Any] = {
        "when": report.period.key,
        "as_of": report.as_of.isoformat(),
        "basis": report.basis,
        "currency": report.currency,
        "plan": money(report.planned_minor),
        "plan_months": [month for month in report.months if month not in report.months_without],
        "plan_months_without": list(report.months_without),
        "actual": money(report.actual_minor),
        "assumed": money(report.assumed_minor),
        "gap": money(report.gap_minor),
        "attainment": None if report.attainment is None else str(report.attainment),
        "plan_to_date": money(report.to_date_minor),
        "pace": None if report.pace is None else str(report.pace),
        "required_per_day": money(report.required_minor),
        "working_days": report.working_days,
        "working_days_left": report.working_days_left,
    }
    if by:
        plain["by"] = by
        plain["rows"] = [
            {
                "id": row.of.uid if row.of else None,
                "name": row.of.name if row.of else None,
                "plan": money(row.planned_minor),
                "plan_months_without": list(row.months_without),
                "actual": money(row.actual_minor),
                "gap": money(row.gap_minor),
                "attainment": None if row.attainment is None else str(row.attainment),
            }
            for row in report.rows
        ]
    return plain
