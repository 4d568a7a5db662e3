"""The media_jobs app."""

from django.apps import AppConfig


class MediaJobsConfig(AppConfig):
    """Presenters, videos and the jobs that make them."""

    name = "media_jobs"
    verbose_name = "Videos"

    def ready(self) -> None:
        """Register the system checks, which do nothing until they are imported."""
        from media_jobs import checks  # noqa: F401, PLC0415 (models are only ready here)
