"""The audit: who did what, to what, when, and what was so before. Read by the administrator and the owner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kvota.actions.split_deal import percent_text
from kvota.domain.calendar.period import parse_period
from kvota.domain.errors import RuleError
from kvota.domain.metrics.metric import Metric
from kvota.domain.metrics.shipped import SHIPPED
from kvota.integrations.files.spreadsheet_safe import CellValue, csv_pieces
from kvota.language.errors import worded
from kvota.language.formats import Formats, formats_for
from kvota.language.marks import listed
from kvota.language.metric_words import metric_name
from kvota.language.names import ACTIONS, BASES, DEAL_KINDS, EXIT_ANSWERS, ROLES
from kvota.language.told_events import told, told_change, told_without_names
from kvota.records.events import Event
from kvota.records.rights import READS_TEAM, may
from kvota.web.deals.deal_page import role_words
from kvota.web.pages import PER_PAGE, Pages
from kvota.web.seat_in_force import Asked
from kvota.web.setup.audit_filter import COMMAND_LINE, GROUPS, AuditFilter, read_filter, who_acted
from kvota.web.setup.names_of_events import NamesOfEvents, subject_of

MOST_EXPORTED = 10_000
EXPORTED_AT_ONCE = 500  # their names are looked up together
CLIENTS_NAMED = 5  # of the deals handed over at once; the rest are counted
VARIANTS = {"touch", "park", "lost", "reopen"}
# What happened to these is told in clients and sums: to a role that reads those elsewhere too.
OF_THE_SALES = {"deal", "client", "goal", "payment", "condition", "focus", "market", "scenario"}
NAMES_DEALS = {"deals_reassigned", "clients_handed_over"}


@dataclass(frozen=True)
class Line:
    """One event as the page prints it; `url` is empty where the seat may not open what it was about."""

    event: Event
    sentence: str
    changes: list[str]
    who: str
    url: str


def audit(request: Asked) -> HttpResponse:
    """The events asked for, newest first, 50 a page. At most fifteen queries, whatever is on the page."""
    asked = _asked(request)
    pages = Pages(request, asked.events.count())
    first = (pages.number - 1) * PER_PAGE
    context = {
        "lines": _lines(request, list(asked.events[first : first + PER_PAGE])),
        "pages": pages,
        "asked": asked,
        "people": who_acted(),
        "groups": GROUPS.items(),
        "command_line": COMMAND_LINE,
        "refusal": worded(asked.refused) if asked.refused else "",
    }
    return render(request, "setup/audit.html", context, status=422 if asked.refused else 200)


def export(request: Asked) -> HttpResponse:
    """The same events as CSV, the newest 10,000: one row each, with what was so before and is so now."""
    asked = _asked(request)
    if asked.refused:
        raise asked.refused
    header = [_("When"), _("Who"), pgettext("audit", "What"), _("Changes"), _("Code")]
    rows: list[list[CellValue]] = []
    for start in range(0, MOST_EXPORTED, EXPORTED_AT_ONCE):
        shown = list(asked.events[start : start + EXPORTED_AT_ONCE])
        rows += [
            [
                timezone.localtime(line.event.recorded_at).replace(tzinfo=None, microsecond=0).isoformat(" "),
                line.who,
                line.sentence,
                listed(line.changes, between="semicolon"),
                line.event.kind,
            ]
            for line in _lines(request, shown)
        ]
        if len(shown) < EXPORTED_AT_ONCE:
            break
    pieces = csv_pieces(header, rows, language=request.LANGUAGE_CODE)
    response = HttpResponse(b"".join(pieces), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="kvota-audit-{request.today.isoformat()}.csv"'
    return response


def _asked(request: Asked) -> AuditFilter:
    if request.seat.role not in {"owner", "admin"}:
        raise Http404
    return read_filter(request)


def _lines(request: Asked, events: list[Event]) -> list[Line]:
    words = _Words(request, NamesOfEvents(events, request))
    return [words.line(event) for event in events]


class _Words:
    """Words the events of one page."""

    def __init__(self, request: Asked, names: NamesOfEvents) -> None:
        self.language = request.LANGUAGE_CODE
        self.currency = request.organisation.currency
        self.fiscal_start = request.organisation.fiscal
        self.formats: Formats = formats_for(self.language, self.currency)
        self.may_people = may(request.seat, "people")
        self.reads_sales = request.seat.role in READS_TEAM
        self.roles_on_deal = dict(role_words())
        self.names = names

    def line(self, event: Event) -> Line:
        of_the_sales = subject_of(event)[0] in OF_THE_SALES or event.kind in NAMES_DEALS
        open_here = self.reads_sales or not of_the_sales
        return Line(
            event=event,
            sentence=told(event.kind, self._variant(event), self._fields(event))
            if open_here
            else told_without_names(event.kind, self._variant(event)),
            changes=[told_change(*change) for change in self._changes(event)] if open_here else [],
            who=self._who(event),
            url=self._url(event) if open_here else "",
        )

    def _who(self, event: Event) -> str:
        name = event.actor.name if event.actor else _("command line")
        absent = self._people([event.payload["for"]]) if "for" in event.payload else ""
        return _("%(person)s for %(absent)s") % {"person": name, "absent": absent} if absent else name

    def _variant(self, event: Event) -> str:
        payload = event.payload
        if event.kind == "move_recorded":
            return payload["kind"] if payload.get("kind") in VARIANTS else ""
        if event.kind == "move_undone":
            move = self.names.row("move", payload.get("move"))
            return "stage" if move and move.stage else ""
        if event.kind == "leads_answered":
            return str(payload.get("answer", ""))
        if event.kind == "calendar_changed":
            return "working" if payload.get("working") else ""
        if event.kind == "next_step_set":
            return "" if payload.get("on") else "none"
        if event.kind == "deal_split":
            return "" if payload.get("shares") else "none"
        if event.kind in {"stage_retired", "stage_offered"}:
            return "moved" if "count" in payload else ""
        if event.kind == "deal_role_set":
            return "" if payload.get("person") else "nobody"
        if event.kind == "condition_set":
            return payload["state"] if payload.get("state") in {"removed", "given_up"} else ""
        if event.kind == "goal_set":
            return "scenario" if payload.get("scenario") else ""
        if event.kind == "focus_set":
            return "" if payload.get("words") else "none"
        if event.kind == "competitor_named":
            return "taken_back" if payload.get("taken_back") else ""
        return "unmatched" if event.subject.startswith("payment:") else ""

    def _fields(self, event: Event) -> dict[str, str]:
        """Every name and figure the sentence of the event may need; what is not known is left out."""
        payload, (kind, key) = event.payload, subject_of(event)
        deal = self.names.row("deal", key)
        move = self.names.row("move", payload.get("move"))
        unit = self.names.row("unit", key if kind == "unit" else payload.get("unit"))
        parent = self.names.row("unit", payload.get("parent"))
        batch = self.names.row("import", key)
        product, channel = self.names.row("product", key), self.names.row("channel", key)
        funnel, question = self.names.row("funnel", key), self.names.row("question", key)
        stage = self.names.row("stage", key) or (move and move.stage) or (question and question.stage)
        to = self.names.row("stage", payload.get("to"))
        day = key if kind == "day" else payload.get("on") or payload.get("from_on")
        if move is not None and move.park_until:
            day = move.park_until.isoformat()
        known = {
            "client": (deal and deal.whose.name) or (kind == "client" and self._client(key)),
            "other": self._client(payload.get("client")) if kind == "client" else "",
            "person": self._person(event),
            "stands_in": self._people([payload["stands_in"]]) if "stands_in" in payload else "",
            "until": payload.get("to_on") and self._day(payload["to_on"]),
            "unit": unit and unit.name,
            "parent": parent and parent.name,
            "stage": stage and stage.name_in(self.language),
            "rank": payload.get("rank"),
            "version": payload.get("version"),
            "to": to and to.name_in(self.language),
            "funnel": funnel and funnel.name_in(self.language),
            "question": question and question.name_in(self.language),
            "answers": listed(
                (self._answer(*answer) for answer in payload.get("answers", [])), between="semicolon"
            ),
            "role": (self.roles_on_deal if kind == "deal" else ROLES).get(payload.get("role", "")),
            "amount": self._amount(event),
            "day": day and self._day(day),
            "count": self._count(payload),
            "clients": self._clients(payload.get("deals", [])),
            "period": payload.get("period") and self._period(payload["period"]),
            "number": batch.number if batch else payload.get("version") if kind == "metric" else None,
            "metric": self._metric(key, payload) if kind == "metric" else "",
            "file": batch.file_name if batch else payload.get("name") if kind == "deal" else "",
            "product": product and product.name,
            "shares": listed(self._share(*share) for share in payload.get("shares", [])),
            "channel": channel and channel.name,
            "currency": key if kind == "rate" else None,
            "rate": payload.get("rate"),
            "device": payload.get("device"),
            "words": payload.get("words") if kind in {"condition", "focus"} else "",
            "node": self._person(event) or (unit and unit.name),
            "segment": self._segment(payload) if kind == "market" else "",
            "scenario": payload.get("name") if kind == "scenario" else "",
            "competitor": payload.get("name") if event.kind == "competitor_named" else "",
        }
        return {name: str(value) for name, value in known.items() if value not in (None, "", False)}

    def _segment(self, payload: dict[str, Any]) -> str:
        named = [payload[part] for part in ("industry", "region") if payload.get(part)]
        return listed(named) if named else _("the whole market")

    def _metric(self, key: str, payload: dict[str, Any]) -> str:
        """A shipped metric by its name today, one's own by the name of that version."""
        metric = SHIPPED.get(key) or Metric(key, "flow", "count", names=payload["names"], is_own=True)
        return metric_name(metric, self.language)

    def _count(self, payload: dict[str, Any]) -> str:
        count = len(payload["returned"]) if "returned" in payload else payload.get("count")
        return "" if count is None else self.formats.number(count)

    def _person(self, event: Event) -> str:
        kind, key = subject_of(event)
        seat = self.names.row("seat", key)
        person = (
            seat.person
            if seat
            else self.names.row("person", key if kind == "person" else event.payload.get("person"))
        )
        return person.name if person else ""

    def _client(self, uid: Any) -> str:
        client = self.names.row("client", uid)
        return client.name if client else ""

    def _share(self, uid: str, hundredths: int) -> str:
        person = self.names.row("person", uid)
        return f"{person.name if person else '–'} {percent_text(hundredths)} %"

    def _answer(self, uid: str, answer: str) -> str:
        question = self.names.row("question", uid)
        return f"{question.name_in(self.language) if question else '–'} {EXIT_ANSWERS[answer]}"

    def _amount(self, event: Event) -> str:
        named = (event.payload.get(name) for name in ("amount_minor", "revenue_minor", "price_minor"))
        minor = next((value for value in named if value is not None), None)
        deal = self.names.row("deal", subject_of(event)[1])
        currency = event.payload.get("currency") or (deal.currency if deal else self.currency)
        return self.formats.money(minor, currency) if minor is not None else ""

    def _clients(self, pairs: list[list[str]]) -> str:
        """The clients of deals handed over: the first by name, the others as a number."""
        deals = [self.names.row("deal", deal) for deal, _owner in pairs[:CLIENTS_NAMED]]
        named = [deal.whose.name for deal in deals if deal]
        more = len(pairs) - len(named)
        return listed([*named, *([f"+{self.formats.number(more)}"] if more else [])])

    def _changes(self, event: Event) -> Iterator[tuple[str, str, str]]:
        """What was so before and is otherwise now, where the event holds both."""
        payload = event.payload
        if event.kind == "company_changed":
            for name, after in payload.get("after", {}).items():
                yield name, self._value(name, payload["before"].get(name)), self._value(name, after)
        elif event.kind in {"deal_edited", "client_changed"}:
            for name, (before, after) in payload.get("changed", {}).items():
                yield name, self._value(name, before, event), self._value(name, after, event)
        elif event.kind == "lost_reasons_changed":
            if payload["before"] != payload["after"]:
                yield "lost_reasons", listed(payload["before"]), listed(payload["after"])
            before, after = payload.get("to_competitor_before", []), payload.get("to_competitor", [])
            if before != after:
                yield "to_competitor", listed(before), listed(after)
        elif event.kind == "stage_renamed" and "before" in payload:
            for name, before in payload["before"].items():
                if before != payload["after"][name]:
                    after = payload["after"][name]
                    yield name.partition("_")[0], self._said(name, before), self._said(name, after)
        elif event.kind in {"condition_set", "focus_set"} and "before" in payload:
            if payload["before"]["words"] != payload["words"]:
                yield "words", payload["before"]["words"], payload["words"]
        elif event.kind == "scenario_changed" and payload["before"]["name"] != payload["name"]:
            yield "name", payload["before"]["name"], payload["name"]
        elif event.kind == "product_renamed":
            yield "name", payload["before"], payload["after"]
        elif event.kind == "seat_duties_set":
            yield "duties", payload.get("before") or "", payload.get("after") or ""
        elif event.kind == "next_step_set" and payload.get("before"):
            yield "day", self._day(payload["before"]), self._day(payload.get("on"))
        elif event.kind == "deal_role_set" and payload.get("before"):
            yield "person", self._people(payload["before"]), self._person(event)
        elif event.kind == "deals_reassigned":
            yield "owner", self._people([owner for _deal, owner in payload["deals"]]), self._person(event)
        elif event.kind == "clients_handed_over":
            heirs = [heir for _deal, heir in payload["deals"]]
            yield "owner", self._person(event), self._people(heirs)
        elif event.kind == "person_left" and payload.get("heirs"):
            yield "heirs", "", self._people(payload["heirs"])
        elif event.kind in {"payment_corrected", "contract_recorded"}:
            row = self.names.row(event.kind.partition("_")[0], payload.get("replaces"))
            if row is not None:
                before = self.formats.money(row.amount_minor, row.currency)
                yield "amount_minor", before, self._amount(event)

    def _said(self, column: str, value: str) -> str:
        return str(ACTIONS.get(value, value)) if column == "usual_action" else value

    def _people(self, uids: list[str]) -> str:
        people = [self.names.row("person", uid) for uid in dict.fromkeys(uids)]
        return listed(person.name for person in people if person)

    def _value(self, name: str, value: Any, event: Event | None = None) -> str:
        if value in (None, ""):
            return ""
        if name == "amount_minor" and event is not None:
            deal = self.names.row("deal", subject_of(event)[1])
            return self.formats.money(value, deal.currency if deal else self.currency)
        if name == "product":
            product = self.names.row("product", value)
            return product.name if product else ""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = {"basis": BASES, "kind": DEAL_KINDS}.get(name, {})
        return self._day(value) if name.endswith("_on") else str(choices.get(str(value), value))

    def _day(self, text: str | None) -> str:
        return self.formats.day(date.fromisoformat(text)) if text else ""

    def _period(self, key: str) -> str:
        try:
            return self.formats.period(parse_period(key, fiscal_start=self.fiscal_start))
        except RuleError:
            return key

    def _url(self, event: Event) -> str:
        kind, key = subject_of(event)
        row = self.names.row(kind, key)
        if row is None:
            return ""
        if kind == "deal":
            return reverse("deal", args=[row.uid]) if self.names.may_open(row) else ""
        if kind == "seat":
            kind, row = "person", row.person
        return reverse("setup-person", args=[row.uid]) if kind == "person" and self.may_people else ""
