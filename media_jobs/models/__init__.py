"""Presenters, uploads, videos, their files, and the jobs that make them."""

from media_jobs.models.assets import MediaAsset, Upload, UploadQuerySet, asset_path
from media_jobs.models.avatars import Avatar, AvatarQuerySet, picture_path
from media_jobs.models.jobs import LEASE, JobQuerySet, MediaJob
from media_jobs.models.videos import QualityReport, Video, VideoQuerySet

__all__ = [
    "LEASE",
    "Avatar",
    "AvatarQuerySet",
    "JobQuerySet",
    "MediaAsset",
    "MediaJob",
    "QualityReport",
    "Upload",
    "UploadQuerySet",
    "Video",
    "VideoQuerySet",
    "asset_path",
    "picture_path",
]
