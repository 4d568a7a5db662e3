"""Scripts that a language model wrote about a topic."""

from typing import ClassVar, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from media_jobs.models.errands import Errand, ErrandQuerySet

SPOKEN: Final = ("hook", "body", "call_to_action")  # in the order in which they are said


class WrittenScript(Errand):
    """A script for a short video, from the first idea to what was edited.

    Attributes:
        brief: what was asked for: topic, audience, tone, seconds, language, platform, writer.
        script: title, description, hashtags, hook, body, call to action and more; empty while
            there is none.
        rewriting: the part that is being written anew; empty for all of it.
        wish: how that part should be.
        is_edited: whether a person changed it.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="scripts")
    brief = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    script = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    rewriting = models.CharField(max_length=32, blank=True)
    wish = models.CharField(max_length=500, blank=True)
    is_edited = models.BooleanField(default=False)

    objects: ClassVar[ErrandQuerySet["WrittenScript"]] = ErrandQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        """Order, constraints, indexes."""

        ordering = ("-created_at",)
        indexes = (
            models.Index(fields=("owner", "-created_at"), name="scripts_of_owner"),
            models.Index(fields=("state", "queued_at"), name="scripts_by_state"),
        )

    def __str__(self) -> str:
        return str(self.script.get("title") or self.brief.get("topic") or self.pk)

    @property
    def spoken(self) -> str:
        """What a presenter says: the parts one after another."""
        parts = (str(self.script.get(name) or "").strip() for name in SPOKEN)
        return "\n\n".join(part for part in parts if part)
