"""Presenters: those of the library, and people's own."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts import groups
from accounts.models import Group
from media_jobs.models.assets import Upload, suffix_of


def picture_path(avatar: "Avatar", filename: str) -> str:
    """Where an avatar's files lie: a folder nobody can guess, a name that changes each time."""
    return f"avatars/{avatar.pk}/{uuid.uuid4().hex}{suffix_of(filename)}"


class AvatarQuerySet(models.QuerySet["Avatar"]):
    """Avatars as a person sees them."""

    def usable_by(self, person_id: uuid.UUID) -> "AvatarQuerySet":
        """Those a person may make videos with: the library, own and shared ones.

        Own and shared ones only while they are approved, all only while they are offered.
        """
        return self.filter(
            _of_library() | models.Q(owner_id=person_id) | _shared_with(person_id),
            state=Avatar.State.APPROVED,
            is_active=True,
        )

    def visible_to(self, person_id: uuid.UUID) -> "AvatarQuerySet":
        """The usable ones, and a person's own in every state."""
        approved = models.Q(state=Avatar.State.APPROVED, is_active=True)
        others = (_of_library() | _shared_with(person_id)) & approved
        return self.filter(others | models.Q(owner_id=person_id, is_active=True))

    def own_first(self, person_id: uuid.UUID) -> "AvatarQuerySet":
        """A person's own and then shared ones, newest first, then the library in its order."""
        return self.order_by(
            models.Case(
                models.When(owner_id=person_id, then=0),
                models.When(owner__isnull=True, then=2),
                default=1,
            ),
            models.Case(models.When(owner__isnull=True, then="order"), default=0),
            models.Case(models.When(owner__isnull=False, then="created_at")).desc(),
            "name",
        )


def _of_library() -> models.Q:
    """Those that come with the product, and those that administrators gave to everybody."""
    return models.Q(owner__isnull=True) | models.Q(visibility=Avatar.Visibility.LIBRARY)


def _shared_with(person_id: uuid.UUID) -> models.Q:
    shared = models.Q(visibility=Avatar.Visibility.GROUP)
    return shared & models.Q(group_id__in=groups.ids_of(person_id))


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
        crop: what of the picture was kept: left, top, right, bottom as shares of its sides;
            ``None`` for all of it.
        may_use_at: when the owner said to be allowed to use this face; see ``Consent``.
        owner: ``None`` for what comes with the product and everybody may use.
        state: whether it may be used; what comes with the product always may.
        visibility: who besides its owner may use it once it is approved.
        group: with whom it is shared.
        review_note: why it was rejected or revoked, for its owner to read.
        reviewed_by: the moderator; ``None`` too when it was revoked by the person shown.
        order: place in the gallery.
    """

    class Kind(models.TextChoices):
        """What an avatar is made from."""

        LIBRARY = "library"
        PHOTO = "photo"
        VIDEO = "video"

    class State(models.TextChoices):
        """Whether an avatar may be used.

        A draft waits for the person shown, a pending one for a moderator.
        """

        DRAFT = "draft", "waits for consent"
        PENDING = "pending", "waits for review"
        APPROVED = "approved"
        REJECTED = "rejected"
        REVOKED = "revoked"

    class Visibility(models.TextChoices):
        """Who may use it besides its owner."""

        PRIVATE = "private"
        GROUP = "group", "shared with a group"
        LIBRARY = "library", "everybody"

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
    crop = models.JSONField(null=True, blank=True, editable=False)
    state = models.CharField(
        max_length=16, choices=State, default=State.APPROVED, db_index=True, editable=False
    )
    visibility = models.CharField(
        max_length=16, choices=Visibility, default=Visibility.PRIVATE, editable=False
    )
    group = models.ForeignKey(
        Group, models.SET_NULL, null=True, blank=True, related_name="avatars", editable=False
    )
    review_note = models.CharField(max_length=500, blank=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
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
                condition=models.Q(kind="library"),
                name="library_slugs_are_unique",
            ),
        )

    def __str__(self) -> str:
        return self.name
