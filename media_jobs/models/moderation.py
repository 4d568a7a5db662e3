"""What people and programs complain about, and what is decided."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone

from media_jobs.models.avatars import Avatar
from media_jobs.models.errands import Errand, ErrandQuerySet
from media_jobs.models.videos import Video


class Decision(models.TextChoices):
    """What became of a report or a flag."""

    OPEN = "open", "open"
    UPHELD = "upheld", "something was done"
    DISMISSED = "dismissed", "all is well"


class FlagQuerySet(models.QuerySet["Flag"]):
    """What somebody should look at."""

    def open(self) -> "FlagQuerySet":
        """Those about which nobody has decided."""
        return self.filter(state=Decision.OPEN)


class Flag(models.Model):
    """A reason to look at a video, a presenter or a person; raised by ``media_jobs.flags``.

    Attributes:
        kind: what was noticed.
        person: who answers for it: the owner of the video or presenter, or the one flagged.
        video: what it is about, where it is about a video.
        avatar: the same of a presenter.
        facts: what was found: words, categories, counts; never the text itself.
    """

    class Kind(models.TextChoices):
        """What was noticed."""

        BANNED_WORDS = "banned_words", "words of the list"
        TEXT = "text", "what is said, says the language model"
        UNCHECKED = "unchecked", "the language model could not say"
        UPLOADS = "uploads", "many uploads"
        REPORTS = "reports", "reported"
        MINOR = "minor", "may show a minor"
        PUBLIC_FIGURE = "public_figure", "may show a public figure"
        OTHER = "other", "something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="flags"
    )
    video = models.ForeignKey(Video, models.CASCADE, null=True, blank=True, related_name="flags")
    avatar = models.ForeignKey(Avatar, models.CASCADE, null=True, blank=True, related_name="flags")
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    state = models.CharField(max_length=16, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[FlagQuerySet] = FlagQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "created_at"), name="flags_by_state"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.video or self.avatar or self.person}"


class ReportQuerySet(models.QuerySet["Report"]):
    """What people complain about."""

    def open(self) -> "ReportQuerySet":
        """Those about which nobody has decided."""
        return self.filter(state=Decision.OPEN)


class Report(models.Model):
    """Somebody's complaint about a shared video.

    Attributes:
        video: ``None`` once it is gone for good.
        title: of the video at that time.
        reason: why, in one word.
        text: why, in the reporter's own.
        email: where the answers go; empty for no answer, and emptied some time after the last.
        visitor: hash of the reporter's address, so that several can be told from one.
    """

    class Reason(models.TextChoices):
        """What is wrong with the video."""

        LIKENESS = "likeness", "It shows me, or somebody I speak for, without permission"
        MINOR = "minor", "It shows a child or young person"
        DECEPTION = "deception", "It deceives: fraud, false news, somebody's words made up"
        HATE = "hate", "It is hateful, threatening or harassing"
        SEXUAL = "sexual", "It is sexual"
        VIOLENCE = "violence", "It is violent or calls for it"
        COPYRIGHT = "copyright", "It uses what belongs to somebody else"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    video = models.ForeignKey(Video, models.SET_NULL, null=True, blank=True, related_name="reports")
    title = models.CharField(max_length=200)
    reason = models.CharField(max_length=16, choices=Reason)
    text = models.TextField(blank=True)
    email = models.EmailField(blank=True)
    visitor = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, choices=Decision, default=Decision.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[ReportQuerySet] = ReportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes, and the permission that opens the queues."""

        ordering = ("-created_at",)
        indexes = (models.Index(fields=("state", "created_at"), name="reports_by_state"),)
        permissions = (("moderate", "Can decide about videos, presenters, reports and people"),)

    def __str__(self) -> str:
        return f"report {self.reference} of “{self.title}”"

    @property
    def reference(self) -> str:
        """What the reporter can name it by."""
        return self.pk.hex[:8].upper()


class ReasonTemplate(models.Model):
    """Words for a decision, so that nobody types them anew.

    Attributes:
        about: which decisions it is offered for.
        title: short, for whoever chooses.
        text: what the person concerned reads.
        order: place in the list.
    """

    class About(models.TextChoices):
        """What is decided about."""

        VIDEO = "video", "videos"
        AVATAR = "avatar", "presenters"
        PERSON = "person", "people"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(max_length=16, choices=About)
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=1000)
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField("offered", default=True)

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("about", "order", "title")

    def __str__(self) -> str:
        return self.title


class TextCheck(Errand):
    """A language model's look at what a video says.

    Attributes:
        text_sha256: of what was looked at, so that the same is not looked at twice.
        verdict: ``inference.text_review.verdict.Verdict`` as JSON; empty while there is none.
    """

    video = models.OneToOneField(Video, models.CASCADE, related_name="text_check")
    text_sha256 = models.CharField(max_length=64, blank=True)
    verdict = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects: ClassVar[ErrandQuerySet["TextCheck"]] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        indexes = (models.Index(fields=("state", "queued_at"), name="text_checks_by_state"),)

    def __str__(self) -> str:
        return f"text check of {self.video_id}"
