"""A sign-in: a name and a password, nothing about the person."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class AccountManager(BaseUserManager["Account"]):
    def create(self, **fields: Any) -> Account:
        """Make a sign-in; without a password only a one-time address opens it."""
        password = fields.pop("password", None)
        account = self.model(**fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(login__iexact=username)


class Account(AbstractBaseUser):
    """Who may sign in. The same account may have a person in several companies."""

    id = models.BigAutoField(primary_key=True)
    login = models.CharField(max_length=150, unique=True)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=10, blank=True)
    theme = models.CharField(max_length=5, blank=True)
    letter_keys = models.BooleanField(default=True, help_text="whether single letters are keys")
    tour = models.JSONField(
        default=dict, blank=True, help_text="how far this reader is in the tour, and in which company"
    )

    objects = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: list[str] = []

    def __str__(self) -> str:
        return self.login
