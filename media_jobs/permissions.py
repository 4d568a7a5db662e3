"""What a person may see: their own, and the library. Every view starts from these."""

from typing import Final

from django.db.models import QuerySet
from django.http import HttpRequest
from rest_framework.request import Request

from accounts.auth import signed_in_user
from media_jobs.models import (
    Avatar,
    AvatarQuerySet,
    JobQuerySet,
    MediaAsset,
    MediaJob,
    Upload,
    UploadQuerySet,
    Video,
    VideoQuerySet,
)

# What the words about a presenter's consent need.
CONSENTS: Final = ("consents__recording__transcript",)


def visible_avatars(request: HttpRequest | Request) -> AvatarQuerySet:
    """The visitor's own in every state, newest first, shared ones, and the library."""
    person_id = signed_in_user(request).pk
    seen = Avatar.objects.visible_to(person_id).own_first(person_id)
    return seen.select_related("source", "owner", "group").prefetch_related(*CONSENTS)


def own_uploads(request: HttpRequest | Request) -> UploadQuerySet:
    """What the visitor sent."""
    return Upload.objects.of(signed_in_user(request).pk)


def own_videos(request: HttpRequest | Request) -> VideoQuerySet:
    """The visitor's videos outside the trash."""
    return Video.objects.of(signed_in_user(request).pk)


def own_jobs(request: HttpRequest | Request) -> JobQuerySet:
    """The visitor's jobs, without those of deleted videos."""
    own = MediaJob.objects.filter(owner=signed_in_user(request), video__deleted_at__isnull=True)
    return own.select_related("video__file", "video__poster").defer("spec")


def own_assets(request: HttpRequest | Request) -> QuerySet[MediaAsset]:
    """The visitor's files, without those of videos that were taken down."""
    own = MediaAsset.objects.filter(owner=signed_in_user(request))
    return own.filter(withheld_at__isnull=True)
