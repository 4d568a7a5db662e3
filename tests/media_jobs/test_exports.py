"""Tests for exports: all of one's own, nothing of others, nothing that opens something."""

import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from accounts import audit
from accounts.belongings import all_belongings
from accounts.models import User
from media_jobs import export_archive, exports
from media_jobs.models import DataExport, MediaAsset, Video
from tests.accounts import row_maker
from tests.conftest import PASSWORD

SECRETS = ("password", "secret", "token", "digest", "session_key")


@pytest.fixture
def export(django_capture_on_commit_callbacks):
    """Have an archive made, as a worker does."""

    def make(person) -> DataExport:
        with django_capture_on_commit_callbacks(execute=True):
            row = exports.order(person)
        while not row.is_finished:
            exports.export_next()
            row.refresh_from_db()
        return row

    return make


@pytest.fixture
def opened(export):
    """The archive of a person."""

    def make(person) -> zipfile.ZipFile:
        return zipfile.ZipFile(export(person).file.path)

    return make


def told(archive, name):
    return json.loads(archive.read(name))


def keys_of(value):
    """Names of all fields, however deep."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_of(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_of(inner)


def test_rows_of_every_table_are_in_it(alice, opened):
    row_maker.make_all(alice)

    archive = opened(alice)

    tables = {name for name in archive.namelist() if name.startswith("data/")}
    extra = {"data/files.json", "data/audit-log.json"}
    assert len(tables - extra) == len(all_belongings())
    assert all(told(archive, name) for name in tables)


def test_nothing_in_it_opens_anything(alice, opened):
    row_maker.make_all(alice)

    archive = opened(alice)

    names = [name for name in archive.namelist() if name.endswith(".json")]
    fields = {key for name in names for key in keys_of(told(archive, name))}
    assert "email" in fields
    assert not [field for field in fields if any(secret in field for secret in SECRETS)]
    assert alice.password not in "".join(archive.read(name).decode() for name in names)


def test_a_video_is_there_under_its_title_as_it_is(make_finished, alice, opened):
    video = make_finished(b"the very bytes", title="Hello, world / again")

    archive = opened(alice)

    name = f"videos/hello-world-again-{video.pk.hex[:8]}/video.mp4"
    assert archive.read(name) == b"the very bytes"
    assert name in told(archive, "data/files.json").values()
    (row,) = told(archive, "data/videos.json")
    assert (row["title"], row["script"]) == ("Hello, world / again", "Hello there.")


def test_presenters_uploads_and_the_own_picture_are_there(alice, make_upload, make_avatar, opened):
    upload = make_upload("me.wav")
    avatar = make_avatar(name="Alice herself", owner=alice, kind="photo")
    alice.picture.save("me.webp", ContentFile(b"me"))

    names = opened(alice).namelist()

    assert f"uploads/me-{upload.pk.hex[:8]}.wav" in names
    assert f"presenters/alice-herself-{avatar.pk.hex[:8]}/picture.png" in names
    assert "profile-picture.webp" in names


def test_nothing_of_others_is_there(alice, bob, make_finished, opened):
    make_finished(b"of bob", owner=bob, title="Of Bob")
    row_maker.make_all(bob)

    archive = opened(alice)

    text = "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    assert str(bob.pk) not in text
    assert bob.email not in text
    assert "of bob" not in text


def test_what_a_moderator_withholds_stays(make_finished, alice, opened):
    video = make_finished()
    MediaAsset.objects.filter(pk=video.file_id).update(withheld_at=timezone.now())

    names = opened(alice).namelist()

    assert not [name for name in names if name.endswith("/video.mp4")]


def test_the_log_tells_what_others_did_but_not_who(alice, bob, opened):
    audit.record(bob, "account.suspended", alice)

    events = told(opened(alice), "data/audit-log.json")

    (suspended,) = [event for event in events if event["action"] == "account.suspended"]
    assert (suspended["actor"], suspended["actor_name"]) == (None, "")


def test_a_file_that_is_gone_does_not_spoil_the_rest(make_finished, alice, opened):
    video = make_finished()
    video.poster.file.delete(save=False)

    names = opened(alice).namelist()

    assert any(name.endswith("/video.mp4") for name in names)
    assert not any("/poster" in name for name in names)


def test_its_owner_is_told_and_the_message_opens_nothing(alice, export, mailoutbox):
    row = export(alice)

    (mail,) = mailoutbox
    assert mail.to == [alice.email]
    assert "/profile/data/" in mail.body
    assert str(row.pk) not in mail.body


def test_one_is_made_at_a_time(alice):
    assert exports.order(alice) == exports.order(alice)


def test_a_full_disk_fails_it_with_a_reason(alice, export, monkeypatch):
    monkeypatch.setattr(export_archive.uploads, "KEPT_FREE", 1 << 62)

    row = export(alice)

    assert (row.state, row.error_code, row.file.name) == ("failed", "no_space", "")


def test_progress_grows_and_somebody_can_stop_it(make_finished, alice, tmp_path):
    make_finished(b"x" * (3 << 20))
    seen = []

    made = export_archive.write(alice, tmp_path / "export.zip", seen.append)

    assert made.n_files == 2
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)


def test_what_was_stopped_leaves_no_file(alice, monkeypatch, data_dir):
    row = exports.order(alice)
    monkeypatch.setattr(DataExport, "keep", lambda *_: False)

    exports.export_next()

    assert not list((data_dir / "media").rglob("*.zip"))
    assert not DataExport.objects.get(pk=row.pk).file


def test_it_goes_after_some_days(alice, export):
    row = export(alice)
    path = row.file.path
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert exports.purge_expired() == 1
    assert not DataExport.objects.exists()
    assert not zipfile.is_zipfile(path)


def test_a_signed_address_opens_it_without_a_session_until_it_ends(alice, export, monkeypatch):
    from media_jobs import signed_urls

    url = exports.download_url(export(alice))
    fetched = Client().get(url)
    body = b"".join(fetched.streaming_content)
    part = Client().get(url, headers={"Range": "bytes=0-3"})
    monkeypatch.setattr(signed_urls.time, "time", lambda: 9e9)

    assert fetched["Content-Type"] == "application/zip"
    assert body.startswith(b"PK")
    assert b"".join(part.streaming_content) == body[:4]
    assert Client().get(url).status_code == 302


def test_only_its_owner_opens_it_without_a_signature(alice, bob, as_alice, export):
    path = f"/media/exports/{export(alice).pk}/"
    other = Client()
    other.force_login(bob)

    assert as_alice.get(path).status_code == 200
    assert other.get(path).status_code == 404
    assert Client().get(path).status_code == 302


def test_the_api_orders_shows_and_deletes_own_ones(as_alice, bob, export):
    theirs = export(bob)

    ordered = as_alice.post("/api/v1/exports/")
    exports.export_next()
    path = f"/api/v1/exports/{ordered.json()['id']}/"
    shown = as_alice.get(path).json()
    deleted = as_alice.delete(path)

    assert (ordered.status_code, ordered.json()["download_url"]) == (202, None)
    assert (shown["state"], shown["n_files"]) == ("succeeded", 0)
    assert shown["download_url"].startswith("/media/exports/")
    assert deleted.status_code == 204
    assert as_alice.get(f"/api/v1/exports/{theirs.pk}/").status_code == 404
    assert DataExport.objects.get() == theirs


def test_the_password_of_a_person_never_leaves(alice):
    assert alice.check_password(PASSWORD)

    facts = export_archive.facts_of(alice, {})

    assert "password" not in facts
    assert facts["email"] == alice.email


def test_rows_of_people_are_read_one_after_another(alice):
    Video.objects.create(owner=alice, title="One")

    rows = [each.of(alice) for each in all_belongings() if each.model is Video]

    assert [row.title for row in rows[0]] == ["One"]
    assert User not in {each.model for each in all_belongings()}
