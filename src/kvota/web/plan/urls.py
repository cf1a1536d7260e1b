"""Plan: a goal turned into numbers that add up."""

from __future__ import annotations

from django.urls import path

from kvota.web.plan import (
    cell,
    coverage,
    goal,
    hours,
    lead_requests,
    page,
    seat_changes,
    start,
    supply,
    why,
)

urlpatterns = [
    path("plan", page.plan, name="plan"),
    path("plan/goal", goal.set_the_goal, name="set-goal"),
    path("plan/cell", cell.type_cell, name="type-cell"),
    path("plan/supply", supply.supply, name="lead-supply"),
    path("plan/supply/type", supply.type_supply, name="type-supply"),
    path("plan/supply/<uuid:uid>", supply.channel, name="channel"),
    path("plan/leads", supply.leads, name="leads"),
    path("plan/leads/ask", lead_requests.ask, name="ask-for-leads"),
    path("plan/leads/<uuid:uid>/answer", lead_requests.answer, name="answer-leads"),
    path("plan/coverage", coverage.coverage, name="coverage"),
    path("plan/hours", hours.hours, name="hours"),
    path("plan/hours/away", hours.set_absence, name="set-absence"),
    path("plan/changes", seat_changes.seat_changes, name="seat-changes"),
    path("plan/changes/decide", seat_changes.decide, name="decide-seat-change"),
    path("plan/start", start.first_numbers, name="first-numbers"),
    path("plan/why", why.why, name="why-number"),
    path("plan/why/seen", why.see_why, name="see-why"),
    path("plan/why/words", why.say_words, name="say-unit-words"),
]
