"""Counts what a person does: pointer-downs, keys outside fields, characters typed into fields."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

_COUNT = """
(() => {
  if (window.__hand) return;
  const blank = '{"taps":0,"keys":0,"characters":0}';
  const read = () => JSON.parse(sessionStorage.getItem('hand') || blank);
  const add = (what) => {
    const hand = read();
    hand[what] += 1;
    sessionStorage.setItem('hand', JSON.stringify(hand));
  };
  window.__hand = true;
  const typing = (t) => t && (t.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(t.tagName));
  addEventListener('pointerdown', () => add('taps'), true);
  addEventListener('keydown', (e) => { if (!typing(e.target)) add('keys'); }, true);
  addEventListener('input', (e) => { if (e.data) add('characters'); }, true);
})()
"""


@dataclass(frozen=True)
class Effort:
    """What it took."""

    taps: int
    keys: int
    characters: int


class Hand:
    """Watches a page from now on, across its navigations."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.evaluate("sessionStorage.removeItem('hand')")
        page.add_init_script(_COUNT)
        page.evaluate(_COUNT)
        self._begun = time.monotonic()

    def effort(self) -> Effort:
        counted = self.page.evaluate(
            'JSON.parse(sessionStorage.getItem(\'hand\') || \'{"taps":0,"keys":0,"characters":0}\')'
        )
        return Effort(**counted)

    def within(self, job: str, *, clicks: int, characters: int = 0) -> Effort:
        """Hold a job to its budget: taps and keys together, and characters. `make budgets` prints all."""
        effort = self.effort()
        if file := os.environ.get("BUDGETS_FILE"):
            seconds = time.monotonic() - self._begun
            line = {"job": job, "clicks": clicks, "characters": characters, "seconds": round(seconds, 2)}
            with Path(file).open("a", encoding="utf-8") as out:
                out.write(json.dumps(line | {"took": [effort.taps, effort.keys, effort.characters]}) + "\n")
        assert effort.taps + effort.keys <= clicks
        assert effort.characters <= characters
        return effort
