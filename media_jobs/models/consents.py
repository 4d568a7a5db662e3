"""What was said about the person whom a presenter shows."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from media_jobs.models.assets import Upload
from media_jobs.models.avatars import Avatar


class Consent(models.Model):
    """Who a presenter shows, and who said that it may speak.

    It stays when the presenter goes, without its picture, for as long as the account that gave it.

    Attributes:
        avatar: the presenter; ``None`` once it is deleted.
        avatar_name: its name when the statement was made.
        owner: the account that made the statement.
        who: whom it shows.
        statement_version: which statement; see ``media_jobs.consent_statements``.
        statement_sha256: hex digest of its text.
        picture_sha256: hex digest of the picture or video as it was sent.
        stated_at: when the owner agreed to the statement.
        is_minor: the owner says that the person is under 18.
        is_public_figure: the owner says that the person is widely known.
        person_name: of another person.
        person_email: of another person; empty where it was not asked for.
        proof: what besides the statement is needed, frozen when it was made.
        answer: of the person shown, where it is needed or was given.
        asked_at: when the person was written to last.
        answered_at: when the person agreed or refused, or a recording was understood.
        recording: the person saying the sentence.
        heard: what was understood of it.
        revoked_at: when the consent was taken back; the presenter is gone since then.
        revoked_by: whose decision that was.
    """

    class Who(models.TextChoices):
        """Whom a presenter shows."""

        ME = "me", "the owner of the account"
        OTHER = "other", "someone who agreed"
        NOBODY = "nobody", "not a real person"

    class Proof(models.TextChoices):
        """What is needed besides the owner's word, where another person is shown."""

        NONE = "none"
        EMAIL = "email", "an answer by e-mail"
        RECORDING = "recording", "a recorded sentence"

    class Answer(models.TextChoices):
        """Of the person shown."""

        NONE = "none", "not needed"
        WAITING = "waiting"
        AGREED = "agreed"
        REFUSED = "refused"

    class Revoker(models.TextChoices):
        """Whose decision it was to end it."""

        OWNER = "owner"
        PERSON = "person", "the person shown"
        STAFF = "staff", "an administrator"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    avatar = models.ForeignKey(
        Avatar, models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    avatar_name = models.CharField(max_length=120)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    who = models.CharField(max_length=8, choices=Who)
    statement_version = models.CharField(max_length=16)
    statement_sha256 = models.CharField(max_length=64)
    picture_sha256 = models.CharField(max_length=64)
    stated_at = models.DateTimeField(default=timezone.now, editable=False)
    is_minor = models.BooleanField("under 18", default=False)
    is_public_figure = models.BooleanField(default=False)
    person_name = models.CharField(max_length=120, blank=True)
    person_email = models.EmailField(blank=True)
    proof = models.CharField(max_length=16, choices=Proof, default=Proof.NONE)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.NONE)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recording = models.ForeignKey(
        Upload, models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    heard = models.CharField(max_length=500, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=8, choices=Revoker, blank=True)

    class Meta:
        """Newest first."""

        ordering = ("-stated_at",)

    def __str__(self) -> str:
        return f"{self.avatar_name}: {self.get_who_display()}"
