"""Tests for migrations that change what is stored."""

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("media_jobs", "0001_initial"), ("accounts", "0001_initial")]
AFTER = [("media_jobs", "0002_uploads_and_reports"), ("accounts", "0001_initial")]
OLD_SPEC = {
    "text": "Hello.",
    "voice": "piper-joe-en",
    "rate": 1.25,
    "aspect": "9:16",
    "background": "mist",
}


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def up_to_date_afterwards():
    yield
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("up_to_date_afterwards")
def test_orders_of_the_first_version_are_understood_and_can_be_turned_back():
    apps = migrate(BEFORE)
    user = apps.get_model("accounts", "User").objects.create(
        email="a@example.org", password=make_password(None)
    )
    video = apps.get_model("media_jobs", "Video").objects.create(
        owner=user, title="Old", language="en-US", script="Hello."
    )
    apps.get_model("media_jobs", "MediaJob").objects.create(
        video=video, owner=user, kind="script_to_video", spec=OLD_SPEC, state="queued"
    )

    apps = migrate(AFTER)
    job = apps.get_model("media_jobs", "MediaJob").objects.get()
    speech = {"kind": "text", "text": "Hello.", "voice": "piper-joe-en", "rate": 1.25}
    assert (job.kind, job.spec["speech"], job.spec["aspect"]) == ("talk", speech, "9:16")

    apps.get_model("media_jobs", "MediaJob").objects.create(
        video_id=video.pk, owner_id=user.pk, kind="quality", spec={}
    )
    old = migrate(BEFORE).get_model("media_jobs", "MediaJob").objects.get()
    assert (old.kind, old.spec) == ("script_to_video", OLD_SPEC)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("up_to_date_afterwards")
def test_reports_keep_their_pictures_when_their_keys_change_and_change_back():
    numbered = [("media_jobs", "0008_usage_and_exports")]
    with_uuids = [("media_jobs", "0009_quality_reports_have_uuids")]
    apps = migrate(numbered)
    user = apps.get_model("accounts", "User").objects.create(email="a@example.org")
    for title in ("First", "Second"):
        video = apps.get_model("media_jobs", "Video").objects.create(owner=user, title=title)
        report = apps.get_model("media_jobs", "QualityReport").objects.create(video=video)
        report.thumbnails.add(
            apps.get_model("media_jobs", "MediaAsset").objects.create(
                owner=user, file=f"{title}.png", size_bytes=1
            )
        )

    for targets in (with_uuids, numbered, with_uuids):
        reports = migrate(targets).get_model("media_jobs", "QualityReport").objects

        found = {
            row.video.title: [p.file.name for p in row.thumbnails.all()] for row in reports.all()
        }
        assert found == {"First": ["First.png"], "Second": ["Second.png"]}
