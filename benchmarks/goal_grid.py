"""G5 and G6: a goal of 1,000 people as a spreadsheet: its frames, and how soon a typed cell is answered.

`python -m benchmarks.goal_grid` prints it alone; `make bench` has it in its table. Frames are the times
between the page's own animation frames while it scrolls by more than two rows each; beside them those
of a bare table of the same size, written by hand and drawn whole, in the same browser. A cell is asked
for over HTTP, all of the server's work in it.
"""

from __future__ import annotations

import http.client
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

from benchmarks.company_file import NOW, write_deals
from benchmarks.pages import sign_in
from benchmarks.row import Row, table
from benchmarks.server import command, percentile, serving, surroundings
from tools.find_chromium import LAUNCH_FLAGS, find_chromium

PEOPLE, UNITS, COLUMNS = 1_000, 50, 60
FRAMES, TIMES = 150, 20

_UNITS = f"""
import django
django.setup()
from django_scopes import scopes_disabled
from kvota.records.models import Seat, Unit
from kvota.records.units import UnitPlacement
with scopes_disabled():
    top = Unit.objects.get()
    of = top.organisation
    units = [Unit.objects.create(organisation=of, name=f"Team {{n:02d}}") for n in range({UNITS})]
    for unit in units:
        UnitPlacement.objects.create(organisation=of, unit=unit, parent=top)
    for number, seat in enumerate(Seat.objects.filter(role="rep").order_by("id")):
        Seat.objects.filter(pk=seat.pk).update(unit=units[number % {UNITS}])
"""
_SCROLL = """([place, down, right, frames]) => new Promise((done) => {
  const [view, times] = [document.querySelector(place), []];
  let last = 0;
  const next = (now) => {
    if (last) times.push(now - last);
    last = now;
    if (times.length >= frames) return done(times);
    view.scrollTop += down;
    view.scrollLeft += right;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})"""
_BARE_TABLE = """([rows, columns]) => {
  const place = document.createElement("div");
  place.id = "bare";
  Object.assign(place.style, { height: "420px", overflow: "auto" });
  const many = (length, made) => Array.from({ length }, (_, at) => made(at)).join("");
  const cell = (row, at) => `<td>${(row * 7919 + at * 104729) % 9000000}</td>`;
  const line = (row) => `<tr><th>Person ${row}</th>${many(columns, (at) => cell(row, at))}</tr>`;
  place.innerHTML = `<table>${many(rows, line)}</table>`;
  const css = new CSSStyleSheet();
  css.replaceSync(`#bare table { table-layout: fixed; width: ${208 + 100 * columns}px }
    #bare tr { height: 40px } #bare td { text-align: right }
    #bare th { position: sticky; left: 0; width: 208px; background: white }`);
  document.adoptedStyleSheets.push(css);
  document.body.replaceChildren(place);
}"""


def measure(folder: Path) -> list[Row]:
    """Scrolling down, across and both; a cell of one person, and that of the whole company."""
    file, data = folder / "g5.csv", folder / "g5"
    write_deals(file, rows=PEOPLE * 5, reps=PEOPLE, open_share=0.4)
    command(data, "import", "deals", str(file), "--company", "Bench", now=NOW)
    subprocess.run(
        [sys.executable, "-c", _UNITS],
        env=surroundings(data, now=NOW) | {"DJANGO_SETTINGS_MODULE": "kvota.settings"},
        check=True,
    )
    command(data, "goal", "set", "--company", "Bench", "--when", "2026", "--amount", "60000000", now=NOW)
    command(data, "people", "invite", "Owner", "--company", "Bench", "--role", "owner", now=NOW)
    link = command(data, "sign-in-link", "--company", "Bench", "--role", "owner", now=NOW)["address"]
    with serving(data, now=NOW) as (port, _seconds, _process):
        cookie = sign_in(port, link)
        return [*_cells(port, cookie), *_frames(port, cookie)]


