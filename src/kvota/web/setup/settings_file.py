"""All settings as one YAML file: download it, read it back, see what would change, change it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from kvota.actions.apply_settings import apply_settings, mark_of, settings_changes
from kvota.domain.errors import RuleError
from kvota.integrations.settings_file.read_settings import MOST_CHARACTERS, SettingsTooLong, read_settings
from kvota.integrations.settings_file.write_settings import write_settings
from kvota.language.errors import worded
from kvota.language.formats import formats_for
from kvota.records.company_settings import settings_of
from kvota.records.rights import require
from kvota.web.seat_in_force import Asked

MOST_BYTES = 4 * MOST_CHARACTERS
CHANGES_SHOWN = 200


class NotUtf8(RuleError):
    code = "settings_not_utf8"
    sentence = "the file is not UTF-8 text"


@require_GET
def download(request: Asked) -> HttpResponse:
    """The settings as they stand."""
    require(request.seat, "setup")
    text = write_settings(settings_of(request.organisation, on=request.today))
    name = f"{request.organisation.slug}-settings.yaml"
    return HttpResponse(
        text,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "POST"])
def page(request: Asked) -> HttpResponse:
    """A file or a text is compared first; `apply` makes exactly the changes that were shown."""
    require(request.seat, "setup")
    context: dict[str, Any] = {"text": "", "max_bytes": MOST_BYTES, "refusal": ""}
    if request.method == "POST":
        try:
            text = _text(request)
            context["text"] = text
            said = read_settings(text, currency=request.organisation.currency)
            by = {"seat": request.seat, "said": said, "now": request.now, "today": request.today}
            if "apply" in request.POST:
                return _apply(request, by)
            changes = settings_changes(**by)
            context |= {
                "changes": changes[:CHANGES_SHOWN],
                "more": max(0, len(changes) - CHANGES_SHOWN),
                "compared": True,
                "mark": mark_of(changes),
            }
        except RuleError as refused:
            context["refusal"] = worded(refused, currency=request.organisation.currency)
    return render(request, "setup/settings_file.html", context, status=422 if context["refusal"] else 200)


def _text(request: Asked) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        return request.POST.get("text", "").replace("\r\n", "\n")
    if (sent.size or 0) > MOST_BYTES:
        raise SettingsTooLong(most=MOST_CHARACTERS)
    try:
        return sent.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotUtf8() from None


def _apply(request: Asked, by: dict[str, Any]) -> HttpResponse:
    count = len(apply_settings(**by, seen=request.POST.get("mark", "")))
    formats = formats_for(request.LANGUAGE_CODE, request.organisation.currency)
    words = ngettext("%(n)s setting changed.", "%(n)s settings changed.", count)
    messages.success(request, words % {"n": formats.number(count)})
    return redirect("setup-settings")
