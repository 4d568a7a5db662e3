"""A few rows of every kind, and what a person would miss of them."""

from datetime import UTC, datetime, timedelta

from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEvent, User
from media_jobs.models import MediaAsset, MediaJob, QualityReport, Video

WHEN = datetime(2026, 5, 4, 3, 2, 1, 123000, UTC)
SESSION = "k" * 32


def write():
    """Fill an empty database."""
    group = Group.objects.create(name="Editors")
    group.permissions.add(Permission.objects.get(codename="change_video"))
    user = User.objects.create_user("ada@example.org", "secret words", display_name="Ada ❤")
    user.groups.add(group)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    asset = MediaAsset.objects.create(owner=user, file="a/b.mp4", size_bytes=2**40)
    video = Video.objects.create(
        owner=user, title="“It's $5.00”", file=asset, duration=1.25, created_at=WHEN
    )
    spec = {"a.b": [1, None, {"$c": 0.1}], "text": "ünï", "big": 2**40}
    MediaJob.objects.create(owner=user, video=video, kind="talk", spec=spec, state="succeeded")
    report = QualityReport.objects.create(video=video, report={"grade": "good"})
    report.thumbnails.add(asset)
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(Video),
        object_id=str(video.pk),
        object_repr="video",
        action_flag=CHANGE,
        action_time=WHEN,
    )
    audit.record(user, "video.renamed", video, {"title": ["Old", "New"]})
    Session.objects.create(
        session_key=SESSION,
        session_data=SessionStore().encode({"who": str(user.pk)}),
        expire_date=timezone.now() + timedelta(days=1),
    )


def tell():
    """What was written, as JSON has it."""
    user = User.objects.get()
    video = Video.objects.select_related("file", "owner").get()
    entry = LogEntry.objects.get()
    return {
        "user": [str(user.pk), user.display_name, user.password],
        "may": user.has_perm("media_jobs.change_video"),
        "address": EmailAddress.objects.get(verified=True).user.email,
        "video": [str(video.pk), video.title, video.duration, video.created_at.isoformat()],
        "file": [video.file.file.name, video.file.size_bytes, video.owner.email],
        "spec": MediaJob.objects.get(video__owner=user).spec,
        "thumbnails": [str(one.pk) for one in video.quality.thumbnails.all()],
        "log": [entry.content_type.model, entry.object_id, entry.action_time.isoformat()],
        "audit": list(AuditEvent.objects.filter(actor=user).values_list("action", "changes")),
        "session": SessionStore(SESSION)["who"] == str(user.pk),
    }