def _cells(port: int, cookie: str) -> list[Row]:
    client = http.client.HTTPConnection("127.0.0.1", port)
    client.request("GET", "/plan?when=2026", headers={"Cookie": cookie})
    page = client.getresponse().read().decode()
    version = re.findall(r'data-version="([^"]+)"', page)[0]
    client.request("GET", f"/plan/sheet?version={version}", headers={"Cookie": cookie})
    rows = json.loads(client.getresponse().read())["rows"]
    found = []
    for words, row in (
        ("of one person", rows[-1]),
        ("of a unit of 20", rows[1]),
        ("of the company", rows[0]),
    ):
        took = []
        for turn in range(TIMES + 2):
            begun = time.perf_counter()
            body = {"version": version, "changes": [_typed(row, turn)]}
            version = _sent(client, cookie, body)["version"]
            took.append((time.perf_counter() - begun) * 1e3)
        middle = median(took[2:])
        found.append(
            Row(
                "G6",
                f"type the cell {words}",
                f"{PEOPLE:,} people × 12 months",
                product=middle,
                unit="ms",
                goal="≤ 100 ms",
                met=middle <= 100,
                note=f"p95 {percentile(took[2:], 0.95):.0f} ms",
            )
        )
    return found


def _typed(row: dict[str, Any], turn: int) -> dict[str, Any]:
    """Back and forth between two numbers, so that every cell below changes each time."""
    value = row["cells"][11][0] // 100
    return {"key": row["key"], "months": ["2026-12"], "text": str(value * (9 + turn % 2) // 10)}


def _sent(client: http.client.HTTPConnection, cookie: str, body: dict[str, Any]) -> dict[str, Any]:
    token = dict(pair.split("=", 1) for pair in cookie.split("; "))["kvota_csrf"]
    headers = {"Cookie": cookie, "Content-Type": "application/json", "X-CSRFToken": token}
    client.request("POST", "/plan/sheet/change", json.dumps(body), headers)
    answer = client.getresponse()
    told: dict[str, Any] = json.loads(answer.read())
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {told}")
    return told


def _frames(port: int, cookie: str) -> list[Row]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_FLAGS))
        context = browser.new_context(viewport={"width": 1280, "height": 720})
        pairs = [pair.split("=", 1) for pair in cookie.split("; ")]
        context.add_cookies(
            [{"name": name, "value": value, "url": f"http://127.0.0.1:{port}"} for name, value in pairs]
        )
        page = context.new_page()
        page.route("**/plan/sheet?*", _widened)
        page.goto(f"http://127.0.0.1:{port}/plan?when=2026")
        page.locator("[data-sheet-room][data-ready]").wait_for()
        page.wait_for_load_state("networkidle")
        ours = _scrolled(page, "#sheet-grid")
        page.evaluate(_BARE_TABLE, [PEOPLE + UNITS + 1, COLUMNS])
        bare = _scrolled(page, "#bare")
        browser.close()
    return [
        Row(
            "G5",
            f"scroll the grid {words}",
            f"{PEOPLE:,} people × {COLUMNS} columns",
            product=median(ours[words]),
            limit=median(bare[words]),
            unit="ms a frame",
            goal="≤ 33 ms",
            met=median(ours[words]) <= 34,
            note=f"p95 {percentile(ours[words], 0.95):.0f} ms; limit: a bare table, p95 "
            f"{percentile(bare[words], 0.95):.0f} ms",
        )
        for words in ours
    ]


def _widened(route: Route) -> None:
    """The sheet as the server tells it, its twelve months five times over."""
    answer = route.fetch()
    told = answer.json()
    times = COLUMNS // 12
    months = [f"{2026 + turn}{month[4:]}" for turn in range(times) for month in told["months"]]
    whole = {"key": "whole", "kind": "year", "label": "2026", "months": months[:12]}
    told["columns"] = [whole] + [
        {"key": month, "kind": "month", "label": month, "months": [month]} for month in months
    ]
    told["months"] = months
    for row in told["rows"]:
        row["cells"] *= times
        row["facts"] *= times
    told["gaps"] = {key: values * times for key, values in told["gaps"].items()}
    route.fulfill(response=answer, json=told)


def _scrolled(page: Page, place: str) -> dict[str, list[float]]:
    found = {}
    for words, down, right in (("down", 90, 0), ("across", 0, 30), ("both ways", -90, -30)):
        found[words] = page.evaluate(_SCROLL, [place, down, right, FRAMES])
    return found


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="kvota-grid-") as name:
        print(table(measure(Path(name))))
