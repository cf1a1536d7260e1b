"""Review: plan against actual, the funnel, and the lists behind every number."""

from __future__ import annotations

from django.urls import path

from kvota.web.review import (
    changed_list,
    cohort_list,
    deals_list,
    export,
    funnel,
    many_deals,
    metric_list,
    money_lists,
    moves_list,
    past_forecasts,
    plan_vs_actual,
    saved_views,
    tries_list,
    work,
)

urlpatterns = [
    path("review", plan_vs_actual.plan_vs_actual, name="review"),
    path("review/funnel", funnel.funnel, name="funnel"),
    path("review/deals", deals_list.deals, name="deals"),
    path("review/deals/many", many_deals.change_many, name="change-many-deals"),
    path("review/deals/many/<uuid:uid>", many_deals.many, name="many-deals"),
    path("review/deals/many/<uuid:uid>/undo", many_deals.undo_many, name="undo-many-deals"),
    path("review/deals/views", saved_views.keep, name="keep-view"),
    path("review/deals/views/<uuid:uid>", saved_views.change, name="change-view"),
    path("review/moves", moves_list.moves, name="moves-list"),
    path("review/tries", tries_list.tries, name="tries-list"),
    path("review/actual", money_lists.actual, name="actual-list"),
    path("review/receivables", money_lists.owed, name="receivables"),
    path("review/contracts", money_lists.contracts, name="contracts"),
    path("review/changes", changed_list.changed, name="changes"),
    path("review/funnel/<uuid:uid>", cohort_list.entered, name="entered"),
    path("review/forecasts", past_forecasts.past_forecasts, name="past-forecasts"),
    path("review/work", work.work, name="work"),
    path("review/metric/<str:key>", metric_list.metric_page, name="metric-list"),
    path("review/stuck", deals_list.stuck, name="stuck"),
    path("review/export/<str:what>.<str:ending>", export.export, name="export"),
]
