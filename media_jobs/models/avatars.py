"""Presenters: those of the library, and people's own."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from media_jobs.models.assets import Upload, suffix_of


def picture_path(avatar: "Avatar", filename: str) -> str:
    """Where an avatar's files lie: a folder nobody can guess, a name that changes each time."""
    return f"avatars/{avatar.pk}/{uuid.uuid4().hex}{suffix_of(filename)}"


class AvatarQuerySet(models.QuerySet["Avatar"]):
    """Avatars as a person sees them."""

    def usable_by(self, owner_id: uuid.UUID) -> "AvatarQuerySet":
        """Those of the library and the person's own, as long as they are offered."""
        mine = models.Q(owner__isnull=True) | models.Q(owner_id=owner_id)
        return self.filter(mine, is_active=True)

    def own_first(self) -> "AvatarQuerySet":
        """People's own, newest first, then the library in its order."""
        return self.order_by(
            models.F("owner_id").asc(nulls_last=True),
            models.Case(models.When(owner__isnull=True, then="order"), default=0),
            models.Case(models.When(owner__isnull=False, then="created_at")).desc(),
            "name",
        )


class Avatar(models.Model):
    """Someone who can be made to speak.

    Attributes:
        default_voice: id of the voice offered first.
        picture: the full picture that is rendered from.
        picture_sha256: of the file the picture was copied from; tells whether it changed.
        analysis: the face analysis of ``inference``, so that it is made once.
        face_index: which of the picture's faces it is; ``None`` for the only one.
        face_position: the same by place, [x, y] as shares of width and height.
        source: the video it was made from; kept as long as the avatar.
        may_use_at: when the owner said to be allowed to use this face.
        owner: ``None`` for the library that everybody may use.
        order: place in the gallery.
    """

    class Kind(models.TextChoices):
        """What an avatar is made from."""

        LIBRARY = "library"
        PHOTO = "photo"
        VIDEO = "video"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    kind = models.CharField(max_length=16, choices=Kind, default=Kind.LIBRARY)
    description = models.CharField(max_length=300, blank=True)
    default_voice = models.CharField(max_length=64, blank=True)
    picture = models.ImageField(upload_to=picture_path)
    picture_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    thumbnail = models.ImageField(upload_to=picture_path, blank=True)
    analysis = models.JSONField(default=dict, blank=True, editable=False)
    face_index = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    face_position = models.JSONField(null=True, blank=True, editable=False)
    source = models.ForeignKey(
        Upload, models.RESTRICT, null=True, blank=True, editable=False, related_name="avatars"
    )
    may_use_at = models.DateTimeField(
        "owner may use this face, said", null=True, blank=True, editable=False
    )
    has_alpha = models.BooleanField("transparent background", default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="avatars"
    )
    order = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField("offered", default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[AvatarQuerySet] = AvatarQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("order", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("slug",),
                condition=models.Q(owner__isnull=True),
                name="library_slugs_are_unique",
            ),
        )

    def __str__(self) -> str:
        return self.name
