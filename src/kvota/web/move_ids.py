"""The id a device gave to what it sends, so that sending twice is storing once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from kvota.domain.errors import RuleError
from kvota.web.read_uid import as_uid


class IdUnreadable(RuleError):
    """A form came without a proper id: not from a page of kvota."""

    code = "id_unreadable"
    sentence = "the id {sent} of this form cannot be read; reload the page"
    sent: str


def move_id(request: HttpRequest) -> UUID | None:
    """The id of the form, None where the form has none."""
    sent = request.POST.get("uid", "")
    if not sent:
        return None
    uid = as_uid(sent)
    if uid is None:
        raise IdUnreadable(sent=sent[:40])
    return uid
