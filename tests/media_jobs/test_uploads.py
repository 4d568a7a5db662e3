"""Tests for uploads: what is taken, what is refused, and that nothing of the refused stays."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone

from media_jobs import services, uploads
from media_jobs.models import MediaAsset, Upload

URL = "/api/v1/uploads/"
FIELDS = {
    "id", "purpose", "kind", "name", "size_bytes", "duration", "has_sound", "thumbnail_url",
    "faces", "inspection", "created_at", "expires_at", "transcript_state",
}  # fmt: skip


def stored_files(settings) -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def send(client, file, purpose="speech"):
    return client.post(URL, {"file": file, "purpose": purpose})


def test_a_recording_is_kept_with_what_was_found_in_it(as_alice, alice, quick, sent):
    response = send(as_alice, sent("Märchen.wav", duration=12.5))

    made = response.json()
    upload = Upload.objects.get()
    assert response.status_code == 201
    assert set(made) == FIELDS
    assert (made["kind"], made["name"], made["duration"]) == ("sound", "Märchen.wav", 12.5)
    assert (made["thumbnail_url"], made["faces"], made["has_sound"]) == (None, [], True)
    assert made["inspection"]["sound"]["language"] == "de"
    assert made["expires_at"] is not None
    assert (upload.owner, upload.asset.owner) == (alice, alice)
    assert made["size_bytes"] == Path(upload.asset.file.path).stat().st_size


def test_a_face_comes_with_a_still_to_choose_on(as_alice, quick, sent):
    file = sent("us.png", kind="picture", has_sound=False, duration=None)

    made = send(as_alice, file, "face").json()

    assert [face["index"] for face in made["faces"]] == [0, 1]
    still = as_alice.get(made["thumbnail_url"])
    assert (still["Content-Type"], still.getvalue()) == ("image/jpeg", b"preview.jpg")


def test_what_was_sent_is_only_ever_handed_back(as_alice, make_upload):
    upload = make_upload()

    response = as_alice.get(f"/media/{upload.asset.pk}/me.html")

    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "case",
    [
        ("a.wav", "speech", {"has_sound": False}, "no_sound"),
        ("a.wav", "speech", {"duration": 0.1}, "recording_too_short"),
        ("a.wav", "speech", {"duration": 7200.0}, "recording_too_long"),
        ("a.wav", "face", {}, "not_a_face_file"),
        ("a.mp4", "face", {"kind": "video", "duration": 7200.0}, "face_video_too_long"),
        (
            "a.png",
            "face",
            {"kind": "picture", "verdict": "unusable", "advice": [
                {"code": "dark", "level": "warning", "facts": {}},
                {"code": "face_small", "level": "error", "facts": {"eye_distance": 9}},
            ]},
            "face_small",
        ),
        ("a.wav", "speech", {"verdict": "unusable"}, "unusable_material"),
    ],
    ids=["silent", "short", "long", "sound as face", "long film", "small face", "no reason"],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_with_advice_and_leaves_nothing(
    as_alice, sent, settings, case
):
    name, purpose, found, code = case
    response = send(as_alice, sent(name, **found), purpose)

    problem = response.json()
    assert response.status_code == 422
    assert set(problem) == {"code", "detail", "fields", "inspection"}
    assert (problem["code"], list(problem["fields"])) == (code, ["file"])
    assert problem["inspection"]["version"] == 1
    assert not Upload.objects.exists()
    assert not MediaAsset.objects.exists()
    assert stored_files(settings) == []


def test_of_a_video_only_the_sound_matters_to_a_recording(as_alice, quick, sent):
    file = sent("a.mp4", kind="video", verdict="unusable")

    assert send(as_alice, file, "speech").status_code == 201


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("operation", ["inspect", "preview"])
@pytest.mark.parametrize(
    "case",
    [("die", "inspection_failed"), ("hang", "inspection_failed"), ("fail", "unspeakable_text")],
)
def test_a_file_that_harms_the_process_is_refused_and_the_next_one_is_served(
    as_alice, sent, settings, operation, case
):
    behave, code = case
    settings.INSPECTION_TIME_LIMIT = 0.6
    harmful = sent("a.png", behave={operation: behave}, kind="picture")

    refused = send(as_alice, harmful, "face")
    settings.INSPECTION_TIME_LIMIT = 20
    taken = send(as_alice, sent())

    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["inspection"] is None
    assert taken.status_code == 201
    assert len(stored_files(settings)) == 1


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n/etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"PK\x03\x04" + b"\0" * 500,
        b"\x7fELF" + b"\0" * 500,
        b"just words",
        b"\0",
    ],
    ids=["playlist", "list of files", "svg", "zip", "program", "text", "one byte"],
)
def test_other_kinds_of_files_never_reach_a_decoder(as_alice, sent, settings, content):
    response = send(as_alice, SimpleUploadedFile("me.wav", content, "audio/wav"))

    assert (response.status_code, response.json()["code"]) == (422, "unknown_file_type")
    assert stored_files(settings) == []


def test_an_empty_file_is_refused(as_alice):
    response = send(as_alice, SimpleUploadedFile("me.wav", b""))

    assert (response.status_code, response.json()["code"]) == (400, "empty_file")


@pytest.mark.parametrize("announced", [True, False])
def test_a_file_above_the_limit_is_refused(as_alice, settings, announced):
    settings.UPLOADS_MAX_MB = 1
    extra = 100_000 if announced else 10_000  # the form around the file has some room

    response = send(as_alice, SimpleUploadedFile("me.wav", bytes((1 << 20) + extra)))

    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
    assert stored_files(settings) == []


def test_a_full_disk_is_told(as_alice, sent, monkeypatch):
    monkeypatch.setattr(uploads, "KEPT_FREE", 1 << 62)

    response = send(as_alice, sent())

    assert (response.status_code, response.json()["code"]) == (507, "no_space")


@pytest.mark.parametrize("missing", ["file", "purpose"])
def test_half_a_form_is_refused(as_alice, sent, missing):
    form = {"file": sent(), "purpose": "speech"}
    del form[missing]

    problem = as_alice.post(URL, form).json()

    assert (problem["code"], list(problem["fields"])) == ("invalid", [missing])


def test_json_is_no_upload(as_alice):
    response = as_alice.post(URL, {}, content_type="application/json")

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("sent_as", "kept_as"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Holiday.mp4", "Holiday.mp4"),
        ("a\u202egpj.exe\0.png", "agpj.exe.png"),
        ("x" * 300 + ".mp3", "x" * 116 + ".mp3"),
        ("", "file"),
        ("  \t ", "file"),
    ],
)
def test_names_are_made_harmless(sent_as, kept_as):
    assert uploads.clean_name(sent_as) == kept_as


def test_a_large_file_is_moved_and_not_copied(alice, quick, settings):
    with TemporaryUploadedFile("me.wav", "audio/wav", 0, None) as file:
        file.write(b'RIFF....WAVE{"found": {}}')
        file.size = file.tell()
        inode = os.fstat(file.fileno()).st_ino

        upload = uploads.receive(alice, file, "speech")

    stored = Path(upload.asset.file.path)
    assert stored.stat().st_ino == inode
    assert stored.stat().st_mode & 0o777 == 0o600
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


def test_deleting_takes_the_files_along(as_alice, make_upload, settings):
    upload = make_upload("us.png", "face")
    assert len(stored_files(settings)) == 2

    assert as_alice.delete(f"{URL}{upload.pk}/").status_code == 204

    assert stored_files(settings) == []
    assert as_alice.get(f"{URL}{upload.pk}/").status_code == 404


def test_what_a_video_uses_stays(as_alice, alice, anna, make_upload):
    upload = make_upload()
    speech = {"kind": "recording", "upload": upload.pk}
    services.create_video(alice, avatar=anna, speech=speech)

    refused = as_alice.delete(f"{URL}{upload.pk}/")

    assert (refused.status_code, refused.json()["code"]) == (409, "upload_in_use")
    assert as_alice.get(f"{URL}{upload.pk}/").json()["expires_at"] is None


def test_what_nobody_used_for_a_day_goes(alice, anna, make_upload, settings):
    used, forgotten, fresh = make_upload(), make_upload("us.png", "face"), make_upload()
    speech = {"kind": "recording", "upload": used.pk}
    services.create_video(alice, avatar=anna, speech=speech)
    yesterday = timezone.now() - timedelta(hours=settings.UPLOADS_KEPT_HOURS, minutes=1)
    old = Upload.objects.filter(pk__in=[used.pk, forgotten.pk])
    old.update(created_at=yesterday)

    assert uploads.purge_unused() == 1

    assert set(Upload.objects.all()) == {used, fresh}
    assert len(stored_files(settings)) == 2 + 2  # anna's two pictures


def test_lists_hold_ones_own_and_can_be_narrowed(as_alice, bob, make_upload):
    mine, face = make_upload(), make_upload("us.png", "face")
    make_upload(owner=bob)

    everything = as_alice.get(URL).json()
    speech = as_alice.get(URL, {"purpose": "speech"}).json()

    assert [row["id"] for row in everything["results"]] == [str(face.pk), str(mine.pk)]
    assert [row["id"] for row in speech["results"]] == [str(mine.pk)]


@pytest.mark.parametrize("method", ["get", "delete"])
def test_someone_elses_upload_is_not_found(client, bob, make_upload, method):
    upload = make_upload("us.png", "face")
    client.force_login(bob)

    assert getattr(client, method)(f"{URL}{upload.pk}/").status_code == 404
    assert client.get(f"/media/{upload.asset.pk}/x").status_code == 404
    assert client.get(f"/media/{upload.preview.pk}/x").status_code == 404
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_strangers_send_nothing(client, alice, sent, settings):
    response = send(client, sent())

    assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")
    assert client.delete(f"{URL}{uuid.uuid4()}/").status_code == 401
    assert stored_files(settings) == []


def test_storage_counts_everything_and_names_the_limits(as_alice, make_upload, make_finished):
    make_finished(content=b"0123456789")
    upload = make_upload()

    told = as_alice.get("/api/v1/storage/").json()

    assert told["uploads_bytes"] == upload.asset.size_bytes
    assert told["videos_bytes"] == 20
    assert told["used_bytes"] == told["uploads_bytes"] + 20
    assert told["max_upload_mb"] == 500
