"""What the tests of the pages share: videos in every state."""

import pytest
from django.core.files.base import ContentFile

from media_jobs.models import MediaAsset, MediaJob, Video

ANALYSIS = {"width": 64, "height": 48, "has_alpha": False, "face_box": [20, 8, 44, 36]}


@pytest.fixture
def anna(make_avatar):
    return make_avatar(analysis=ANALYSIS)


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
        video = Video.objects.create(
            owner=owner,
            title=title,
            language="en-US",
            script="How a volcano is born.",
            settings=settings,
            avatar=anna,
            **fields,
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
