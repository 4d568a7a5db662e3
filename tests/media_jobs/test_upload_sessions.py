"""Tests for files that arrive in pieces: nothing is sent twice, nothing stays of the refused."""

import threading
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from media_jobs import upload_sessions, uploads
from media_jobs.models import Upload, UploadSession

URL = "/api/v1/uploads/sessions/"
WAV = b'RIFF....WAVE{"found": {"duration": 4.0}}'


def left_files(settings) -> list[Path]:
    folders = (settings.MEDIA_ROOT, settings.UPLOADS_PARTS_DIR, settings.FILE_UPLOAD_TEMP_DIR)
    return [path for folder in folders for path in Path(folder).rglob("*") if path.is_file()]


@pytest.fixture
def begin(as_alice):
    def start(client=as_alice, **wishes):
        wanted = {"name": "talk.wav", "purpose": "speech", **wishes}
        return client.post(URL, wanted, content_type="application/json")

    return start


@pytest.fixture
def put(as_alice):
    def send(session, offset, piece, client=as_alice):
        address = f"{URL}{session['id']}/?offset={offset}"
        return client.put(address, piece, content_type="application/octet-stream")

    return send


@pytest.mark.parametrize("size", [len(WAV), None], ids=["known", "unknown"])
@pytest.mark.usefixtures("quick")
def test_a_file_in_pieces_becomes_the_same_upload(as_alice, begin, put, settings, size):
    session = begin(size=size).json()
    assert put(session, 0, WAV[:15]).json()["offset"] == 15
    assert as_alice.get(f"{URL}{session['id']}/").json()["offset"] == 15
    put(session, 15, WAV[15:])

    made = as_alice.post(f"{URL}{session['id']}/finish/")

    assert made.status_code == 201
    upload = Upload.objects.get()
    assert made.json() == as_alice.get(f"/api/v1/uploads/{upload.pk}/").json()
    assert Path(upload.asset.file.path).read_bytes() == WAV
    assert left_files(settings) == [Path(upload.asset.file.path)]
    assert as_alice.get(URL).json() == []


def test_a_piece_out_of_place_is_told_where_to_go_on(begin, put):
    session = begin().json()
    put(session, 0, WAV[:15])

    for offset in (0, 14, 16):
        refused = put(session, offset, WAV[offset:])
        assert (refused.status_code, refused.json()["code"]) == (409, "wrong_offset")
        assert refused.json()["offset"] == 15


def test_what_a_crash_wrote_beyond_the_offset_does_not_count(as_alice, quick, begin, put):
    session = begin().json()
    put(session, 0, WAV[:15])
    with upload_sessions.part_of(UploadSession.objects.get()).open("ab") as part:
        part.write(b"half a piece that nobody counted, and more of it than is to come")

    put(session, 15, WAV[15:])
    as_alice.post(f"{URL}{session['id']}/finish/")

    assert Path(Upload.objects.get().asset.file.path).read_bytes() == WAV


def test_a_file_that_is_not_whole_cannot_be_finished(as_alice, begin, put):
    session = begin(size=len(WAV)).json()
    put(session, 0, WAV[:-1])

    refused = as_alice.post(f"{URL}{session['id']}/finish/")

    assert (refused.status_code, refused.json()["code"]) == (409, "incomplete")
    assert refused.json()["offset"] == len(WAV) - 1


@pytest.mark.parametrize(
    ("size", "status", "code"),
    [(0, 400, "empty_file"), (2 << 20, 413, "file_too_large"), (-1, 400, "invalid")],
)
def test_a_file_that_will_not_do_is_refused_before_it_is_sent(begin, settings, size, status, code):
    settings.UPLOADS_MAX_MB = 1

    refused = begin(size=size)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert left_files(settings) == []


def test_a_file_of_unknown_size_may_not_grow_beyond_the_limit(begin, put, settings):
    settings.UPLOADS_MAX_MB = 1
    session = begin().json()
    put(session, 0, WAV + bytes((1 << 20) - len(WAV)))

    refused = put(session, 1 << 20, b"x")

    assert (refused.status_code, refused.json()["code"]) == (413, "file_too_large")


def test_a_piece_beyond_the_announced_size_is_refused(begin, put):
    session = begin(size=20).json()

    assert put(session, 0, WAV).json()["code"] == "file_too_large"


