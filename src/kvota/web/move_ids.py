"""The id a device gave to what it sends, so that sending twice is storing once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from kvota.domain.errors import RuleError


class IdUnreadable(RuleError):
    """A form came without a proper id: not from a page of kvota."""

    code = "id_unreadable"
    sentence = "the id {sent} of this form cannot be read; reload the page"
    sent: str


def is_uid(text: str) -> bool:
    """Whether a text is an id as pages write it."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def move_id(request: HttpRequest) -> UUID | None:
    """The id of the form, None where the form has none."""
    sent = request.POST.get("uid", "")
    if not sent:
        return None
    try:
        return UUID(sent)
    except ValueError:
        raise IdUnreadable(sent=sent[:40]) from None
