"""What the tests of the pages share: videos in every state."""

import pytest
from django.core.files.base import ContentFile

from media_jobs.models import DubProject, MediaAsset, MediaJob, QualityReport, Upload, Video

ANALYSIS = {"width": 64, "height": 48, "has_alpha": False, "face_box": [20, 8, 44, 36]}


@pytest.fixture
def anna(make_avatar):
    return make_avatar(analysis=ANALYSIS)


@pytest.fixture
def my_face(make_avatar, alice):
    return make_avatar(name="Me", slug="me", owner=alice, kind="photo", analysis=ANALYSIS)


@pytest.fixture
def make_upload(alice):
    def make(name, purpose, kind, **fields) -> Upload:
        asset = MediaAsset.objects.create(
            owner=alice, file=name, sha256="0" * 64, size_bytes=9, content_type="x/y"
        )
        fields = {"duration": 12.0, "has_sound": True, **fields}
        return Upload.objects.create(
            owner=alice, purpose=purpose, kind=kind, name=name, asset=asset, **fields
        )

    return make


@pytest.fixture
def make_recording(make_upload):
    return lambda: make_upload("Monday.wav", "speech", "sound")


@pytest.fixture
def my_video_face(make_avatar, make_upload, alice):
    source = make_upload(
        "me.mp4",
        "face",
        "video",
        inspection={"width": 1080, "height": 1920, "fps": 29.97},
    )
    return make_avatar(
        name="Me, filmed", slug="film", owner=alice, kind="video", source=source, analysis=ANALYSIS
    )


REPORT = {
    "version": 1,
    "engine": "warp",
    "fps": 29.97,
    "speech": {"loudness_before": -23.4, "loudness_after": -16.0, "snr_db": 18.2},
    "untouched": [
        {"start": 62.5, "end": 63.5, "reason": "turned_away"},
        {"start": 70.0, "end": 71.0, "reason": "covered"},
    ],
    "untouched_share": 0.076,
}


@pytest.fixture
def measured_video(make_video):
    """A recording on a presenter, rendered and measured."""
    video = make_video(title="Monday", report=REPORT)
    lines = [
        {"code": "lag", "value": 20, "grade": "good", "approximate": False, "facts": {}},
        {"code": "closure", "value": 0.81, "grade": "fair", "approximate": True, "facts": {}},
        {"code": "rounding", "value": None, "grade": "unknown", "approximate": False, "facts": {}},
        {"code": "of_tomorrow", "value": 1, "grade": "good", "approximate": False, "facts": {}},
    ]
    QualityReport.objects.create(video=video, report={"grade": "fair", "lines": lines})
    return video


@pytest.fixture
def make_video(alice, anna):
    def make(state="succeeded", *, owner=alice, title="Volcanoes", job=None, **fields) -> Video:
        settings = {
            "avatar": str(anna.pk),
            "voice": "piper-joe-en",
            "rate": 1.1,
            "format": "9:16",
            "background": "sand",
        }
        defaults = {"language": "en-US", "script": "How a volcano is born.", "avatar": anna}
        chosen = {**settings, **fields.pop("settings", {})}
        video = Video.objects.create(
            owner=owner, title=title, settings=chosen, **{**defaults, **fields}
        )
        if state == "succeeded":
            _add_files(video)
        MediaJob.objects.create(video=video, owner=owner, kind="talk", state=state, **(job or {}))
        return video

    return make


def _add_files(video: Video) -> None:
    for name, kind in (("file", "video/mp4"), ("poster", "image/jpeg")):
        asset = MediaAsset(owner=video.owner, sha256="0" * 64, size_bytes=1_240_000)
        asset.content_type = kind
        asset.file.save(f"{name}.bin", ContentFile(b"bytes"), save=False)
        asset.save()
        setattr(video, name, asset)
    video.duration, video.width, video.height = 62.4, 720, 1280
    video.save()


# -- dubs -----------------------------------------------------------------------------------------

SCRIPT = {
    "version": 1,
    "language": "en",
    "language_probability": 0.98,
    "duration": 10.0,
    "speakers": [{"id": "s1", "name": "", "gender": "female", "pitch": 210.0, "face": None}],
    "lines": [
        {
            "id": key,
            "start": start,
            "end": end,
            "text": text,
            "speaker": "s1",
            "words": [],
        }
        for key, start, end, text in (
            ("l1", 0.5, 1.5, "Good morning."),
            ("l2", 2.0, 4.0, "Bread is alive."),
        )
    ],
}
DUB_REPORT = {
    "version": 1,
    "kind": "dub",
    "translator": "builtin",
    "background": "duck",
    "lip_sync": False,
    "lip_sync_off_reason": "sound_only",
    "n_overflowing": 1,
    "redone": {"lines": 1, "pieces": 2, "of_pieces": 9},
    "lines": [
        {
            "id": "l1",
            "speaker": "s1",
            "start": 0.5,
            "end": 1.5,
            "spoken_start": 0.5,
            "spoken_end": 1.5,
            "text": "Bom dia.",
            "verdict": "fitted",
            "rate": 1.0,
            "stretch": 1.0,
            "overflow": 0.0,
            "delay": 0.0,
        },
        {
            "id": "l2",
            "speaker": "s2",
            "start": 2.0,
            "end": 4.0,
            "spoken_start": 2.15,
            "spoken_end": 4.4,
            "text": "O pão vive.",
            "verdict": "overflowing",
            "rate": 1.1,
            "stretch": 1.2,
            "overflow": 0.4,
            "delay": 0.15,
        },
    ],
}
MADE_FOR_DUBS = {
    "dub_sound": "audio/mp4",
    "srt": "application/x-subrip",
    "vtt": "text/vtt; charset=utf-8",
    "transcript": "application/json",
    "source_srt": "application/x-subrip",
    "source_vtt": "text/vtt; charset=utf-8",
    "source_transcript": "application/json",
}


def _asset(owner, name: str, kind: str) -> MediaAsset:
    asset = MediaAsset(owner=owner, sha256="0" * 64, size_bytes=1_000, content_type=kind)
    asset.file.save(name, ContentFile(b"{}"), save=False)
    asset.save()
    return asset


@pytest.fixture
def make_dub(alice, make_upload):
    """Makes a video with its lines, to be dubbed into Portuguese."""

    def make(*, owner=alice, title="Bread", project=None, target=None) -> DubProject:
        upload = make_upload("bread.mp4", "dub", "video")
        fields = {"state": "succeeded", "script": SCRIPT, **(project or {})}
        made = DubProject.objects.create(owner=owner, upload=upload, title=title, **fields)
        made.targets.create(language="pt", is_ready=True, **(target or {}))
        return made

    return make


@pytest.fixture
def make_dubbed(make_dub, make_video):
    """Makes a dub in the library."""

    def make(state="succeeded", **fields) -> Video:
        words = {"l1": "Bom dia.", "l2": "O pão vive."}
        project = make_dub(target={"state": "succeeded", "translation": words})
        project.preview = _asset(project.owner, "preview.mp4", "video/mp4")
        project.save()
        about = {"kind": "dub", "language": "pt", "source_language": "en", "script": ""}
        report = DUB_REPORT if state == "succeeded" else {}
        video = make_video(state, title="Dubbed", avatar=None, report=report, **about, **fields)
        video.jobs.update(kind="dub")
        if state == "succeeded":
            for name, kind in MADE_FOR_DUBS.items():
                setattr(video, name, _asset(video.owner, f"{name}.bin", kind))
            video.duration = 10.0
            video.save()
        project.targets.update(video=video)
        return Video.objects.get(pk=video.pk)

    return make
