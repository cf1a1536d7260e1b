"""Plan: a goal turned into numbers that add up."""

from __future__ import annotations

from django.urls import path

from kvota.web.plan import (
    cell,
    client_map,
    conditions,
    coverage,
    goal,
    hours,
    lead_requests,
    market,
    needed,
    page,
    principles,
    supply,
)

urlpatterns = [
    path("plan", page.plan, name="plan"),
    path("plan/goal", goal.set_the_goal, name="set-goal"),
    path("plan/cell", cell.type_cell, name="type-cell"),
    path("plan/funnel", needed.needed, name="needed"),
    path("plan/supply", supply.supply, name="lead-supply"),
    path("plan/supply/type", supply.type_supply, name="type-supply"),
    path("plan/supply/<uuid:uid>", supply.channel, name="channel"),
    path("plan/leads", supply.leads, name="leads"),
    path("plan/leads/ask", lead_requests.ask, name="ask-for-leads"),
    path("plan/leads/<uuid:uid>/answer", lead_requests.answer, name="answer-leads"),
    path("plan/coverage", coverage.coverage, name="coverage"),
    path("plan/hours", hours.hours, name="hours"),
    path("plan/hours/away", hours.set_absence, name="set-absence"),
    path("plan/conditions", conditions.conditions, name="conditions"),
    path("plan/conditions/mine", conditions.mine, name="my-conditions"),
    path("plan/conditions/add", conditions.add, name="add-condition"),
    path("plan/condition/<uuid:uid>", conditions.change, name="change-condition"),
    path("plan/check", principles.check, name="principles"),
    path("plan/focus", principles.focus, name="set-focus"),
    path("plan/map", client_map.page, name="client-map"),
    path("plan/map/clients", client_map.clients, name="map-clients"),
    path("plan/map/cells", client_map.set_cells, name="set-cells"),
    path("plan/market", market.market, name="market"),
    path("plan/market/add", market.add, name="add-fact"),
    path("plan/market/deals", market.deals, name="market-deals"),
]
