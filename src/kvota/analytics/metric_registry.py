"""The metrics of a company: those shipped, and its own in the version in force on a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import LANGUAGES, Metric, counting, ratio_of
from kvota.domain.metrics.shipped import SHIPPED
from kvota.records.company_metrics import CompanyMetric
from kvota.records.organisations import Organisation


class MetricUnknown(RuleError):
    """No metric of this company has the key."""

    code = "metric_unknown"
    sentence = "there is no metric {key}"
    key: str


def registry(organisation: Organisation, *, as_of: date | None = None) -> dict[str, Metric]:
    """Return every metric by key, the shipped first; hidden ones say so. One query.

    With `as_of` the company's own as they were defined by the evening of that day, so that a
    report of the past is the same tomorrow.
    """
    rows = CompanyMetric.objects.filter(organisation=organisation).order_by("key", "version")
    if as_of is not None:
        rows = rows.filter(known_on__lte=as_of)
    newest = {row.key: row for row in rows}
    found = {
        key: replace(metric, is_hidden=key in newest and newest[key].hidden)
        for key, metric in SHIPPED.items()
    }
    own = [row for key, row in newest.items() if key not in SHIPPED]
    # A ratio is of metrics that are none, so those are read first.
    for row in sorted(own, key=lambda row: ("above" in row.definition, row.pk)):
        found[row.key] = _own(row, found)
    return found


def find_metric(organisation: Organisation, key: str, *, as_of: date | None = None) -> Metric:
    """The metric of that key.

    Raises
    ------
    MetricUnknown
        There is none, or its first version is of a later day.
    """
    metric = SHIPPED.get(key)
    if metric is not None:
        return metric
    found = registry(organisation, as_of=as_of).get(key)
    if found is None:
        raise MetricUnknown(key=key[:40])
    return found


def _own(row: CompanyMetric, known: dict[str, Metric]) -> Metric:
    said = row.definition
    if "above" in said:
        metric = ratio_of(row.key, known[said["above"]], known[said["below"]])
    else:
        filters = {name: tuple(values) for name, values in said["filters"].items()}
        metric = counting(row.key, said["counts"], said["aggregate"], **filters)
    return replace(
        metric,
        names={language: getattr(row, f"name_{language}") for language in LANGUAGES},
        version=row.version,
        is_own=True,
        is_hidden=row.hidden,
    )
