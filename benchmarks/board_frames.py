"""P11: how evenly a board of 400 chips moves, in a real browser: a drag, moves by key, and the replay.

`python -m benchmarks.board_frames` prints it alone; `make bench` has it in its table. Frames are counted
as the page itself sees them: the times between its animation frames, with the processor as it is and
slowed down four times, as a phone or an old laptop would be.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks.company_file import NOW, write_deals
from benchmarks.row import Row, table
from benchmarks.server import command, percentile, serving
from tools.find_chromium import LAUNCH_FLAGS, find_chromium

CHIPS = 400
SLOWED = (1, 4)
# A frame later than this is one that a screen of 60 Hz had to leave out.
LATE_MS = 1_000 / 60 * 1.5

_WATCH = """
() => {
  window.__frames = [];
  let last = performance.now();
  const next = (now) => {
    window.__frames.push(now - last);
    last = now;
    window.__watching = requestAnimationFrame(next);
  };
  window.__watching = requestAnimationFrame(next);
}
"""
_STOP = "() => { cancelAnimationFrame(window.__watching); return window.__frames.slice(1); }"


def measure(folder: Path) -> list[Row]:
    """One row for each way of moving and each speed of the processor."""
    file, data = folder / "p11.csv", folder / "p11"
    write_deals(file, rows=CHIPS * 2, reps=10, open_share=0.5)
    command(data, "import", "deals", str(file), "--company", "Bench", now=NOW)
    command(data, "people", "invite", "Head", "--company", "Bench", "--role", "head", now=NOW)
    link = command(data, "sign-in-link", "--company", "Bench", "--role", "head", now=NOW)["address"]
    found = []
    with serving(data, now=NOW) as (port, _seconds, _process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(LAUNCH_FLAGS))
        page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
        page.goto(f"http://127.0.0.1:{port}/{link.split('/', 3)[3]}")
        page.get_by_test_id("enter").get_by_role("button").click()
        page.wait_for_load_state()
        devtools = page.context.new_cdp_session(page)
        for times in SLOWED:
            for words, move in (("drag", _drag), ("moves by key", _keys), ("replay of 10 days", _replay)):
                devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})
                page.goto(f"http://127.0.0.1:{port}/board?zoom=chips")
                page.wait_for_load_state("networkidle")
                chips = page.locator("[data-chip]").count()
                devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})
                found.append(_row(words, times, chips, _frames(page, move)))
        browser.close()
    return found


def _frames(page: Page, move: Any) -> list[float]:
    page.evaluate(_WATCH)
    move(page)
    frames: list[float] = page.evaluate(_STOP)
    return frames


def _drag(page: Page) -> None:
    """A chip of the second column carried to and fro over the others, and put back where it was."""
    chip = page.locator("[data-stage='2'] [data-chip]").first
    chip.scroll_into_view_if_needed()
    box = chip.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + 12
    page.mouse.move(x, y)
    page.mouse.down()
    for far in (600, -40, 400, 0):
        page.mouse.move(x + far, y + 30, steps=40)
    page.mouse.up()


def _keys(page: Page) -> None:
    """Four chips moved on by a key, each drawn anew with its figures before the next."""
    for _ in range(4):
        page.locator("[data-stage='1'] [data-chip] a.chip").first.focus()
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            page.keyboard.press("Shift+ArrowRight")
        page.wait_for_function("document.querySelectorAll('.is-taken').length === 0")
        page.wait_for_timeout(400)


def _replay(page: Page) -> None:
    page.get_by_test_id("replay").click()
    page.wait_for_selector("[data-replay]:not([data-playing])", timeout=120_000)


def _row(words: str, times: int, chips: int, frames: list[float]) -> Row:
    late = sum(max(0, round(frame / (1_000 / 60)) - 1) for frame in frames if frame > LATE_MS)
    drawn = len(frames)
    share = drawn / max(drawn + late, 1)
    return Row(
        "P11",
        f"board: {words}",
        f"{chips} chips" + (f", processor {times}x slower" if times > 1 else ""),
        product=60 * share,
        unit="frames a second",
        goal="60",
        met=share > 0.95,
        note=f"frame p95 {percentile(frames, 0.95):.0f} ms, longest {max(frames):.0f} ms",
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="kvota-frames-") as name:
        print(table(measure(Path(name))))
