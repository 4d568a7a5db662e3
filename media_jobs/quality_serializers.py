"""What the API gives about what was measured in a video."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from media_jobs import events, storage
from media_jobs.models import QualityReport, Video
from media_jobs.serializers import JobSerializer


class QualityThumbnailSerializer(serializers.Serializer[Any]):
    """A frame that the report speaks of."""

    url = serializers.CharField()
    facts = serializers.DictField()


class QualitySerializer(serializers.Serializer[Any]):
    """What was measured in a video."""

    report = serializers.DictField(allow_null=True)
    picture_url = serializers.CharField(
        allow_null=True, help_text="Waveform, words, phones and lips over time."
    )
    thumbnails = QualityThumbnailSerializer(many=True)
    created_at = serializers.DateTimeField(allow_null=True)
    job = JobSerializer(allow_null=True)

    def to_representation(self, instance: Video) -> dict[str, Any]:
        """The report with addresses in place of files, and the job that makes it."""
        job = instance.latest_quality_job
        quality: QualityReport | None = getattr(instance, "quality", None)
        shown = _quality_fields(quality, instance.title)
        return {**shown, "job": events.snapshot(job) if job else None}


def _quality_fields(quality: QualityReport | None, title: str) -> dict[str, Any]:
    if quality is None:
        return {"report": None, "picture_url": None, "thumbnails": [], "created_at": None}
    files = {str(asset.pk): asset for asset in quality.thumbnails.all()}
    urls = {key: storage.asset_url(asset, title) for key, asset in files.items()}
    untouched = [
        {**span, "thumbnail": urls.get(span["thumbnail"])}
        for span in quality.report.get("untouched", [])
    ]
    return {
        "report": {**quality.report, "untouched": untouched},
        "picture_url": storage.asset_url(quality.picture, title) if quality.picture else None,
        "thumbnails": [_thumbnail(span) for span in untouched if span["thumbnail"]],
        "created_at": quality.created_at.isoformat(),
    }


def _thumbnail(span: Mapping[str, Any]) -> dict[str, Any]:
    facts = {name: value for name, value in span.items() if name != "thumbnail"}
    return {"url": span["thumbnail"], "facts": facts}
