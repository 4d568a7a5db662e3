"""Videos that are to speak other languages, and each of those languages."""

import uuid
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from media_jobs.models.assets import MediaAsset, Upload
from media_jobs.models.errands import Errand, ErrandQuerySet
from media_jobs.models.videos import Video

# Fields of a project that hold what is made for its page.
PROJECT_FILES: Final = ("preview", "poster", "peaks")


class DubProject(Errand):
    """A video with its lines; as an errand, making the preview and writing the lines down.

    Attributes:
        upload: the original.
        subtitles: what is said, where somebody sent it along.
        wanted_language: BCP 47 tag of what is spoken; empty to find out.
        script: ``inference.dubbing.dub_script.DubScript`` as JSON; empty while there is none.
        revision: counts changes of the script, so that two windows do not overwrite each other.
        glossary: fixed translations of this project: ``term`` and ``translation`` of each.
        options: of every dub: background, lip_sync, engine, captions, caption_language,
            translator.
        is_automatic: whether dubs are made as soon as their lines are translated.
        advice: what is to be known about the lines.
        stage: what the preparation is busy with: ``preview`` or ``listening``.
        seconds_left: of the preparation; ``None`` when not known.
        timings: seconds the preparation took, for later estimates.
        preview: the original for browsers.
        poster: one frame of it.
        peaks: how loud it is over time, as JSON.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="dubs")
    upload = models.ForeignKey(Upload, models.RESTRICT, related_name="dubs")
    subtitles = models.ForeignKey(
        Upload, models.RESTRICT, null=True, blank=True, related_name="subtitled_dubs"
    )
    title = models.CharField(max_length=200)
    wanted_language = models.CharField(max_length=35, blank=True)
    script = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    revision = models.PositiveIntegerField(default=0)
    glossary = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    options = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    is_automatic = models.BooleanField(default=False)
    advice = models.JSONField(default=list, blank=True, encoder=DjangoJSONEncoder)
    stage = models.CharField(max_length=32, blank=True)
    seconds_left = models.FloatField(null=True, blank=True)
    timings = models.JSONField(default=dict, blank=True)
    preview = models.ForeignKey(
        MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    poster = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")
    peaks = models.ForeignKey(MediaAsset, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar[ErrandQuerySet["DubProject"]] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("owner", "-created_at"), name="dubs_of_owner"),
            models.Index(fields=("state", "queued_at"), name="dubs_by_state"),
        )

    def __str__(self) -> str:
        return self.title

    def succeed(self, **result: Any) -> bool:
        """End the preparation; from then on the languages can be translated."""
        with transaction.atomic():
            counts = super().succeed(**result)
            if counts:
                self.targets.update(is_ready=True)
        return counts

    @property
    def is_ready(self) -> bool:
        """Whether there are lines to work on."""
        return bool(self.script) and self.is_finished

    @property
    def source_language(self) -> str:
        """Of what is said, as far as it is known."""
        return str(self.script.get("language") or self.wanted_language)

    @property
    def lines(self) -> list[dict[str, Any]]:
        """What is said, in order; empty while it is not known."""
        return list(self.script.get("lines") or [])

    @property
    def files(self) -> list[MediaAsset]:
        """Every file that was made for its page."""
        made = (getattr(self, name) for name in PROJECT_FILES)
        return [asset for asset in made if asset is not None]


class DubTargetQuerySet(ErrandQuerySet["DubTarget"]):
    """Languages that are to be translated into."""

    def ready(self) -> Self:
        """Those whose lines are known."""
        return self.filter(is_ready=True)


class DubTarget(Errand):
    """A language that a video is to speak; as an errand, translating its lines.

    Attributes:
        language: first part of a BCP 47 tag.
        is_ready: whether the lines are known; until then the errand waits.
        translation: text by id of a line; an empty one leaves the line silent.
        sources: what each translation was made from, as a short hash of the text.
        edited: ids of translations that a person wrote.
        problems: code by id of a line, of the last translating.
        wanted_lines: ids of the lines to translate now; ``None`` for what is missing.
        translator: id of who is to translate; empty for the usual one.
        translated_by: id of who did.
        first_voice: how whoever says most is to sound, from before anybody knew who that is.
        voices: how speakers sound, by id, where somebody chose.
        line_voices: the same for single lines.
        revision: counts changes by people and translators.
        seconds_left: of translating; ``None`` when not known.
        timings: seconds that took, for later estimates.
        video: the dub in the library; ``None`` until it is ordered first.
        ordered: hashes of what the last job was to make; see ``dub_orders``.
        rendered: the same of what the file in the library holds.
    """

    project = models.ForeignKey(DubProject, models.CASCADE, related_name="targets")
    language = models.CharField(max_length=35)
    is_ready = models.BooleanField(default=False)
    translation = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    sources = models.JSONField(default=dict, blank=True)
    edited = models.JSONField(default=list, blank=True)
    problems = models.JSONField(default=dict, blank=True)
    wanted_lines = models.JSONField(null=True, blank=True)
    translator = models.CharField(max_length=64, blank=True)
    translated_by = models.CharField(max_length=64, blank=True)
    first_voice = models.JSONField(default=dict, blank=True)
    voices = models.JSONField(default=dict, blank=True)
    line_voices = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=0)
    seconds_left = models.FloatField(null=True, blank=True)
    timings = models.JSONField(default=dict, blank=True)
    video = models.OneToOneField(
        Video, models.SET_NULL, null=True, blank=True, related_name="dub_target"
    )
    ordered = models.JSONField(default=dict, blank=True)
    rendered = models.JSONField(default=dict, blank=True)

    objects: ClassVar[DubTargetQuerySet] = DubTargetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("created_at",)
        constraints = (
            models.UniqueConstraint(fields=("project", "language"), name="one_target_a_language"),
        )
        indexes = (models.Index(fields=("state", "queued_at"), name="dub_targets_by_state"),)

    def __str__(self) -> str:
        return f"{self.project}: {self.language}"


class Glossary(models.Model):
    """Fixed translations of a person, for every dub.

    Attributes:
        entries: ``term``, ``translation`` (``None``: never translated) and ``language`` (empty: of
            every target) of each.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="glossary")
    entries = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    def __str__(self) -> str:
        return f"glossary of {self.owner_id}"
