"""Tests for what can be wished for a video, and what the render process is then told."""

from pathlib import Path

import pytest

from inference.expression import EXPRESSIONS
from inference.liveliness import MAX_STRENGTH, LifeStrength
from inference.pipelines.talk_spec import EngineName, RecordedSpeech, TalkSpec, VideoFace
from inference.video_source import Fit
from media_jobs import engines, estimates, formats, own_avatars, pipeline_factory, services
from media_jobs.models import Avatar, MediaJob, Video
from media_jobs.refusals import ServiceError

URL = "/api/v1/videos/"


@pytest.fixture
def recording(make_upload):
    return make_upload("Good_morning.wav")


@pytest.fixture
def film(alice, make_upload) -> Avatar:
    sent = make_upload("me.mp4", "face", duration=8.0)
    return own_avatars.create_avatar(
        alice, upload=sent, name="Me", face_position=[0.7, 0.4], may_use=True
    )


@pytest.fixture
def make(alice, anna):
    def order(**wishes) -> Video:
        return services.create_video(alice, **{"avatar": anna, **wishes})

    return order


@pytest.fixture
def talking():
    return {"text": "Hello there.", "voice": "piper-joe-en"}


def heard(upload, **options):
    return {"speech": {"kind": "recording", "upload": upload.pk, **options}}


def told(video, tmp_path) -> TalkSpec:
    """What the render process reads from the request for a video."""
    prepared = pipeline_factory.prepare(video.jobs.get(), tmp_path)
    assert prepared.request.op == "talk"
    return TalkSpec.from_json(prepared.request.spec)


def test_the_names_are_those_that_inference_understands():
    assert set(formats.EXPRESSIONS) == set(EXPRESSIONS)
    assert set(formats.FITS) == set(Fit)
    assert set(engines.ENGINES) == set(EngineName)
    assert formats.MAX_LIFE == MAX_STRENGTH
    assert LifeStrength(**dict.fromkeys(formats.LIFE, 0.5)).gaze == 0.5


def test_a_recording_makes_a_video(make, recording, tmp_path):
    video = make(**heard(recording, start=0.5, end=3.0, in_result="original"))

    spec = told(video, tmp_path)
    assert (video.kind, video.title, video.script) == ("recording", "Good morning", "")
    assert (video.language, video.recording) == ("de", recording)
    assert isinstance(spec.speech, RecordedSpeech)
    assert spec.speech.path == Path(recording.asset.file.path)
    assert (spec.speech.options.start, spec.speech.options.end) == (0.5, 3.0)
    assert (spec.speech.options.in_result, spec.speech.options.normalised) == ("original", True)


def test_a_language_that_is_only_guessed_at_is_not_noted(make, make_upload):
    sound = {"language": "de", "language_probability": 0.2}

    assert make(**heard(make_upload(sound=sound))).language == ""


def test_a_presenter_in_a_video_keeps_size_and_rate(make, film, talking, settings, tmp_path):
    video = make(**talking, avatar=film, fit="hold")

    spec = told(video, tmp_path)
    assert isinstance(spec.face, VideoFace)
    assert spec.face.path == Path(film.source.asset.file.path)
    assert spec.face.face_position == (0.7, 0.4)
    assert spec.face.cache == Path(settings.JOBS_TRACKS_DIR) / str(film.pk)
    assert (spec.form, spec.face.fit) == (None, Fit.HOLD)
    assert video.settings["format"] == "source"
    assert spec.movement == LifeStrength(0, 0, 0, 0)


def test_every_option_reaches_the_render_process_and_the_copy(make, talking, tmp_path):
    options = {
        "expression": {"name": "happy", "strength": 0.4},
        "life": {"blinks": 0.5, "gaze": 0.0, "head": 1.5, "brows": 1.0},
        "curves": True,
        "background": "slate",
        "fit": "loop",
        "engine": "warp",
    }
    background = {"background": formats_background()}

    video = make(**talking, **options | background, aspect="1:1")

    spec = told(video, tmp_path)
    assert (spec.expression.name, spec.expression.strength) == ("happy", 0.4)
    assert spec.life == LifeStrength(0.5, 0.0, 1.5, 1.0)
    assert (spec.curves, spec.form.width) == ("json", 1080)
    assert {name: video.settings[name] for name in options} == options | background


def formats_background() -> str:
    from inference.backgrounds import BACKGROUNDS

    return BACKGROUNDS[-1].id


def test_a_copy_of_the_choices_can_be_made_again(make, recording):
    first = make(**heard(recording, start=1.0), expression={"name": "sad", "strength": 0.5})
    kept = first.settings
    speech = {name: kept["speech"][name] for name in ("kind", "upload", "in_result", "start")}

    second = make(speech=speech, expression=kept["expression"], aspect=kept["format"])

    assert second.settings == kept


