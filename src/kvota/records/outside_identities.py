"""An identity at the company's own sign-in (OpenID Connect) that opens an account here."""

from __future__ import annotations

from django.db import models


class OutsideIdentity(models.Model):
    """Known by issuer and subject: an address of mail may change hands, a subject never does."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(
        "records.Account", on_delete=models.CASCADE, related_name="outside_identities"
    )
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="outside_identity_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"
