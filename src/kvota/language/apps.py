from django.apps import AppConfig


class LanguageConfig(AppConfig):
    """Words, numbers and dates in four languages."""

    name = "kvota.language"
    label = "language"
