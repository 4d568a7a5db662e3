"""Presenters, uploads, videos, their files, and the jobs that make them."""

from media_jobs.models.assets import MediaAsset, Upload, UploadQuerySet, asset_path
from media_jobs.models.avatars import Avatar, AvatarQuerySet, picture_path
from media_jobs.models.consents import Consent
from media_jobs.models.dubs import PROJECT_FILES, DubProject, DubTarget, Glossary
from media_jobs.models.errands import Errand, ErrandQuerySet
from media_jobs.models.jobs import LEASE, JobQuerySet, MediaJob
from media_jobs.models.mails import Mail, MailQuerySet
from media_jobs.models.moderation import (
    Decision,
    Flag,
    FlagQuerySet,
    ReasonTemplate,
    Report,
    ReportQuerySet,
    TextCheck,
)
from media_jobs.models.personal import PronunciationList, StudioDraft, UploadSession
from media_jobs.models.provenance import ProvenanceFile, ProvenanceRecord
from media_jobs.models.scripts import SPOKEN, WrittenScript
from media_jobs.models.share_links import ShareLink, ShareLinkQuerySet
from media_jobs.models.transcripts import UploadTranscript
from media_jobs.models.usage import DataExport, RenderedTime
from media_jobs.models.videos import FILES, QualityReport, Video, VideoQuerySet, light_jobs
from media_jobs.models.voices import VoiceFetch
from media_jobs.models.webhooks import Webhook, WebhookDelivery

__all__ = [
    "FILES",
    "LEASE",
    "PROJECT_FILES",
    "SPOKEN",
    "Avatar",
    "AvatarQuerySet",
    "Consent",
    "DataExport",
    "Decision",
    "DubProject",
    "DubTarget",
    "Errand",
    "ErrandQuerySet",
    "Flag",
    "FlagQuerySet",
    "Glossary",
    "JobQuerySet",
    "Mail",
    "MailQuerySet",
    "MediaAsset",
    "MediaJob",
    "PronunciationList",
    "ProvenanceFile",
    "ProvenanceRecord",
    "QualityReport",
    "ReasonTemplate",
    "RenderedTime",
    "Report",
    "ReportQuerySet",
    "ShareLink",
    "ShareLinkQuerySet",
    "StudioDraft",
    "TextCheck",
    "Upload",
    "UploadQuerySet",
    "UploadSession",
    "UploadTranscript",
    "Video",
    "VideoQuerySet",
    "VoiceFetch",
    "Webhook",
    "WebhookDelivery",
    "WrittenScript",
    "asset_path",
    "light_jobs",
    "picture_path",
]
