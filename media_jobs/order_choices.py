"""How a video is to look, checked choice by choice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from inference.backgrounds import backdrop_of
from inference.captions.style import CaptionStyle
from inference.errors import InputError, UnsupportedFormatError
from media_jobs import engines, formats
from media_jobs.models import Avatar, Upload
from media_jobs.refusals import refuse
from media_jobs.speech_orders import own_upload


def checked_aspect(aspect: str, presenter: Avatar) -> str:
    """The shape of the video; the usual one of its presenter if empty.

    Raises:
        ServiceError: ``unknown_aspect``.
    """
    is_video = presenter.source is not None
    shapes = tuple(formats.FORMATS)
    offered = (formats.SOURCE_FORMAT, *shapes) if is_video else shapes
    aspect = aspect or offered[0]
    if aspect not in offered:
        raise refuse("aspect", "unknown_aspect", f"Choose one of {', '.join(offered)}.")
    return aspect


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What stands behind a presenter.

    Attributes:
        choice: as ``inference.backgrounds.backdrop_of`` reads it; of an own picture only its kind.
        upload: the own picture.
    """

    choice: str | Mapping[str, Any]
    upload: Upload | None = None

    @property
    def named(self) -> str | dict[str, Any]:
        """What a copy begins with."""
        if isinstance(self.choice, str):
            return self.choice
        own = {"upload": str(self.upload.pk)} if self.upload else {}
        return {**self.choice, **own}


def checked_background(owner: User, wanted: str | Mapping[str, Any]) -> Backdrop:
    """One of the list, a colour, a gradient, an own picture, or what is there, blurred.

    Raises:
        ServiceError: ``unknown_background``, ``bad_background``, ``unknown_upload`` or
            ``not_a_picture``.
    """
    if isinstance(wanted, Mapping) and wanted.get("kind") == "picture":
        upload = own_upload(owner, wanted.get("upload") or "", "background")
        if upload.kind != Upload.Kind.PICTURE:
            raise refuse("background", "not_a_picture", "Choose a picture as the background.")
        return Backdrop({"kind": "picture"}, upload)
    if isinstance(wanted, Mapping):
        wanted = {name: wanted[name] for name in ("kind", "from", "to") if name in wanted}
    is_name = isinstance(wanted, str) and not wanted.startswith("#")
    try:
        backdrop_of(wanted or "#")  # nothing at all is no choice
    except UnsupportedFormatError as exc:
        if is_name:
            detail = "Choose a background from the list."
            raise refuse("background", "unknown_background", detail) from exc
        detail = "Give a colour as #aabbcc, or a gradient of two such colours."
        raise refuse("background", "bad_background", detail) from exc
    return Backdrop(wanted)


def checked_captions(wanted: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """How words stand in the picture; ``None`` for not at all.

    Raises:
        ServiceError: ``bad_captions``.
    """
    if wanted is None:
        return None
    try:
        return CaptionStyle.from_json(wanted).to_json()
    except InputError as exc:
        raise refuse("captions", "bad_captions", f"{exc}.") from exc


def checked_engine(engine: str) -> str:
    """An engine that is installed.

    Raises:
        ServiceError: ``unknown_engine`` or ``engine_unavailable``.
    """
    if engine not in engines.ENGINES:
        raise refuse("engine", "unknown_engine", "Choose an engine from the list.")
    if not engines.is_available(engine):
        raise refuse("engine", "engine_unavailable", "This engine is not installed here.")
    return engine


def checked_expression(wanted: Mapping[str, Any] | None) -> dict[str, Any]:
    """An expression with its strength.

    Raises:
        ServiceError: ``unknown_expression`` or ``bad_strength``.
    """
    expression = {"name": formats.NEUTRAL, "strength": 1.0, **(wanted or {})}
    if expression["name"] not in formats.EXPRESSIONS:
        names = ", ".join(formats.EXPRESSIONS)
        raise refuse("expression", "unknown_expression", f"Choose one of {names}.")
    if not 0 <= expression["strength"] <= 1:
        raise refuse("expression", "bad_strength", "The strength must be 0 to 1.")
    return expression


def checked_life(wanted: Mapping[str, float] | None) -> dict[str, float] | None:
    """A strength for each of ``formats.LIFE``; ``None`` for what suits the presenter.

    Raises:
        ServiceError: ``bad_strength``.
    """
    if wanted is None:
        return None
    if not all(0 <= value <= formats.MAX_LIFE for value in wanted.values()):
        detail = f"Each strength must be 0 to {formats.MAX_LIFE:g}."
        raise refuse("life", "bad_strength", detail)
    return {name: wanted.get(name, 1.0) for name in formats.LIFE}


def checked_fit(fit: str) -> str:
    """What happens when a presenter's video and the speech differ in length.

    Raises:
        ServiceError: ``unknown_fit``.
    """
    if fit not in formats.FITS:
        raise refuse("fit", "unknown_fit", f"Choose one of {', '.join(formats.FITS)}.")
    return fit
