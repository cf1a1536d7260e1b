from django.apps import AppConfig


class WebConfig(AppConfig):
    """The pages."""

    name = "kvota.web"
    label = "web"
