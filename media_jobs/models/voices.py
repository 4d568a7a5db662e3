"""Voices on their way into this installation."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from media_jobs.models.errands import Errand, ErrandQuerySet


class VoiceFetch(Errand):
    """A voice of the catalogue that the owner wants to have here.

    Attributes:
        voice: its id.
        asked_by: who wants it.
    """

    voice = models.CharField(max_length=120, unique=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[ErrandQuerySet["VoiceFetch"]] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.voice
