"""Every address of kvota, with what it takes and who may open it. A new address must be listed here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.conftest import House

EVERYBODY = frozenset({"rep", "head", "owner", "finance", "analyst", "admin", "colleague"})
SELLS = frozenset({"rep", "head"})


@dataclass(frozen=True)
class Address:
    """`takes` names the object its id belongs to; `get`/`post` say which methods answer."""

    takes: str = ""
    get: bool = True
    post: bool = False
    public: bool = False
    data: dict[str, Any] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)


GET = Address()
ADDRESSES: dict[str, Address] = {
    "today": GET,
    "my-moves": GET,
    "undo-move": Address("move", get=False, post=True),
    "steps-left": GET,
    "write-tomorrow": Address(get=False, post=True),
    "undo-tomorrow": Address("many", get=False, post=True),
    "try-once": Address(get=False, post=True, data={"action": "call"}),
    "board": GET,
    "board-heat": GET,
    "board-about": Address("deal"),
    "board-move": Address(get=False, post=True),
    "record-move": GET,
    "search": GET,
    "add-deal": Address(post=True),
    "deal": Address("deal"),
    "move-sheet": Address("deal"),
    "carry-deal": Address("deal", post=True),
    "move-deal": Address("deal", get=False, post=True, data={"stage": "4"}),
    "next-step": Address("deal", get=False, post=True),
    "change-deal": Address("deal", get=False, post=True),
    "reassign-deal": Address("deal", get=False, post=True),
    "deal-roles": Address("deal", get=False, post=True),
    "name-competitor": Address("deal", get=False, post=True, data={"name": "Rival"}),
    "attach-file": Address("deal", get=False, post=True),
    "attached-file": Address("file"),
    "remove-file": Address("file", get=False, post=True),
    "split-deal": Address("deal", get=False, post=True),
    "record-payment": Address("deal", post=True),
    "client": Address("client"),
    "reach-client": Address("client", get=False, post=True),
    "compare-client": Address("client"),
    "merge-client": Address("client", get=False, post=True),
    "separate-client": Address("client", get=False, post=True),
    "keep-clients-apart": Address("client", get=False, post=True),
    "twins": GET,
    "plan": GET,
    "set-goal": Address(get=False, post=True),
    "type-cell": Address(get=False, post=True),
    "seat-changes": GET,
    "decide-seat-change": Address(get=False, post=True, data={"do": "published"}),
    "first-numbers": Address(post=True),
    "why-number": GET,
    "see-why": Address(get=False, post=True, data={"when": "2026-11"}),
    "say-unit-words": Address(get=False, post=True),
    # They take a version as a parameter: test_plan_sheet.py, test_goal_file.py and test_goal_versions.py.
    "begin-draft": Address(get=False, post=True),
    "publish-goal": Address(get=False, post=True),
    "set-draft-aside": Address(get=False, post=True),
    "goal-versions": GET,
    "compare-goals": Address(get=False),
    "goal-workbook": Address(get=False),
    "goal-from-file": Address(get=False, post=True),
    "goal-sheet": Address(get=False),
    "change-sheet": Address(get=False, post=True),
    "paste-sheet": Address(get=False, post=True),
    "undo-sheet": Address(get=False, post=True),
    "redo-sheet": Address(get=False, post=True),
    "note-sheet": Address(get=False, post=True),
    "sheet-parts": Address(get=False),
    "sheet-forecasts": Address(get=False),
    "sheet-history": Address(get=False),
    "needed": GET,
    "scenarios": GET,
    "compare-at-once": Address(get=False, post=True, data={"dearer": "3"}),
    "keep-scenario": Address(post=True, data={"name": "Dearer", "price": "3"}),
    "change-scenario": Address("scenario", post=True, data={"name": "Dearer", "price": "4"}),
    "set-scenario-aside": Address("scenario", get=False, post=True),
    "publish-scenario": Address("scenario", post=True),
    "share-work": Address(get=False, post=True),
    "work-sharing": Address("sharing"),
    "take-best": Address("sharing", get=False, post=True),
    "lead-supply": GET,
    "type-supply": Address(get=False, post=True),
    "channel": Address("channel"),
    "leads": GET,
    "ask-for-leads": Address(get=False, post=True),
    "answer-leads": Address("lead_request", get=False, post=True),
    "hours": GET,
    "coverage": GET,
    "set-absence": Address(get=False, post=True),
    "conditions": GET,
    "my-conditions": GET,
    "add-condition": Address(get=False, post=True, data={"kind": "difficulty", "words": "no sample stock"}),
    "change-condition": Address("condition", get=False, post=True, data={"state": "removed"}),
    "principles": GET,
    "set-focus": Address(get=False, post=True, data={"quarter": "2026-Q4", "words": "spare parts"}),
    "client-map": GET,
    "map-clients": GET,
    "set-cells": Address(get=False, post=True, data={"cells": "9"}),
    "market": GET,
    "add-fact": Address(get=False, post=True, data={"source": "trade register", "potential_clients": "40"}),
    "market-deals": GET,
    "review": GET,
    "funnel": GET,
    "deals": GET,
    "change-many-deals": Address(get=False, post=True, data={"do": "park", "until": "2026-12-24"}),
    "many-deals": Address("many"),
    "undo-many-deals": Address("many", get=False, post=True),
    "keep-view": Address(get=False, post=True, data={"name": "Mine"}),
    "change-view": Address("view", get=False, post=True),
    "moves-list": GET,
    "tries-list": GET,
    "actual-list": GET,
    "receivables": GET,
    "contracts": GET,
    "changes": GET,
    "entered": Address("stage"),
    "stuck": GET,
    "past-forecasts": GET,
    "work": GET,
    "metric-list": Address(other={"key": "visits"}),
    "export": Address(other={"what": "deals", "ending": "csv"}),
    "setup": GET,
    "setup-company": Address(post=True),
    "setup-people": Address(post=True),
    "setup-person": Address("person", post=True),
    "one-time-link": Address("person", get=False, post=True),
    "stand-in": Address("person", get=False, post=True),
    "leaving": Address("person", post=True),
    "take-back-leaving": Address("person", get=False, post=True),
    "setup-units": Address(get=False, post=True),
    "setup-stages": GET,
    "change-stage": Address("stage", get=False, post=True),
    "undo-stage": Address("stage", get=False, post=True, other={"what": "later"}),
    "setup-playbooks": GET,
    "playbook": Address("stage", post=True, data={"publish": "1", "steps": "Call"}),
    "add-question": Address("stage", get=False, post=True),
    "change-question": Address("question", get=False, post=True),
    "undo-question": Address("question", get=False, post=True),
    "add-funnel": Address(get=False, post=True),
    "change-funnel": Address("funnel", get=False, post=True),
    "undo-funnel": Address("funnel", get=False, post=True, other={"what": "offer"}),
    "lost-to-competitor": Address(get=False, post=True),
    "setup-calendar": Address(post=True),
    "setup-money": Address(post=True),
    "setup-hours": Address(post=True),
    "setup-products": Address(post=True),
    "setup-metrics": Address(post=True),
    "setup-metric": Address(post=True, other={"key": "visits"}),
    "setup-settings": Address(post=True),
    "settings-yaml": GET,
    "backup": Address(post=True),
    "backup-file": Address(other={"name": "kvota-20261118-140500"}),
    "audit": GET,
    "audit-csv": GET,
    "unmatched-payments": GET,
    "match-payment": Address("payment", get=False, post=True),
    "sign-in": Address(post=True, public=True),
    "sign-out": Address(get=False, post=True, public=True),
    "enter": Address(post=True, public=True),
    "password": Address(post=True),
    "offer-passkey": Address(get=False, post=True),
    "keep-passkey": Address(get=False, post=True),
    "remove-passkey": Address(get=False, post=True, other={"number": "1"}),
    # Nowhere without a provider: tests/web/account/test_company_sign_in.py goes through them.
    "company-sign-in": Address(get=False, public=True),
    "company-sign-in-back": Address(get=False, public=True),
    "offer-sign-in": Address(get=False, post=True, public=True),
    "passkey-sign-in": Address(get=False, post=True, public=True),
    "welcome": Address(public=True),
    "look-around": Address(get=False, post=True, public=True),
    "enter-demo": Address(post=True, public=True, other={"role": "rep"}),
    "demo-anew": Address(get=False, post=True),
    "tour": Address(post=True, data={"do": "leave"}),
    "take-seat": Address(get=False, post=True),
    "choose-language": Address(get=False, post=True, public=True),
    "choose-theme": Address(get=False, post=True),
    "turn-eye": Address(get=False, post=True),
    "import": Address(post=True),
    "import-step": Address("batch", post=True, other={"step": "columns"}),
    "apply-import": Address("batch", get=False, post=True),
    "cancel-import": Address("batch", get=False, post=True),
    "import-progress": Address("batch"),
    "import-mapping": Address("batch", post=True),
    "import-refused": Address("batch"),
    "import-rows": Address("batch", other={"kind": "skipped"}),
    "undo-import": Address("batch", post=True),
    "forget-import": Address("batch", get=False, post=True),
    "start-mine": Address(post=True, public=True),
    "styleguide": GET,
    "help": Address(public=True),
    "letter-keys": Address(get=False, post=True, data={"on": "1"}),
    "worker": Address(public=True),
    "ready-to-send": GET,
}


def named_patterns() -> list[tuple[str, URLPattern]]:
    """Every named address of the pages; the API has its own list in its schema."""

    def walk(resolver: URLResolver) -> list[tuple[str, URLPattern]]:
        found = []
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                if pattern.namespace != "api":
                    found += walk(pattern)
            else:
                found.append((str(pattern.name), pattern))
        return found

    return walk(get_resolver())


def kwargs_of(name: str, house: House, *, who: str = "Maria") -> dict[str, Any]:
    """The arguments that name an object of a house: the deal, client… of one of its reps."""
    address = ADDRESSES[name]
    deal = house.deals[who]
    objects: dict[str, Any] = {
        "deal": deal.uid,
        "client": deal.client.uid,
        "move": house.moves[who].uid,
        "person": house.company.people[who].uid,
        "stage": house.company.stages[2].uid,
        "funnel": house.company.stages[2].funnel.uid,
        "question": house.question.uid,
        "payment": house.payment.uid,
        "batch": house.batch.uid,
        "many": house.many.uid,
        "view": house.view.uid,
        "file": house.files[who].uid,
        "channel": house.channel.uid,
        "lead_request": house.lead_request.uid,
        "condition": house.condition.uid,
        "scenario": house.scenario.line,
        "sharing": house.sharing.uid,
    }
    given: dict[str, Any] = dict(address.other)
    if address.takes:
        given["uid"] = objects[address.takes]
    return given


def path_of(name: str, house: House, *, who: str = "Maria") -> str:
    return reverse(name, kwargs=kwargs_of(name, house, who=who))
