"""Take a sample company away with every row of it, or begin it anew."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from django.apps import apps
from django.db import models, transaction
from django_scopes import scopes_disabled

from kvota.demo.make_demo_company import make_demo_company
from kvota.records.accounts import Account
from kvota.records.attached_files import AttachedFile, folder
from kvota.records.organisations import Organisation
from kvota.records.people import Person


class NotASample(ValueError):
    """Asked to remove a real company. That is never done."""


def begin_anew(old: Organisation, *, today: date, now: datetime) -> tuple[Organisation, Exception | None]:
    """Return a fresh sample company in place of the old one, in its language.

    Where the old one cannot be removed, the new one stands beside it, and why is returned with it.
    """
    language, files = old.language, kept_files(old)
    try:
        with transaction.atomic():
            remove_demo_company(old)
            new = make_demo_company(today=today, now=now, language=language)
    except Exception as fault:
        return make_demo_company(today=today, now=now, language=language), fault
    for file in files:
        file.unlink(missing_ok=True)
    return new, None


def kept_files(organisation: Organisation) -> list[Path]:
    """The files that were attached to its deals, on disk."""
    with scopes_disabled():
        kept = AttachedFile.objects.filter(organisation=organisation).values_list("kept_as", flat=True)
        return [folder() / name.hex for name in kept]


def remove_demo_company(organisation: Organisation) -> None:
    """Delete a sample company, its rows and its sign-ins. Raises NotASample for any other.

    Table by table and in any order: rows that point at each other are checked at the commit.
    Django's own delete would read them all, and refuse at the first that protects another.
    """
    with transaction.atomic(), scopes_disabled():
        if not Organisation.objects.select_for_update().filter(pk=organisation.pk, is_demo=True).exists():
            raise NotASample(organisation.slug)
        accounts = _accounts_of(organisation)
        ways = [(model, _way_to_the_company(model)) for model in apps.get_app_config("records").get_models()]
        # Those found through another table first: afterwards that one is empty.
        for model, way in sorted(ways, key=lambda each: "__" not in each[1]):
            if way:
                rows = model._base_manager.filter(**{way: organisation.pk})
                rows._raw_delete(rows.db)
        Account.objects.filter(pk__in=accounts).delete()
        Organisation.objects.filter(pk=organisation.pk).delete()


def _accounts_of(organisation: Organisation) -> set[int]:
    """The sign-ins that open this company and no other."""
    people = Person._base_manager.exclude(account=None)
    here = set(people.filter(organisation=organisation).values_list("account", flat=True))
    elsewhere = people.filter(account__in=here).exclude(organisation=organisation)
    return here - set(elsewhere.values_list("account", flat=True))


def _way_to_the_company(model: type[models.Model]) -> str:
    """How a row of this table is found from its company; empty for what belongs to none."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    if "organisation" in fields:
        return "organisation"
    for name, field in fields.items():
        whole = field.related_model
        if field.is_relation and not field.null and isinstance(whole, type) and whole is not Account:
            inner = _way_to_the_company(whole)
            if inner:
                return f"{name}__{inner}"
    return ""
