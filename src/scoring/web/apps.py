"""The desk as a Django application."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The one application of the desk; its tables begin with ``desk_``."""

    name = "scoring.web"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
