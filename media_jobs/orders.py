"""What a person wishes for a video, checked and frozen."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from accounts.models import User
from inference.backgrounds import OWN
from media_jobs import engines, formats, provenance
from media_jobs import order_choices as choices
from media_jobs.models import Avatar, Video, WrittenScript
from media_jobs.order_choices import Backdrop
from media_jobs.refusals import refuse
from media_jobs.speech_orders import RecordedSpeech, TypedSpeech, speech_of


@dataclass(frozen=True, slots=True)
class Order:
    """A video that can be made.

    Attributes:
        avatar: who speaks.
        speech: what is heard.
        aspect: of ``formats.ASPECTS``.
        backdrop: what stands behind the presenter.
        engine: of ``engines.ENGINES``.
        expression: ``name`` and ``strength``.
        life: a strength for each of ``formats.LIFE``; ``None`` for what suits the presenter.
        fit: what happens when a presenter's video and the speech differ in length.
        curves: whether the articulation is wanted as a file.
        captions: how words stand in the picture; ``None`` for not at all.
        script: what a video about a topic is made from.
        marks: what it says of itself, as far as that may be chosen.
    """

    avatar: Avatar
    speech: TypedSpeech | RecordedSpeech
    aspect: str
    backdrop: Backdrop
    engine: str
    expression: Mapping[str, Any]
    life: Mapping[str, float] | None
    fit: str
    curves: bool
    captions: Mapping[str, Any] | None = None
    script: WrittenScript | None = None
    marks: Mapping[str, bool] = field(default_factory=lambda: dict(provenance.USUAL_MARKS))

    @classmethod
    def checked(
        cls,
        owner: User,
        *,
        avatar: Avatar | uuid.UUID | str,
        text: str = "",
        voice: str = "",
        rate: float = 1.0,
        speech: Mapping[str, Any] | None = None,
        aspect: str = "",
        background: str | Mapping[str, Any] = OWN,
        engine: str = engines.WARP,
        expression: Mapping[str, Any] | None = None,
        life: Mapping[str, float] | None = None,
        fit: str = formats.DEFAULT_FIT,
        curves: bool = False,
        captions: Mapping[str, Any] | None = None,
        script: WrittenScript | uuid.UUID | str | None = None,
        marks: Mapping[str, Any] | None = None,
    ) -> Self:
        """Check wishes as they come in; see ``services.create_video``.

        Raises:
            ServiceError: one of them cannot be met; ``fields`` says which.
        """
        wanted = speech or {"kind": "text", "text": text, "voice": voice, "rate": rate}
        heard = speech_of(owner, wanted)
        presenter = usable_avatar(owner, avatar)
        return cls(
            avatar=presenter,
            speech=heard,
            aspect=choices.checked_aspect(aspect, presenter),
            backdrop=choices.checked_background(owner, background),
            engine=choices.checked_engine(engine),
            expression=choices.checked_expression(expression),
            life=choices.checked_life(life),
            fit=choices.checked_fit(fit),
            curves=curves,
            captions=choices.checked_captions(captions),
            script=own_script(owner, script) if script else None,
            marks=provenance.checked_marks(marks),
        )

    @property
    def _options(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "expression": dict(self.expression),
            "life": dict(self.life) if self.life is not None else None,
            "fit": self.fit,
            "curves": self.curves,
            "captions": dict(self.captions) if self.captions is not None else None,
            "marks": dict(self.marks),
        }

    @property
    def spec(self) -> dict[str, Any]:
        """What the job needs, besides avatar, recording and backdrop: the video points at these."""
        source = self.avatar.source
        face = {"kind": "video", "duration": source.duration} if source else {"kind": "picture"}
        seen = {"face": face, "aspect": self.aspect, "background": self.backdrop.choice}
        return {**self._options, "speech": self.speech.spec, **seen}

    @property
    def choices(self) -> dict[str, Any]:
        """What a copy begins with."""
        seen = {"format": self.aspect, "background": self.backdrop.named}
        return {"avatar": str(self.avatar.pk), **seen, **self._options, **self.speech.choices}

    @property
    def kind(self) -> str:
        """How the video comes about, of ``Video.Kind``."""
        if self.script is not None:
            return Video.Kind.TOPIC
        return Video.Kind.RECORDING if self.speech.recording else Video.Kind.SCRIPT


def usable_avatar(owner: User, avatar: Avatar | uuid.UUID | str) -> Avatar:
    """One of the library, one shared with the owner, or an own one.

    Raises:
        ServiceError: ``unknown_avatar``, or ``avatar_not_ready``, an own one that may not be used.
    """
    try:
        key = avatar.pk if isinstance(avatar, Avatar) else uuid.UUID(str(avatar))
        seen = Avatar.objects.visible_to(owner.pk).select_related("source").get(pk=key)
    except (ValueError, Avatar.DoesNotExist):
        raise refuse("avatar", "unknown_avatar", "Choose a presenter.") from None
    if seen.state != Avatar.State.APPROVED:
        detail = "This presenter may not be used now; your avatars say why."
        raise refuse("avatar", "avatar_not_ready", detail)
    return seen


def own_script(owner: User, script: WrittenScript | uuid.UUID | str) -> WrittenScript:
    """A script of the owner's that is written.

    Raises:
        ServiceError: ``unknown_script``.
    """
    try:
        key = script.pk if isinstance(script, WrittenScript) else uuid.UUID(str(script))
        return WrittenScript.objects.filter(owner=owner).exclude(script={}).get(pk=key)
    except (ValueError, WrittenScript.DoesNotExist):
        detail = "This script is not here any more. Your text is kept."
        raise refuse("script", "unknown_script", detail) from None
