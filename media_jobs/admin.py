"""The Django admin of presenters, videos, jobs and moderation: importing this registers all of it.

Rows that the program makes are read-only there: they change through ``services``.
"""

from media_jobs import (
    admin_avatars,
    admin_jobs,
    admin_moderation,
    admin_provenance,
    admin_videos,
)

__all__ = ["admin_avatars", "admin_jobs", "admin_moderation", "admin_provenance", "admin_videos"]
