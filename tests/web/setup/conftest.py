"""Ways through the import wizard, as a person goes: by its forms, with what they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from django_scopes import scope

from kvota.records.deals import ATTRIBUTES
from kvota.records.models import Client, Contract, Deal, Move, Payment, Person, Stage
from tests.a_small_company import SmallCompany, a_small_company

COUNTS = ("new", "updated", "unchanged", "skipped")


class Form(HTMLParser):
    """The fields of the form that holds a field of this name, as a browser would send them."""

    def __init__(self, html: str, *, holding: str) -> None:
        super().__init__()
        self._forms: list[list[tuple[str, str]]] = []
        self._names: list[set[str]] = []  # radio buttons of which none is chosen, too
        self._select = ""
        self._options: list[tuple[str, bool]] = []
        self.feed(html)
        holds = (form for form, names in zip(self._forms, self._names, strict=True) if holding in names)
        self.fields = next(holds)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._forms.append([])
            self._names.append(set())
        elif not self._forms:
            return
        elif tag == "select":
            self._select, self._options = given["name"], []
            self._names[-1].add(given["name"])
        elif tag == "option":
            self._options.append((given.get("value", ""), "selected" in given))
        elif tag == "input" and "name" in given:
            kind = given.get("type", "text")
            self._names[-1].add(given["name"])
            if kind not in {"radio", "checkbox", "file"} or "checked" in given:
                self._forms[-1].append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            self._forms[-1].append((self._select, (chosen or [self._options[0][0]])[0]))
            self._select = ""

    def data(self, **changed: str) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name, []).append(value)
        return found | {name: [value] for name, value in changed.items()}


@dataclass
class Wizard:
    """A person at the import wizard, and the page in front of him."""

    client: Browser
    page: Any = None
    address: str = ""

    def go(self, address: str) -> str:
        self.page = self.client.get(address, follow=True)
        return self._arrived(address)

    def send(self, address: str, data: Any) -> str:
        self.page = self.client.post(address, data, follow=True)
        return self._arrived(address)

    def _arrived(self, asked: str) -> str:
        chain = getattr(self.page, "redirect_chain", [])
        self.address = chain[-1][0] if chain else asked
        return self.html

    @property
    def html(self) -> str:
        return unescape(self.page.content.decode())

    @property
    def step(self) -> str:
        found = re.search(r'data-testid="(import-step-\d)"', self.html)
        return found.group(1) if found else ""

    @property
    def refusal(self) -> str:
        found = re.search(r'data-testid="refusal">.*?</svg>(.*?)</p>', self.html, re.DOTALL)
        return found.group(1).strip() if found else ""

    def drop(self, content: bytes | Path, name: str = "deals.csv") -> str:
        """Drop a file on the import page."""
        if isinstance(content, Path):
            name, content = content.name, content.read_bytes()
        return self.send(reverse("import"), {"file": SimpleUploadedFile(name, content)})

    def press(self, holding: str, **changed: str) -> str:
        """Send the form that holds this field, with some of its fields changed."""
        return self.send(self.address, Form(self.page.content.decode(), holding=holding).data(**changed))

    def to_columns(self, **changed: str) -> str:
        return self.press("header_row", **changed)

    def to_check(self, **changed: str) -> str:
        return self.press("currency", **changed)

    def apply(self) -> str:
        found = re.search(r'action="([^"]+/apply)"', self.html)
        assert found, self.refusal or self.address
        return self.send(found.group(1), {})

    def undo(self) -> str:
        found = re.search(r'href="([^"]+/undo)"', self.html)
        assert found
        self.go(found.group(1))
        return self.send(found.group(1), {})

    def counts(self) -> dict[str, int]:
        found = dict(re.findall(r'data-testid="import-count-(\w+)">(?:<a [^>]+>)?([^<]+)<', self.html))
        return {name: int(re.sub(r"\D", "", found[name])) for name in COUNTS}


@pytest.fixture(autouse=True)
def uploads() -> Path:
    """The folder of uploaded files, empty before every test."""
    folder: Path = settings.KVOTA.data / "imports"
    for path in folder.glob("*") if folder.exists() else ():
        path.unlink()
    return folder


@pytest.fixture
def company(db: None) -> Iterator[SmallCompany]:
    """A company that has people and no deals yet."""
    small = a_small_company("Nord Pack")
    with scope(organisation=small.organisation):
        yield small


@pytest.fixture
def wizard(company: SmallCompany, signed_in: Any) -> Callable[..., Wizard]:
    """The wizard of somebody of the company: `wizard("Adam")`."""

    def of(who: str = "Adam", **kind: Any) -> Wizard:
        return Wizard(signed_in(company, who, **kind))

    return of


def a_file(*rows: str, header: str = "id;client;owner;stage;amount;created_on;closed_on;product") -> bytes:
    return "\n".join((header, *rows)).encode()


def what_counts() -> dict[str, list[Any]]:
    """Everything a list or a figure of the company in scope can be made of."""
    stages = Stage.objects.live().filter(removed_on=None)
    moves = Move.objects.live().filter(undone_by=None).exclude(kind="undo")
    return {
        "deals": sorted(Deal.objects.live().values_list("external_id", *ATTRIBUTES), key=repr),
        "moves": sorted(moves.values_list("deal", "kind", "stage", "occurred_on", "author"), key=repr),
        "contracts": sorted(Contract.standing().values_list("deal", "amount_minor", "occurred_on"), key=repr),
        "payments": sorted(Payment.standing().values_list("deal", "amount_minor", "occurred_on"), key=repr),
        "clients": sorted(Client.objects.live().values_list("name", flat=True)),
        "people": sorted(Person.objects.live().values_list("name", flat=True)),
        "stages": sorted(stages.values_list("rank", "name_en"), key=repr),
    }
