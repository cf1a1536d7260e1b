"""`/setup`: each card says its present value in a sentence."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kvota.analytics.metric_registry import registry
from kvota.domain.importing.text import matching_key
from kvota.domain.planning.working_hours import workload_said
from kvota.language.formats import formats_for
from kvota.language.names import BASES
from kvota.records.calendars import CalendarException
from kvota.records.exit_questions import ExitQuestion
from kvota.records.funnels import Funnel, Stage
from kvota.records.imports import ImportBatch
from kvota.records.people import Seat
from kvota.records.playbooks import playbooks_in_force
from kvota.records.rights import may
from kvota.records.selling import Product
from kvota.records.units import in_force
from kvota.web.seat_in_force import Asked

# Which right opens which page. The audit is read by who answers for the company.
PAGES = (
    ("setup-company", "setup"),
    ("setup-stages", "setup"),
    ("setup-playbooks", "playbook"),
    ("setup-calendar", "setup"),
    ("setup-money", "setup"),
    ("setup-hours", "setup"),
    ("setup-products", "setup"),
    ("setup-metrics", "setup"),
    ("setup-people", "people"),
    ("import", "import"),
    ("setup-settings", "setup"),
    ("backup", "setup"),
    ("audit", ""),
)


def setup(request: Asked) -> HttpResponse:
    """The cards this seat may open, those with the letters of `?q=`; 404 for a seat that changes nothing."""
    sentences = {
        "setup-company": _company,
        "setup-stages": _stages,
        "setup-playbooks": _playbooks,
        "setup-calendar": _calendar,
        "setup-money": _money,
        "setup-hours": _hours,
        "setup-products": _products,
        "setup-metrics": _metrics,
        "setup-people": _people,
        "import": _imports,
        "setup-settings": _settings,
        "backup": _backup,
        "audit": _audit,
    }
    cards = [
        {"name": name, "url": reverse(name), "title": title, "sentence": sentences[name](request)}
        for name, title in setup_pages(request.seat)
    ]
    if not cards:
        raise Http404
    wanted = " ".join(request.GET.get("q", "").split())[:80]
    words = matching_key(wanted)
    shown = [card for card in cards if words in matching_key(f"{card['title']} {card['sentence']}")]
    return render(request, "setup/overview.html", {"cards": shown, "wanted": wanted})


def setup_pages(seat: Seat) -> list[tuple[str, str]]:
    """(name of the address, title) of each page of the settings that a seat may open."""
    titles = {
        "setup-company": _("Company and language"),
        "setup-stages": _("Stages"),
        "setup-playbooks": _("Playbooks"),
        "setup-calendar": _("Calendar"),
        "setup-money": _("Money"),
        "setup-hours": _("Hours"),
        "setup-products": _("Products"),
        "setup-metrics": _("Metrics"),
        "setup-people": _("People and units"),
        "import": _("Import"),
        "setup-settings": _("Settings as a file"),
        "backup": _("Backup"),
        "audit": _("Audit"),
    }
    return [
        (name, titles[name])
        for name, right in PAGES
        if (may(seat, right) if right else seat.role in {"owner", "admin"})
    ]


def _company(request: Asked) -> str:
    company = request.organisation
    return _("%(name)s; the actual is: %(basis)s; the day ends at midnight in %(zone)s.") % {
        "name": company.name,
        "basis": BASES[company.basis],
        "zone": company.time_zone,
    }


def _stages(request: Asked) -> str:
    funnels = Funnel.offered().count()
    offered = Stage.visible_to(request.seat, on=request.today).filter(removed_on=None)
    count = offered.filter(funnel__removed_on=None).count()
    questions = ExitQuestion.objects.filter(removed_on=None).count()
    words = _count_of_stages(count)
    if funnels > 1:
        several = ngettext("%(n)s funnel:", "%(n)s funnels:", funnels) % {"n": funnels}
        words = f"{several} {words}"
    if questions:
        asked = ngettext("%(n)s question asked.", "%(n)s questions asked.", questions) % {"n": questions}
        words = f"{words} {asked}"
    return words


def _count_of_stages(count: int) -> str:
    words = ngettext(
        "%(n)s stage; stuck by the norm of each stage.",
        "%(n)s stages; stuck by the norm of each stage.",
        count,
    )
    return words % {"n": count}


def _playbooks(request: Asked) -> str:
    stages = Stage.visible_to(request.seat, on=request.today).filter(removed_on=None, funnel__removed_on=None)
    needed = list(stages.exclude(kind="paid").values_list("pk", flat=True))
    written = len(playbooks_in_force(needed, on=request.today))
    return _("Steps, script and criteria: %(written)s of %(stages)s stages.") % {
        "written": written,
        "stages": len(needed),
    }


def _calendar(request: Asked) -> str:
    own = CalendarException.visible_to(request.seat, on=request.today).count()
    countries = {"RU": _("Russia"), "CN": _("China"), "BG": _("Bulgaria"), "": _("Monday to Friday")}
    country = countries[request.organisation.country]
    words = ngettext("%(country)s, %(n)s day of your own.", "%(country)s, %(n)s days of your own.", own)
    return words % {"country": country, "n": own}


def _money(request: Asked) -> str:
    return _("Sums in %(currency)s; other currencies by dated rates.") % {
        "currency": request.organisation.currency
    }


def _hours(request: Asked) -> str:
    known = workload_said(request.organisation.workload)
    formats = formats_for(request.LANGUAGE_CODE)
    words = _("%(hours)s a day, %(share)s of them with clients.") % {
        "hours": formats.hours(known.hours_a_day),
        "share": formats.percent(known.utilisation),
    }
    return words if known.said else f"{words} {_('Assumed.')}"


def _products(request: Asked) -> str:
    count = Product.visible_to(request.seat, on=request.today).count()
    words = ngettext("%(n)s product; prices by day.", "%(n)s products; prices by day.", count)
    return words % {"n": count}


def _metrics(request: Asked) -> str:
    known = registry(request.organisation).values()
    own = sum(metric.is_own for metric in known)
    words = ngettext("%(n)s metric, %(own)s of your own.", "%(n)s metrics, %(own)s of your own.", len(known))
    return words % {"n": len(known), "own": own}


def _people(request: Asked) -> str:
    held = Seat.visible_to(request.seat, on=request.today).filter(in_force(request.today))
    count = held.values("person").distinct().count()
    words = ngettext("%(n)s person holds a seat.", "%(n)s people hold a seat.", count)
    return words % {"n": count}


def _imports(request: Asked) -> str:
    count = ImportBatch.visible_to(request.seat, on=request.today).filter(state="applied").count()
    words = ngettext(
        "%(n)s import so far; each can be undone.", "%(n)s imports so far; each can be undone.", count
    )
    return words % {"n": count}


def _settings(request: Asked) -> str:
    return _("All of them as one YAML file, out and in.")


def _backup(request: Asked) -> str:
    return _("Everything in one file, proven on a copy.")


def _audit(request: Asked) -> str:
    return _("Who did what and when; nothing is lost.")
