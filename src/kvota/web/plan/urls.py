"""Plan: a goal turned into numbers that add up."""

from __future__ import annotations

from django.urls import path

from kvota.web.plan import (
    cell,
    coverage,
    draft,
    goal,
    goal_file,
    hours,
    lead_requests,
    page,
    sheet_doors,
    sheet_parts,
    supply,
    versions,
)

urlpatterns = [
    path("plan", page.plan, name="plan"),
    path("plan/goal", goal.set_the_goal, name="set-goal"),
    path("plan/cell", cell.type_cell, name="type-cell"),
    path("plan/draft", draft.begin, name="begin-draft"),
    path("plan/publish", draft.publish, name="publish-goal"),
    path("plan/set-aside", draft.set_aside, name="set-draft-aside"),
    path("plan/file", goal_file.workbook, name="goal-workbook"),
    path("plan/from-file", goal_file.bring_back, name="goal-from-file"),
    path("plan/versions", versions.versions, name="goal-versions"),
    path("plan/compare", versions.compare, name="compare-goals"),
    path("plan/sheet", sheet_doors.sheet, name="goal-sheet"),
    path("plan/sheet/change", sheet_doors.change, name="change-sheet"),
    path("plan/sheet/paste", sheet_doors.paste, name="paste-sheet"),
    path("plan/sheet/undo", sheet_doors.undo, name="undo-sheet"),
    path("plan/sheet/redo", sheet_doors.redo, name="redo-sheet"),
    path("plan/sheet/note", sheet_doors.note, name="note-sheet"),
    path("plan/sheet/parts", sheet_parts.parts, name="sheet-parts"),
    path("plan/sheet/forecasts", sheet_parts.forecasts, name="sheet-forecasts"),
    path("plan/sheet/history", sheet_parts.history, name="sheet-history"),
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
