"""What is said in an uploaded recording."""

from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from media_jobs.models.assets import Upload
from media_jobs.models.errands import Errand, ErrandQuerySet


class UploadTranscript(Errand):
    """The words of a recording, written down by itself and then perhaps edited.

    Attributes:
        wanted_language: BCP 47 tag of what is spoken; empty to find out.
        transcript: ``inference.transcripts.Transcript`` as JSON; empty while there is none.
        is_edited: whether a person changed it.
    """

    upload = models.OneToOneField(Upload, models.CASCADE, related_name="transcript")
    wanted_language = models.CharField(max_length=35, blank=True)
    transcript = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    is_edited = models.BooleanField(default=False)

    objects: ClassVar[ErrandQuerySet["UploadTranscript"]] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        indexes = (models.Index(fields=("state", "queued_at"), name="transcripts_by_state"),)

    def __str__(self) -> str:
        return f"transcript of {self.upload_id}"

    @property
    def language(self) -> str:
        """Of what is said, as far as it is known."""
        return str(self.transcript.get("language") or self.wanted_language)

    @property
    def segments(self) -> list[dict[str, Any]]:
        """Phrases with their times, without those of single words."""
        return [
            {name: segment[name] for name in ("start", "end", "text")}
            for segment in self.transcript.get("segments", [])
        ]
