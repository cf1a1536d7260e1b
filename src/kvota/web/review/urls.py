"""Review: plan against actual, the funnel, and the lists behind every number."""

from __future__ import annotations

from django.urls import path

from kvota.web.review import export, funnel, lists, money_lists, plan_vs_actual

urlpatterns = [
    path("review", plan_vs_actual.plan_vs_actual, name="review"),
    path("review/funnel", funnel.funnel, name="funnel"),
    path("review/deals", lists.deals, name="deals"),
    path("review/moves", lists.moves, name="moves-list"),
    path("review/actual", money_lists.actual, name="actual-list"),
    path("review/receivables", money_lists.owed, name="receivables"),
    path("review/export/<str:what>.csv", export.export, name="export"),
]
