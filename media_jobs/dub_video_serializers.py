"""What the API gives about a video that is a dub."""

from typing import Any

from rest_framework import serializers

from media_jobs import events, storage, voice_samples
from media_jobs.models import DubTarget, MediaAsset, Video


class SubtitlesSerializer(serializers.Serializer[Any]):
    """What is said, as subtitles: for players, and to save."""

    srt_url = serializers.CharField()
    vtt_url = serializers.CharField()
    srt_download_url = serializers.CharField()
    vtt_download_url = serializers.CharField()


class SiblingSerializer(serializers.Serializer[Any]):
    """The same video in another language."""

    language = serializers.CharField()
    language_name = serializers.CharField()
    video = serializers.UUIDField()
    page_url = serializers.CharField()


class DubOfVideoSerializer(serializers.Serializer[Any]):
    """Where a dub comes from, and what else there is of it."""

    project = serializers.UUIDField(allow_null=True, help_text="null once it was deleted.")
    target = serializers.CharField()
    source_language = serializers.CharField(allow_blank=True)
    original_url = serializers.CharField(allow_null=True, help_text="To compare with.")
    audio_url = serializers.CharField(allow_null=True, help_text="The dub's sound alone.")
    audio_download_url = serializers.CharField(allow_null=True)
    source_subtitles = SubtitlesSerializer(allow_null=True)
    source_transcript_url = serializers.CharField(allow_null=True)
    siblings = SiblingSerializer(many=True)


def subtitle_urls(
    video: Video, srt: MediaAsset | None, vtt: MediaAsset | None
) -> dict[str, str] | None:
    """Addresses of subtitles in both forms; ``None`` where there are none."""
    if srt is None or vtt is None:
        return None
    named = {"srt": srt, "vtt": vtt}
    shown = {f"{key}_url": storage.asset_url(row, video.title) for key, row in named.items()}
    saved = {
        f"{key}_download_url": storage.asset_url(row, video.title, download=True)
        for key, row in named.items()
    }
    return {**shown, **saved}


def dub_of(video: Video) -> dict[str, Any] | None:
    """What is to be said about a dub; ``None`` for other videos."""
    if video.kind != Video.Kind.DUB:
        return None
    target: DubTarget | None = getattr(video, "dub_target", None)
    preview = target.project.preview if target else None
    sound, words = video.dub_sound, video.source_transcript
    return {
        "project": str(target.project_id) if target else None,
        "target": video.language,
        "source_language": video.source_language,
        "original_url": storage.asset_url(preview, "original") if preview else None,
        "audio_url": storage.asset_url(sound, video.title) if sound else None,
        "audio_download_url": _to_save(video, sound),
        "source_subtitles": subtitle_urls(video, video.source_srt, video.source_vtt),
        "source_transcript_url": _to_save(video, words),
        "siblings": _siblings(target) if target else [],
    }


def _to_save(video: Video, asset: MediaAsset | None) -> str | None:
    return storage.asset_url(asset, video.title, download=True) if asset else None


def _siblings(target: DubTarget) -> list[dict[str, str]]:
    others = DubTarget.objects.filter(project=target.project_id, video__deleted_at__isnull=True)
    rows = others.exclude(pk=target.pk).exclude(video=None).values_list("language", "video_id")
    return [
        {
            "language": language,
            "language_name": voice_samples.main_language_name(language),
            "video": str(video_id),
            "page_url": events.page_url(Video(pk=video_id)),
        }
        for language, video_id in rows
    ]
