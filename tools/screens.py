"""Every screen there is: who opens it, and where. What is pictured and what is checked is one list."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Screen:
    """One page as one person of the sample company sees it.

    `follow` are links to go on by, one after another, for a screen whose address holds an id. A guest
    has no role.
    """

    name: str
    role: str
    path: str
    follow: tuple[str, ...] = ()


A_REP = "section:nth-of-type(2) [data-testid=unit-people] li:nth-child(2) a"
SCREENS = (
    Screen("today", "rep", "/"),
    Screen("team-now", "head", "/"),
    Screen("company-now", "owner", "/"),
    Screen("money-desk", "finance", "/"),
    Screen("board", "head", "/board"),
    Screen("board-stuck", "head", "/board?show=stuck"),
    Screen("board-dots", "head", "/board?zoom=dots"),
    Screen("board-lanes", "head", "/board?lane=rep"),
    Screen("board-choose", "head", "/board?choose=1"),
    Screen("heat", "head", "/board/heat"),
    Screen("plan", "owner", "/plan"),
    Screen("plan-quarter", "owner", "/plan?when=2026-Q4"),
    Screen("plan-year", "owner", "/plan?when=2026"),
    Screen("goal-versions", "owner", "/plan/versions?when=2026"),
    Screen("goal", "owner", "/plan?goal=change"),
    Screen("my-plan", "rep", "/plan"),
    Screen("why-number", "rep", "/plan/why"),
    Screen("why-of-team", "head", "/plan/why"),
    Screen("seat-changes", "owner", "/plan/changes"),
    Screen("first-numbers", "owner", "/plan/start"),
    Screen("needed", "owner", "/plan/funnel"),
    Screen("needed-quarter", "head", "/plan/funnel?when=2026-Q4"),
    Screen("scenarios", "owner", "/plan/scenarios"),
    Screen("scenario-form", "owner", "/plan/scenarios/keep?price=3&reps=1"),
    Screen("scenario-publish", "owner", "/plan/scenarios", ("[data-testid=publish-scenario]",)),
    Screen("lead-supply", "owner", "/plan/supply"),
    Screen("leads", "owner", "/plan/leads?from=2026-11-02&to=2026-11-15"),
    Screen("hours", "head", "/plan/hours"),
    Screen("coverage", "head", "/plan/coverage"),
    Screen("review", "owner", "/review"),
    Screen("meetings", "head", "/review?metric=meeting"),
    Screen("owed", "owner", "/review?metric=owed"),
    Screen("funnel", "head", "/review/funnel"),
    Screen("entered", "head", "/review/funnel", ("[data-testid=funnel-count][href*='/review/funnel/']",)),
    Screen("changes", "head", "/review/changes?since=2026-11-11"),
    Screen("past-forecasts", "owner", "/review/forecasts"),
    Screen("contracts", "head", "/review/contracts"),
    Screen("deals", "head", "/review/deals"),
    Screen("actual", "owner", "/review/actual"),
    Screen("moves", "head", "/review/moves"),
    Screen("tries", "head", "/review/tries"),
    Screen("receivables", "finance", "/review/receivables"),
    Screen("work", "owner", "/review/work"),
    Screen("metric", "head", "/review/metric/visits"),
    Screen("setup-metrics", "owner", "/setup/metrics"),
    Screen("deal", "rep", "/", ("[data-card-focus]",)),
    Screen("client", "rep", "/", ("[data-card-focus]", "[data-testid=deal-client] a")),
    Screen("move", "rep", "/move"),
    Screen("move-sheet", "rep", "/", ("[data-testid=more]",)),
    Screen("my-moves", "rep", "/moves"),
    Screen("steps-left", "rep", "/steps-left"),
    Screen("new-deal", "rep", "/deal/new"),
    Screen("search", "head", "/search"),
    Screen("found", "head", "/search?q=al"),
    Screen("help", "rep", "/help?of=today"),
    Screen("setup", "admin", "/setup"),
    Screen("setup-company", "admin", "/setup/company"),
    Screen("setup-people", "admin", "/setup/people"),
    Screen("setup-person", "admin", "/setup/people", (A_REP,)),
    Screen("setup-stages", "admin", "/setup/stages"),
    Screen("setup-playbooks", "head", "/setup/playbooks"),
    Screen("playbook", "head", "/setup/playbooks", ("[data-testid=versions]",)),
    Screen("setup-calendar", "admin", "/setup/calendar"),
    Screen("setup-money", "admin", "/setup/money"),
    Screen("setup-hours", "admin", "/setup/hours"),
    Screen("setup-products", "admin", "/setup/products"),
    Screen("import", "admin", "/setup/import"),
    Screen("audit", "admin", "/setup/audit"),
    Screen("unmatched", "finance", "/payments/unmatched"),
    Screen("styleguide", "admin", "/styleguide"),
    Screen("password", "rep", "/password"),
    Screen("sign-in", "", "/sign-in"),
    Screen("welcome", "", "/welcome"),
    Screen("help-guest", "", "/help"),
    Screen("start-mine", "admin", "/welcome/start"),
    Screen("nothing-there", "rep", "/deal/00000000-0000-4000-8000-000000000000"),
    Screen(
        "setup-leaving",
        "owner",
        "/setup/people",
        (A_REP, "[data-testid=leaving]"),
    ),
    Screen("setup-settings", "admin", "/setup/settings"),
    Screen("setup-backup", "admin", "/setup/backup"),
    Screen("conditions", "head", "/plan/conditions?when=2026-Q4"),
    Screen("my-conditions", "rep", "/plan/conditions/mine"),
    Screen("principles", "owner", "/plan/check?when=2026"),
    Screen("client-map", "owner", "/plan/map"),
    Screen("map-clients", "owner", "/plan/map/clients?age=past"),
    Screen("market", "head", "/plan/market"),
)


#: A goal is a spreadsheet from here on (`assets/plan_grid.js`).
NARROWEST_SHEET = 640


def open_screen(page: Page, address: str, screen: Screen) -> None:
    """Go to a screen as whoever is signed in, and wait for what its script draws in place of a table."""
    page.goto(address + screen.path)
    for link in screen.follow:
        page.goto(address + (page.locator(link).first.get_attribute("href") or "/"))
    if page.viewport_size and page.viewport_size["width"] >= NARROWEST_SHEET:
        page.locator("[data-sheet-room]:not([data-ready])").wait_for(state="detached")
