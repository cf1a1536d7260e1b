"""The first useful paint of a phone: a mid-range processor on 4G, with nothing kept and with all kept."""

from __future__ import annotations

from statistics import median

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from benchmarks.row import Row, table
from tools.find_chromium import LAUNCH_FLAGS, ChromiumMissing, find_chromium
from tools.take_screens import PHONE, sample_company

GOAL_MS = 1_500
TIMES = 7
# Half a laptop's core and a usual 4G: 170 ms there and back, 9 Mbit/s.
SLOWER = 4
NETWORK = {"offline": False, "latency": 170, "downloadThroughput": 9e6 / 8, "uploadThroughput": 9e6 / 8}
PAGES = (("Today", "rep", "/"), ("Board", "rep", "/board"), ("Plan vs actual", "head", "/review"))

# The largest thing painted so far; what a page paints later moves it.
_LARGEST = """() => new Promise((done) => new PerformanceObserver((list) => {
    const paints = list.getEntries();
    done(paints[paints.length - 1].startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))"""


def measure() -> list[Row]:
    """Two rows a page; one row that says so where there is no Chromium."""
    try:
        chromium = find_chromium()
    except ChromiumMissing as missing:
        return [Row("G1", "first useful paint", "", note=str(missing))]
    with sample_company() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(LAUNCH_FLAGS))
        rows = [row for name, role, path in PAGES for row in _of_page(browser, address, name, role, path)]
        browser.close()
    return rows


def _of_page(browser: Browser, address: str, name: str, role: str, path: str) -> list[Row]:
    # A real worker keeps pages and would answer the second visit without the network: it is let.
    context = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/demo/{role}")
    page.get_by_test_id("enter").get_by_role("button").click()
    page.wait_for_load_state("networkidle")
    session = context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", NETWORK)
    rows = []
    for words, forget in (("nothing kept", True), ("all kept", False)):
        times = [_painted(page, session, address + path, forget=forget) for _ in range(TIMES)]
        found = median(times)
        note = f"{min(times):.0f}-{max(times):.0f} ms in {TIMES}"
        rows.append(
            Row(
                "G1",
                f"first useful paint, {name}",
                words,
                product=found,
                unit="ms",
                goal=f"≤ {GOAL_MS} ms",
                met=found <= GOAL_MS,
                note=note,
            )
        )
    context.close()
    return rows


def _painted(page: Page, session: CDPSession, address: str, *, forget: bool) -> float:
    """Milliseconds until the largest part of the page stood."""
    page.goto("about:blank")
    if forget:
        session.send("Network.clearBrowserCache")
        origin = "/".join(address.split("/")[:3])
        kinds = "cache_storage,service_workers"
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kinds})
    page.goto(address)
    page.wait_for_load_state("load")
    return float(page.evaluate(_LARGEST))


if __name__ == "__main__":
    print(table(measure()))
