"""P8: the pages a head and a rep open, for a company of fifty reps."""

from __future__ import annotations

import http.client
import re
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from benchmarks.company_file import NOW, write_deals
from benchmarks.row import Row
from benchmarks.server import command, percentile, serving

SIZES = {"small": (25_000, 50, 200), "large": (250_000, 1_000, 400)}
PAGES = (("Today", "/"), ("Board", "/board"), ("Plan", "/plan?when=2026-11"), ("Review", "/review"))
NOT_BUILT = ("Pay",)
TIMES = 20


def measure(folder: Path, size: str) -> list[Row]:
    rows, reps, goal = SIZES[size]
    file = folder / "p8.csv"
    write_deals(file, rows=rows, reps=reps, open_share=0.4)
    data = folder / "p8"
    command(data, "import", "deals", str(file), "--company", "Bench", now=NOW)
    command(data, "goal", "set", "--company", "Bench", "--when", "2026-11", "--amount", "3000000", now=NOW)
    command(data, "people", "invite", "Head", "--company", "Bench", "--role", "head", now=NOW)
    link = command(data, "sign-in-link", "--company", "Bench", "--role", "head", now=NOW)["address"]
    found = []
    with serving(data, now=NOW) as (port, _seconds, _process):
        cookie = sign_in(port, link)
        for name, path in PAGES:
            times = [_load(port, path, cookie) for _ in range(TIMES + 2)][2:]
            p95 = percentile(times, 0.95) * 1e3
            found.append(
                Row(
                    "P8",
                    f"page {name}",
                    f"{int(rows * 0.4)} open deals, {reps} reps",
                    product=p95,
                    unit="ms p95",
                    goal=f"≤ {goal} ms",
                    met=p95 <= goal,
                    note=f"p50 {percentile(times, 0.5) * 1e3:.0f} ms",
                )
            )
    found += [Row("P8", f"page {name}", "", note="not built") for name in NOT_BUILT]
    return found


def sign_in(port: int, link: str) -> str:
    """Open the one-time address and return the session's cookies."""
    client = http.client.HTTPConnection("127.0.0.1", port)
    path = f"{urlsplit(link).path}?{urlsplit(link).query}"
    client.request("GET", path)
    answer = client.getresponse()
    page = answer.read().decode()
    cookies = _cookies(answer)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    client.request("POST", path, urlencode(fields), headers | {"Origin": f"http://127.0.0.1:{port}"})
    answer = client.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"the one-time address answered {answer.status}")
    return _cookies(answer)


def _cookies(answer: http.client.HTTPResponse) -> str:
    pairs = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return "; ".join(pairs)


def _load(port: int, path: str, cookie: str) -> float:
    client = http.client.HTTPConnection("127.0.0.1", port)
    begun = time.perf_counter()
    client.request("GET", path, headers={"Cookie": cookie})
    answer = client.getresponse()
    answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{path} answered {answer.status}")
    return time.perf_counter() - begun