@pytest.mark.parametrize(
    "case",
    [
        ({"engine": "magic"}, "engine", "unknown_engine"),
        ({"engine": "wav2lip"}, "engine", "engine_unavailable"),
        ({"expression": {"name": "bored"}}, "expression", "unknown_expression"),
        ({"expression": {"name": "happy", "strength": 1.1}}, "expression", "bad_strength"),
        ({"life": {"blinks": 1.6}}, "life", "bad_strength"),
        ({"life": {"blinks": float("nan")}}, "life", "bad_strength"),
        ({"fit": "stretch"}, "fit", "unknown_fit"),
        ({"aspect": "source"}, "aspect", "unknown_aspect"),
    ],
)
def test_wrong_options_are_refused(make, talking, settings, tmp_path, case):
    change, field, code = case
    settings.INFERENCE_CHECKPOINTS_DIR = tmp_path
    with pytest.raises(ServiceError) as refused:
        make(**talking, **change)

    assert (refused.value.code, list(refused.value.fields)) == (code, [field])
    assert not Video.objects.exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"start": -1.0}, "bad_span"),
        ({"start": 3.0, "end": 2.0}, "bad_span"),
        ({"end": 60.0}, "bad_span"),
        ({"start": float("nan")}, "bad_span"),
        ({"start": 1.0, "end": 1.1}, "recording_too_short"),
        ({"in_result": "echo"}, "unknown_sound"),
    ],
)
def test_wrong_parts_of_a_recording_are_refused(make, recording, options, code):
    with pytest.raises(ServiceError) as refused:
        make(**heard(recording, **options))

    assert (refused.value.code, list(refused.value.fields)) == (code, ["speech"])


def test_a_recording_may_be_longer_than_allowed_if_the_part_is_not(make, recording, settings):
    settings.UPLOADS_MAX_RECORDING_SECONDS = 2

    assert make(**heard(recording, start=1.0, end=2.5)).pk
    with pytest.raises(ServiceError, match="at most"):
        make(**heard(recording))


def test_somebody_elses_recording_cannot_be_used(make, make_upload, bob):
    with pytest.raises(ServiceError) as refused:
        make(**heard(make_upload(owner=bob)))

    assert refused.value.code == "unknown_upload"


def test_a_silent_video_is_no_recording(make, make_upload):
    silent = make_upload("me.mp4", "face", has_sound=False)

    with pytest.raises(ServiceError) as refused:
        make(**heard(silent))

    assert refused.value.code == "no_sound"


@pytest.mark.parametrize(("aspect", "kept"), [("", "source"), ("9:16", "9:16")])
def test_a_presenters_video_keeps_its_own_shape_unless_asked(make, film, talking, aspect, kept):
    video = make(**talking, avatar=film, aspect=aspect)

    assert video.jobs.get().spec["aspect"] == kept


def post(client, content):
    return client.post(URL, content, content_type="application/json")


def test_the_api_takes_speech_in_both_forms(as_alice, anna, recording, talking):
    flat = post(as_alice, {"avatar": anna.pk, **talking})
    typed = post(as_alice, {"avatar": anna.pk, "speech": {"kind": "text", **talking}})
    spoken = post(as_alice, {"avatar": anna.pk, **heard(recording)})

    assert [each.status_code for each in (flat, typed, spoken)] == [202] * 3
    assert flat.json()["settings"] == typed.json()["settings"]
    shown = spoken.json()
    assert shown["recording"] == {
        "upload": str(recording.pk),
        "name": "Good_morning.wav",
        "duration": 4.0,
    }
    assert (shown["kind"], shown["report"], shown["has_quality"]) == ("recording", None, False)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"speech": {"kind": "song"}}, "speech"),
        ({"speech": {"kind": "recording"}}, "speech"),
        ({"speech": 7}, "speech"),
        ({"text": "Hi."}, "text"),
        ({"speech": None}, "speech"),
        ({"expression": {"name": "bored"}}, "expression"),
        ({"life": {"blinks": 2}}, "life"),
        ({"fit": "stretch"}, "fit"),
        ({"curves": "perhaps"}, "curves"),
    ],
)
def test_wrong_shapes_are_refused_by_the_api(as_alice, anna, talking, change, field):
    wanted = {"avatar": anna.pk, "speech": {"kind": "text", **talking}, **change}

    response = post(as_alice, wanted)

    problem = response.json()
    assert (response.status_code, problem["code"]) == (400, "invalid")
    assert list(problem["fields"]) == [field]


def test_what_was_deleted_meanwhile_is_told(make, recording, make_job, tmp_path):
    video = make(**heard(recording))
    Video.objects.filter(pk=video.pk).update(recording=None)

    with pytest.raises(pipeline_factory.MaterialGoneError) as gone:
        pipeline_factory.prepare(MediaJob.objects.get(video=video), tmp_path)

    assert gone.value.code == "recording_gone"


def test_engines_come_with_their_terms(as_alice, settings, tmp_path):
    settings.INFERENCE_CHECKPOINTS_DIR = tmp_path

    warp, wav2lip = as_alice.get("/api/v1/engines/").json()

    assert (warp["id"], warp["available"], warp["is_default"]) == ("warp", True, True)
    assert (wav2lip["available"], wav2lip["unavailable_reason"]) == (False, "checkpoint_missing")
    assert "commercial use is prohibited" in wav2lip["notice"]


def test_estimates_follow_the_material(make, recording, film, talking):
    short = make(**heard(recording, end=2.0)).jobs.get()
    long = make(**heard(recording)).jobs.get()
    whole = make(**heard(recording), avatar=film, fit="whole").jobs.get()
    works = [estimates.Work.of(job.kind, job.spec) for job in (short, long, whole)]

    assert [work.speech for work in works] == [2.0, 4.0, 8.0]
    assert [work.face for work in works] == ["picture", "picture", "video"]
    assert short.seconds_left < long.seconds_left < whole.seconds_left
