from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """What is stored: one file per record."""

    name = "kvota.records"
    label = "records"
