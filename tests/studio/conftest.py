"""What the tests of the pages share: videos in every state."""

import pytest
from django.core.files.base import ContentFile

from media_jobs.models import MediaAsset, MediaJob, QualityReport, Upload, Video

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
