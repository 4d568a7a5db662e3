"""``manage.py delete_expired_media``: empties the trash; the embedded worker does it by itself."""

from typing import Any

from django.core.management import BaseCommand

from accounts import leaving
from media_jobs import consents, exports, services, storage, uploads


class Command(BaseCommand):
    """Delete for good; run it daily."""

    help = (
        "Delete videos that were in the trash for AVATAR_TRASH_DAYS days, with their files, and"
        " uploads that nothing used for AVATAR_UPLOAD_HOURS hours, avatars to which nobody agreed"
        " within 30 days, exports of data after"
        " AVATAR_EXPORT_DAYS days, and accounts whose days of grace are over."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Delete them."""
        self.stdout.write(f"{services.purge_trash()} videos deleted for good")
        self.stdout.write(f"{uploads.purge_unused()} uploads deleted that nothing used")
        self.stdout.write(f"{consents.end_unanswered()} avatars deleted to which nobody agreed")
        self.stdout.write(f"{exports.purge_expired()} exports deleted that had expired")
        self.stdout.write(f"{leaving.delete_due()} accounts deleted whose people had left")
        storage.shrink_cache()
