"""A passkey: the public half of a key that a person's phone or computer holds, instead of a password."""

from __future__ import annotations

from django.db import models

MOST_PASSKEYS = 20  # of one account; more devices than that are a fault or an attack


class Passkey(models.Model):
    """Opens an account like its password. The secret never leaves the device: what is stored signs nothing.

    Bytes are kept as base64url text: a backup is lines of JSON.
    """

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("records.Account", on_delete=models.CASCADE, related_name="passkeys")
    credential_id = models.CharField(max_length=1400, unique=True, help_text="base64url; at most 1023 bytes")
    credential = models.TextField(help_text="authenticator, credential id and public key, base64url")
    # Copied keys of one device would count apart; zero where a device does not count.
    sign_count = models.BigIntegerField(default=0)
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
