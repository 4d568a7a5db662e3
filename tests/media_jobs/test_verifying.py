"""Tests for `verifying` and its API: whether a file was made here."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from inference import operations
from inference.provenance.credentials import Statement, sign_video
from inference.provenance.identity import open_identity
from inference.provenance.marking import identifier_text
from inference.registry import Registry
from media_jobs import pipeline_factory, provenance, sharing, verifying
from media_jobs.models import ProvenanceFile, ShareLink
from media_jobs.verifying import Answer

URL = "/api/v1/verify/"
NO_SIGNATURE = {
    "state": "none",
    "identifier": "",
    "kind": "",
    "issuer": "",
    "tool": "",
    "made_at": "",
    "signed_at": "",
}


@pytest.fixture(autouse=True)
def nobody_asked_before(settings):
    cache.clear()
    settings.SITE_URL = "https://studio.example.org"


def found(signed=None, watermark=None, label=None, kind="video") -> dict:
    """What the renderer finds: nothing, but for what is given."""
    return {
        "credentials": NO_SIGNATURE | (signed or {}),
        "watermark": {"found": False, "identifier": None, "likeness": 1.0} | (watermark or {}),
        "label": {"seen": False, "text": "", "language": "", "corner": ""} | (label or {}),
        "kind": kind,
    }


@pytest.fixture
def made(make_finished) -> ProvenanceFile:
    """A video that was made here, with the usual marks."""
    record = provenance.record_of(make_finished())
    return ProvenanceFile.objects.create(
        record=record,
        sha256="ab" * 32,
        has_label=True,
        has_watermark=True,
        has_credentials=True,
        made_at=datetime(2026, 11, 23, 5, tzinfo=UTC),
    )


@pytest.fixture
def number(made) -> str:
    return identifier_text(made.record.watermark_id)


@pytest.fixture
def verifier(fake_process, quick, monkeypatch):
    """Files are looked at by the fake child."""
    monkeypatch.setattr(pipeline_factory, "verifying_process", lambda: quick)


def test_the_very_file_is_recognised_even_without_marks(made):
    verdict = verifying.judge(found(), made.sha256)

    assert verdict.answer == Answer.ORIGINAL
    assert verdict.reasons[0] == "same_file"
    assert (verdict.made_at, verdict.kind) == (made.made_at, "library")


def test_a_signature_of_ours_tells_that_nothing_was_changed(number):
    signed = {"state": "ours", "identifier": number, "kind": "library"}

    verdict = verifying.judge(found(signed), "00")

    assert (verdict.answer, verdict.identifier) == (Answer.ORIGINAL, number)


def test_a_watermark_alone_tells_of_a_copy(made, number):
    verdict = verifying.judge(found(watermark={"found": True, "identifier": number}), "00")

    assert verdict.answer == Answer.COPY
    assert verdict.is_made_here
    assert verdict.made_at == made.made_at
    assert verdict.reasons == ("credentials_none", "watermark_ours", "label_gone")


def test_a_copy_of_a_video_that_is_forgotten_is_still_ours(db):
    verdict = verifying.judge(found(watermark={"found": True, "identifier": "00000000ff"}), "00")

    assert (verdict.answer, verdict.identifier, verdict.made_at) == (
        Answer.COPY,
        "00000000ff",
        None,
    )


def test_altered_credentials_prove_nothing(number):
    signed = {"state": "altered", "identifier": number, "kind": "library"}

    verdict = verifying.judge(found(signed), "00")

    assert (verdict.answer, verdict.identifier, verdict.kind) == (Answer.UNKNOWN, "", "")
    assert verdict.reasons[0] == "credentials_altered"


@pytest.mark.parametrize("state", ["trusted", "unknown"])
def test_credentials_of_others_do_not_name_videos_of_ours(number, state):
    signed = {"state": state, "identifier": number, "kind": "dub", "issuer": "Somebody"}

    verdict = verifying.judge(found(signed), "00")

    assert verdict.answer == Answer.ELSEWHERE
    assert (verdict.identifier, verdict.made_at, verdict.issuer) == ("", None, "Somebody")


def test_a_watermark_of_another_installation_is_not_ours(db):
    verdict = verifying.judge(found(watermark={"found": True}), "00")

    assert (verdict.answer, verdict.is_made_here) == (Answer.ELSEWHERE, False)
    assert "watermark_foreign" in verdict.reasons


def test_a_sound_is_not_said_to_lack_a_watermark(db):
    assert verifying.judge(found(kind="sound"), "00").reasons == ("credentials_none",)


@pytest.mark.parametrize(("has_label", "reason"), [(True, "label_gone"), (False, "label_never")])
def test_it_tells_whether_a_label_was_lost_or_never_there(made, number, has_label, reason):
    ProvenanceFile.objects.update(has_label=has_label)

    verdict = verifying.judge(found(watermark={"found": True, "identifier": number}), "00")

    assert verdict.reasons[-1] == reason


# -- the API ---------------------------------------------------------------------------------------


def test_anybody_may_ask_and_nothing_stays(client, verifier, sent, settings, number):
    file = sent("me.mp4", **found(watermark={"found": True, "identifier": number}))

    response = client.post(URL, {"file": file}, format="multipart")

    answer = response.json()
    assert response.status_code == 200
    assert (answer["answer"], answer["made_here"]) == ("copy", True)
    assert answer["identifier"] == number
    assert not [path for path in settings.JOBS_WORK_DIR.rglob("*") if path.is_file()]


def test_a_file_on_the_disk_is_moved_not_copied(db, verifier, sent):
    small = sent("me.mp4", **found())
    large = TemporaryUploadedFile("me.mp4", "video/mp4", small.size, None)
    large.write(small.read())
    large.seek(0)

    verdict = verifying.verify_file(large)
    large.close()  # as Django does at the end of a request

    assert verdict.answer == Answer.UNKNOWN
    assert not Path(large.temporary_file_path()).exists()


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"#EXTM3U\n", 422, "unknown_file_type"), (b"", 400, "invalid")],
    ids=["playlist", "empty"],
)
def test_what_is_no_picture_or_video_is_refused(client, alice, content, status, code):
    response = client.post(URL, {"file": SimpleUploadedFile("x.mp4", content)}, format="multipart")

    assert (response.status_code, response.json()["code"]) == (status, code)


def test_what_is_too_large_is_refused_before_it_is_read(client, alice, settings):
    settings.VERIFY_MAX_MB = 1

    response = client.post(URL, CONTENT_LENGTH=str(2 << 20), content_type="multipart/form-data")

    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")


def test_who_asks_too_often_waits(client, alice, verifier, sent, settings):
    settings.VERIFY_PER_HOUR = 1
    statuses = [
        client.post(URL, {"file": sent("me.mp4", **found())}, format="multipart").status_code
        for _ in range(2)
    ]

    assert statuses == [200, 429]


@pytest.mark.parametrize("body", [{}, {"link": ""}, {"file": "x"}], ids=["none", "empty", "text"])
def test_something_must_be_sent(client, alice, body):
    assert client.post(URL, body, "application/json").status_code == 400


def test_a_link_of_this_site_is_looked_at(client, make_finished, verifier, sent):
    content = sent("me.mp4", **found()).read()
    link = sharing.share(make_finished(content=content), days=1, max_views=5)

    response = client.post(URL, {"link": sharing.page_url(link)}, "application/json")

    link.refresh_from_db()
    assert (response.status_code, response.json()["answer"]) == (200, "unknown")
    assert link.n_views == 0


@pytest.mark.parametrize(
    ("wishes", "end", "status", "code"),
    [
        ({"password": "open sesame"}, False, 403, "link_locked"),
        ({}, True, 410, "link_over"),
    ],
    ids=["password", "over"],
)
def test_a_link_that_shows_nothing_tells_nothing(client, make_finished, wishes, end, status, code):  # noqa: PLR0917 (fixtures and cases)
    link = sharing.share(make_finished(), days=1, **wishes)
    if end:
        ShareLink.objects.all().delete()

    response = client.post(URL, {"link": sharing.page_url(link)}, "application/json")

    assert (response.status_code, response.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "link",
    ["https://other.example.org/watch/x/", "file:///etc/passwd", "http://127.0.0.1/", "nonsense"],
)
def test_nothing_is_fetched_from_elsewhere(client, alice, link):
    response = client.post(URL, {"link": link}, "application/json")

    assert (response.status_code, response.json()["code"]) == (400, "link_not_ours")


# -- with the real operation -----------------------------------------------------------------------


class InThisProcess:
    """A process that is none, for what it does is quick."""

    def call(self, request, **_):
        known = operations.operations_of(Registry())
        return known[request.op](request.spec, request.workdir, lambda _: None)


@pytest.fixture
def real_verifier(monkeypatch):
    monkeypatch.setattr(pipeline_factory, "verifying_process", InThisProcess)


@pytest.fixture
def signed_film(tmp_path, made):
    """A second of grey noise, signed as videos of this site are."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=5)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        noise = np.random.default_rng(1).integers(90, 160, (240, 320, 3), dtype=np.uint8)
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noise, "rgb24")))
        container.mux(stream.encode())
    keys = open_identity(provenance.identity_place())
    told = identifier_text(made.record.watermark_id)
    sign_video(path, keys.signing, Statement(told, "library", "2026-11-23T05:00:00+00:00"))
    return path


def test_a_signed_file_is_ours_until_somebody_changes_it(signed_film, number, real_verifier):
    changed = signed_film.with_name("changed.mp4")
    shutil.copy(signed_film, changed)
    content = bytearray(changed.read_bytes())
    content[-2000] ^= 1
    changed.write_bytes(content)

    ours = verifying.verify_path(signed_film, field="file")
    altered = verifying.verify_path(changed, field="file")

    assert (ours.answer, ours.identifier, ours.kind) == (Answer.ORIGINAL, number, "library")
    assert ours.reasons[:2] == ("credentials_ours", "watermark_none")
    assert altered.answer == Answer.UNKNOWN
    assert altered.reasons[0] == "credentials_altered"