def test_a_piece_may_not_be_too_long(begin, put, monkeypatch):
    monkeypatch.setattr(upload_sessions, "CHUNK", 30)

    refused = put(begin().json(), 0, WAV)

    assert (refused.status_code, refused.json()["code"]) == (413, "chunk_too_large")


@pytest.mark.parametrize("query", ["", "?offset=here", "?offset="])
def test_a_piece_must_say_where_it_belongs(as_alice, begin, query):
    address = f"{URL}{begin().json()['id']}/{query}"

    refused = as_alice.put(address, WAV, content_type="application/octet-stream")

    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["offset"])


def test_what_can_never_be_used_is_refused_with_its_first_piece(as_alice, begin, put, settings):
    session = begin(name="me.wav").json()

    refused = put(session, 0, b"#EXTM3U\n/etc/passwd\n")

    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_file_type")
    assert as_alice.get(f"{URL}{session['id']}/").status_code == 404
    assert left_files(settings) == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "case",
    [
        (b'RIFF....WAVE{"found": {"has_sound": false}}', "no_sound"),
        (b'RIFF....WAVE{"behave": {"inspect": "die"}}', "inspection_failed"),
        (b'RIFF....WAVE{"behave": {"inspect": "fail"}}', "unspeakable_text"),
        (b"", "empty_file"),
    ],
    ids=["silent", "malicious", "broken", "empty"],
)
def test_a_refused_file_leaves_nothing(as_alice, begin, put, settings, case):
    content, code = case
    session = begin().json()
    put(session, 0, content)

    refused = as_alice.post(f"{URL}{session['id']}/finish/")

    assert refused.json()["code"] == code
    assert left_files(settings) == []
    assert not UploadSession.objects.exists()


def test_when_the_site_is_busy_the_file_waits_for_another_try(
    as_alice, quick, begin, put, monkeypatch
):
    session = begin().json()
    put(session, 0, WAV)
    quick._turn.acquire()
    quick._patience = 0.01
    refused = as_alice.post(f"{URL}{session['id']}/finish/")
    quick._turn.release()

    made = as_alice.post(f"{URL}{session['id']}/finish/")

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert made.status_code == 201


def test_giving_up_leaves_nothing(as_alice, begin, put, settings):
    session = begin().json()
    put(session, 0, WAV)

    assert as_alice.delete(f"{URL}{session['id']}/").status_code == 204

    assert left_files(settings) == []


def test_only_so_many_files_are_on_their_way_at_once(begin, monkeypatch):
    monkeypatch.setattr(upload_sessions, "MAX_OPEN", 2)
    begin(), begin()

    refused = begin()

    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_sessions")


def test_a_full_disk_is_told_at_each_piece(begin, put, monkeypatch):
    session = begin().json()
    monkeypatch.setattr(uploads, "KEPT_FREE", 1 << 62)

    assert put(session, 0, WAV).status_code == 507
    assert begin().status_code == 507


def test_abandoned_files_go_and_others_stay(alice, settings, begin, put):
    old, new = begin().json(), begin().json()
    long_ago = timezone.now() - timedelta(hours=settings.UPLOADS_KEPT_HOURS, minutes=1)
    UploadSession.objects.filter(pk=old["id"]).update(updated_at=long_ago)

    assert upload_sessions.purge_abandoned() == 1

    assert [path.stem for path in left_files(settings)] == [new["id"]]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_someone_elses_session_is_not_found(client, bob, begin, method):
    session = begin().json()
    client.force_login(bob)

    address = f"{URL}{session['id']}/?offset=0"
    assert getattr(client, method)(address).status_code == 404
    assert client.post(f"{URL}{session['id']}/finish/").status_code == 404
    assert UploadSession.objects.filter(pk=session["id"]).exists()
    assert client.get(f"{URL}{uuid.uuid4()}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_equal_pieces_sent_at_once_one_counts(alice):
    session = upload_sessions.begin(alice, name="a.wav", purpose="speech")
    outcomes = []

    def send():
        from django.db import connections

        try:
            row = UploadSession.objects.get(pk=session.pk)
            outcomes.append(upload_sessions.add(row, 0, WAV).offset)
        except upload_sessions.ServiceError as exc:
            outcomes.append(exc.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(outcomes, key=str) == [len(WAV), "wrong_offset"]
    assert upload_sessions.part_of(session).read_bytes() == WAV
