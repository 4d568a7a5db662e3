"""Tests for transcripts: written down by themselves, edited, given up, used by videos."""

import pytest

from media_jobs import background, pipeline_factory, services, transcripts, uploads
from media_jobs.broker import broker
from media_jobs.models import MediaJob, Upload, UploadTranscript
from media_jobs.quick_process import QuickProcess


@pytest.fixture
def listening(fake_process, monkeypatch):
    """Recordings are written down by the fake child."""
    process = QuickProcess(lambda: fake_process, idle_seconds=60, patience=5)
    monkeypatch.setattr(pipeline_factory, "transcript_process", lambda: process)
    yield fake_process
    process.close()


@pytest.fixture
def recording(listening, make_upload, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return make_upload()


@pytest.fixture
def address(recording):
    return f"/api/v1/uploads/{recording.pk}/transcript/"


def put(client, address, segments, **more):
    return client.put(address, {"segments": segments, **more}, content_type="application/json")


def test_a_recording_is_written_down_without_being_asked(as_alice, recording, address):
    assert broker.queues["transcripts"].qsize() == 1
    assert as_alice.get(address).json()["state"] == "queued"
    listed = as_alice.get(f"/api/v1/uploads/{recording.pk}/").json()
    assert listed["transcript_state"] == "queued"

    transcripts.write_down_next()

    done = as_alice.get(address).json()
    assert done.pop("updated_at") is not None
    assert done == {
        "state": "succeeded",
        "progress": 1.0,
        "error": None,
        "language": "en",
        "segments": [{"start": 0.5, "end": 1.5, "text": "Hello there."}],
        "is_edited": False,
    }


def test_faces_are_not_written_down_and_recordings_only_if_wished(make_upload, settings):
    settings.UPLOADS_ARE_TRANSCRIBED = False

    make_upload()
    make_upload("us.png", "face")

    assert not UploadTranscript.objects.exists()


def test_without_a_transcript_it_says_so(as_alice, make_upload):
    upload = make_upload("us.png", "face")
    address = f"/api/v1/uploads/{upload.pk}/transcript/"

    refused = as_alice.post(address, {}, content_type="application/json")

    assert as_alice.get(address).json()["state"] == "none"
    assert (refused.status_code, refused.json()["code"]) == (422, "no_sound")


def test_the_language_can_be_chosen_which_starts_anew(as_alice, address):
    transcripts.write_down_next()

    again = as_alice.post(address, {"language": "de"}, content_type="application/json")
    transcripts.write_down_next()

    assert (again.status_code, again.json()["state"]) == (202, "queued")
    assert as_alice.get(address).json()["language"] == "de"


def test_corrections_keep_the_times_of_words(as_alice, recording, address):
    transcripts.write_down_next()

    saved = put(as_alice, address, [{"start": 0.5, "end": 1.5, "text": "  Hallo  there! "}])

    assert (saved.status_code, saved.json()["is_edited"]) == (200, True)
    assert saved.json()["segments"] == [{"start": 0.5, "end": 1.5, "text": "Hallo there!"}]
    segment = pipeline_factory.known_transcript(recording)["segments"][0]
    assert [word["text"] for word in segment["words"]] == ["Hallo", "there!"]
    assert segment["words"][1]["start"] == 1.0


def test_a_rewritten_segment_has_no_times_of_words(as_alice, recording, address):
    transcripts.write_down_next()

    put(as_alice, address, [{"start": 0.5, "end": 1.5, "text": "Something else was said."}])

    segment = pipeline_factory.known_transcript(recording)["segments"][0]
    assert segment["words"] == []


def test_what_is_stored_is_a_transcript_of_inference(as_alice, recording, address):
    from inference.transcripts import Transcript

    put(as_alice, address, [{"start": 0, "end": 2, "text": "Typed by hand."}], language="en")

    stored = Transcript.from_json(pipeline_factory.known_transcript(recording))
    assert (stored.text, stored.language, stored.duration) == ("Typed by hand.", "en", 4.0)


def test_editing_ends_what_is_under_way(as_alice, recording, address):
    put(as_alice, address, [{"start": 0, "end": 1, "text": "Mine."}])

    transcripts.write_down_next()

    assert as_alice.get(address).json()["segments"][0]["text"] == "Mine."


@pytest.mark.parametrize(
    ("segments", "field"),
    [
        ([{"start": 1, "end": 0.5, "text": "a"}], "segments.0.start"),
        (
            [{"start": 0, "end": 2, "text": "a"}, {"start": 1, "end": 3, "text": "b"}],
            "segments.1.start",
        ),
        ([{"start": 0, "end": 99, "text": "a"}], "segments.0.start"),
        ([{"start": -1, "end": 2, "text": "a"}], "segments"),
        ([{"start": "x", "end": 2, "text": "a"}], "segments"),
    ],
    ids=["backwards", "overlapping", "beyond the end", "before the start", "no time"],
)
def test_impossible_segments_are_refused(as_alice, address, segments, field):
    refused = put(as_alice, address, segments)

    assert (refused.status_code, list(refused.json()["fields"])) == (400, [field])


@pytest.mark.usefixtures("quick", "listening")
def test_a_failure_is_told_and_can_be_tried_again(as_alice, alice, sent):
    upload = uploads.receive(alice, sent(behave={"transcribe": "fail"}), "speech")
    address = f"/api/v1/uploads/{upload.pk}/transcript/"

    transcripts.write_down_next()

    failed = as_alice.get(address).json()
    assert failed["state"] == "failed"
    assert failed["error"] == {"code": "unspeakable_text", "facts": {"voice": "x"}}
    assert as_alice.post(address, {}, content_type="application/json").json()["state"] == "queued"


def test_a_file_that_kills_the_process_is_tried_twice(alice, sent, quick, listening):
    uploads.receive(alice, sent(behave={"transcribe": "die"}), "speech")

    states = []
    for _ in range(3):
        transcripts.write_down_next()
        states.append(UploadTranscript.objects.get().state)

    assert states == ["queued", "failed", "failed"]
    assert UploadTranscript.objects.get().error_code == "render_process_died"


@pytest.mark.django_db(transaction=True)
def test_when_the_upload_goes_the_work_ends(alice, sent, quick, listening, worker):
    import time

    listening_pid = listening.pid
    upload = uploads.receive(alice, sent(behave={"transcribe": "hang"}), "speech")
    deadline = time.monotonic() + 20
    while UploadTranscript.objects.get().state != "running":
        assert time.monotonic() < deadline
        time.sleep(0.05)

    uploads.delete(Upload.objects.get(pk=upload.pk))

    while listening.pid not in (None, listening_pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert not UploadTranscript.objects.exists()


def test_what_was_under_way_goes_on_after_a_restart(recording, as_alice, address):
    UploadTranscript.objects.update(state="running", attempt=1)
    broker.flush_all()

    assert background.resume(all_running=True) == 1

    assert broker.queues["transcripts"].qsize() == 1
    transcripts.write_down_next()
    assert as_alice.get(address).json()["state"] == "succeeded"


def test_deleting_a_transcript_leaves_the_recording(as_alice, recording, address):
    assert as_alice.delete(address).status_code == 204

    assert as_alice.get(address).json()["state"] == "none"
    assert Upload.objects.filter(pk=recording.pk).exists()


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_someone_elses_transcript_is_not_found(client, bob, address, method):
    client.force_login(bob)

    assert getattr(client, method)(address).status_code == 404
    assert UploadTranscript.objects.exists()


@pytest.fixture
def order_with(alice, anna, recording):
    """A video of the recording, once that was written down."""

    def make(**options):
        speech = {"kind": "recording", "upload": recording.pk, **options}
        return services.create_video(alice, avatar=anna, speech=speech)

    return make


@pytest.mark.parametrize("use", [True, False])
def test_a_video_uses_the_transcript_as_it_was_when_ordered(
    as_alice, order_with, address, tmp_path, use
):
    transcripts.write_down_next()
    video = order_with(use_transcript=use)
    put(as_alice, address, [{"start": 0, "end": 2, "text": "Changed since."}])

    asked = pipeline_factory.prepare(video.jobs.get(), tmp_path).request.spec["speech"]

    known = asked.get("transcript")
    assert bool(known) is use
    assert video.language == ("en" if use else "de")
    if use:
        assert known["segments"][0]["text"] == "Hello there."
    assert asked.keys() == {
        "kind", "path", "in_result", "normalised", "start", "end", "transcript",
    }  # fmt: skip


def test_a_video_uses_what_was_written_down_after_its_order(alice, anna, recording, tmp_path):
    speech = {"kind": "recording", "upload": recording.pk}
    services.create_video(alice, avatar=anna, speech=speech)
    transcripts.write_down_next()

    asked = pipeline_factory.prepare(MediaJob.objects.get(), tmp_path).request.spec["speech"]

    assert asked["transcript"]["segments"][0]["text"] == "Hello there."
