"""How much people may use: plans, and what one person is allowed apart from them."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models


class Limits(models.Model):
    """Limits that can be set at several places; the nearest to the person counts.

    Attributes:
        render_minutes: of finished video in one calendar month (UTC).
        storage_mb: that all files together may take.
        jobs: videos that may wait or be made at the same time.
        upload_mb: of one file that is sent.
        dub_mb: of one video that is to be dubbed.
    """

    render_minutes = models.PositiveIntegerField(
        "minutes of video a month", null=True, blank=True, help_text="0: no limit."
    )
    storage_mb = models.PositiveIntegerField(
        "MB of all files", null=True, blank=True, help_text="0: no limit."
    )
    jobs = models.PositiveIntegerField(
        "videos in the making at once", null=True, blank=True, help_text="0: no limit."
    )
    upload_mb = models.PositiveIntegerField(
        "MB of one file", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    dub_mb = models.PositiveIntegerField(
        "MB of one video to be dubbed", null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        """A base of tables, none itself."""

        abstract = True


class Plan(Limits):
    """Limits under a name; what is left empty is as the site's settings say.

    Attributes:
        is_default: for everybody who has no other plan; there is at most one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=60, unique=True)
    description = models.CharField(max_length=300, blank=True)
    is_default = models.BooleanField("for everybody without another", default=False)

    class Meta:
        """Order, and the one default."""

        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=("is_default",), condition=models.Q(is_default=True), name="one_default_plan"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Allowance(Limits):
    """What one person is allowed; what is left empty is as the plan says.

    Attributes:
        plan: ``None`` for the default one.
        reason: for those who look after the site.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="allowance"
    )
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"allowance of {self.person_id}"
