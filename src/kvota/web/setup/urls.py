"""Settings: the rules of the house, changed without a consultant."""

from __future__ import annotations

from django.urls import include, path

from kvota.web.setup import (
    audit,
    backup,
    calendar,
    company,
    deputies,
    funnels,
    leaving,
    money,
    overview,
    payments,
    people,
    products,
    questions,
    settings_file,
    stages,
    workload,
)

urlpatterns = [
    path("setup", overview.setup, name="setup"),
    path("setup/company", company.company, name="setup-company"),
    path("setup/people", people.people, name="setup-people"),
    path("setup/people/<uuid:uid>", people.person, name="setup-person"),
    path("setup/people/<uuid:uid>/link", people.link, name="one-time-link"),
    path("setup/people/<uuid:uid>/stand-in", deputies.set_one, name="stand-in"),
    path("setup/people/<uuid:uid>/leave", leaving.leaving, name="leaving"),
    path("setup/people/<uuid:uid>/leave/undo", leaving.take_back, name="take-back-leaving"),
    path("setup/units", people.units, name="setup-units"),
    path("setup/stages", stages.stages, name="setup-stages"),
    path("setup/stages/<uuid:uid>", stages.change, name="change-stage"),
    path("setup/stages/<uuid:uid>/undo/<str:what>", stages.undo, name="undo-stage"),
    path("setup/stages/<uuid:uid>/questions", questions.add, name="add-question"),
    path("setup/questions/<uuid:uid>", questions.change, name="change-question"),
    path("setup/questions/<uuid:uid>/undo", questions.undo, name="undo-question"),
    path("setup/funnels", funnels.add, name="add-funnel"),
    path("setup/funnels/<uuid:uid>", funnels.change, name="change-funnel"),
    path("setup/funnels/<uuid:uid>/undo/<str:what>", funnels.undo, name="undo-funnel"),
    path("setup/calendar", calendar.calendar, name="setup-calendar"),
    path("setup/money", money.money, name="setup-money"),
    path("setup/hours", workload.workload, name="setup-hours"),
    path("setup/products", products.products, name="setup-products"),
    path("setup/settings", settings_file.page, name="setup-settings"),
    path("setup/settings.yaml", settings_file.download, name="settings-yaml"),
    path("setup/backup", backup.backup, name="backup"),
    path("setup/backup/<str:name>.tar.gz", backup.download, name="backup-file"),
    path("setup/audit", audit.audit, name="audit"),
    path("setup/audit.csv", audit.export, name="audit-csv"),
    path("", include("kvota.web.setup.imports.urls")),
    path("payments/unmatched", payments.unmatched, name="unmatched-payments"),
    path("payments/<uuid:uid>/match", payments.match, name="match-payment"),
]
