"""Waiting for what a page keeps of itself in the browser, which no element of it shows."""

from __future__ import annotations

from playwright.sync_api import Page

# wait_for_function takes the promise of an asynchronous condition for true at once.
_LOOK = """() => new Promise((done) => {
  const look = async () => ((await (CONDITION)()) ? done() : setTimeout(look, 20));
  look();
})"""
_HAS_A_COPY = """async () => navigator.serviceWorker.controller
  && Boolean(await caches.match('/', { cacheName: 'kvota-today' }))"""


def until(page: Page, condition: str) -> None:
    """Wait until an asynchronous function of the page answers with something true."""
    page.evaluate(_LOOK.replace("CONDITION", condition))


def until_it_has_a_copy(page: Page) -> None:
    """Wait until the worker answers for the page and keeps its last Today."""
    until(page, _HAS_A_COPY)
