"""Plan: a goal turned into numbers that add up."""

from __future__ import annotations

from django.urls import path

from kvota.web.plan import cell, coverage, goal, hours, lead_requests, needed, page, supply

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
]
