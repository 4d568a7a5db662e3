"""The application of the server-rendered pages."""

from django.apps import AppConfig


class StudioConfig(AppConfig):
    """Pages for making and keeping videos; all rules live in ``media_jobs``."""

    name = "studio"
    verbose_name = "Studio"
