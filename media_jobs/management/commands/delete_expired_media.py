"""``manage.py delete_expired_media``: empties the trash; the embedded worker does it by itself."""

from typing import Any

from django.core.management import BaseCommand

from media_jobs import services, storage, uploads


class Command(BaseCommand):
    """Delete for good; run it daily."""

    help = (
        "Delete videos that were in the trash for AVATAR_TRASH_DAYS days, with their files, and"
        " uploads that nothing used for AVATAR_UPLOAD_HOURS hours."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Delete them."""
        self.stdout.write(f"{services.purge_trash()} videos deleted for good")
        self.stdout.write(f"{uploads.purge_unused()} uploads deleted that nothing used")
        storage.shrink_cache()
