"""Every figure a page prints, with the link it is and the parts it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

VOID = {"input", "br", "img", "meta", "link", "hr", "use", "path", "rect", "circle", "line"}
#: Not figures of the page: ways through it, drawings, what is typed, names of rows and of columns.
LEFT = {"nav", "svg", "script", "form", "button", "select", "th", "kbd"}
MADE_OF = re.compile(r'data-testid="list-(?:sum|count)" data-value="(-?\d+)"')
STEPS = re.compile(r'data-forward="(\d+)" data-back="(\d+)"')
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Figure:
    """`places` are the names of the parts and columns around it, the nearest first."""

    text: str
    url: str
    value: str
    places: tuple[str, ...]

    def is_said_by(self, page: str) -> bool:
        """Whether the page it opens adds up to it, or, of a figure of a plan, prints it."""
        if "/deal/" in self.url:
            return True  # a client by name with his amount, which his page says in full
        if "/plan" in self.url and self.value:
            return f'data-value="{self.value}"' in page
        if self.value:
            sums = MADE_OF.findall(page) + [each for pair in STEPS.findall(page) for each in pair]
            return self.value in sums
        return self.text in unescape(TAG.sub(" ", page.partition("<main")[2]))


class _Walk(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.found: list[Figure] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append((tag, {name: value or "" for name, value in attrs}))
        if tag == "a" and (said := dict(attrs).get("aria-label")):
            self.handle_data(said)  # a drawing that is a link: its figure is in its name

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in {name for name, _ in self.open}:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if "main" not in tags or not re.search(r"\d", data) or LEFT & set(tags):
            return
        around = [attrs for _, attrs in reversed(self.open)]
        link = next((attrs for tag, attrs in reversed(self.open) if tag == "a"), {})
        cell = next((attrs for tag, attrs in reversed(self.open) if tag == "td"), {})
        places = [each[name] for each in around for name in ("data-testid", "data-label") if each.get(name)]
        value = link.get("data-value") or (cell.get("data-value", "") if link else "")
        self.found.append(Figure(data.strip(), link.get("href", ""), value, tuple(places)))


def figures_of(page: str) -> Iterator[Figure]:
    """The figures of the main part of a page, in its order."""
    walk = _Walk()
    walk.feed(page)
    return iter(walk.found)
