"""What inspections and reports found, in words: advice on files, reasons of untouched frames."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.phrases import Text


@dataclass(frozen=True, slots=True)
class AdviceWords:
    """One thing worth knowing about a file.

    Attributes:
        title: what it is; {names} are facts of the advice.
        advice: what follows from it, and the way out.
        about: ``picture``, ``sound`` or ``file``: what it matters to.
    """

    title: Text
    advice: Text
    about: str


def _picture(title: Text, advice: Text) -> AdviceWords:
    return AdviceWords(title, advice, "picture")


def _sound(title: Text, advice: Text) -> AdviceWords:
    return AdviceWords(title, advice, "sound")


def _file(title: Text, advice: Text) -> AdviceWords:
    return AdviceWords(title, advice, "file")


ADVICE: Final[Mapping[str, AdviceWords]] = MappingProxyType(
    {
        "no_face": _picture(
            _("No face was found."),
            _("Use a picture in which one face is large, well lit and looks at the camera."),
        ),
        "face_small": _picture(
            _("The face is small."),
            _("It works best when the head fills a third of the picture; come closer or crop it."),
        ),
        "face_turned": _picture(
            _("The face is turned away."),
            _("Lips move most naturally when it looks at the camera."),
        ),
        "face_covered": _picture(
            _("Something covers the mouth at times."),
            _("The lips stay as they are there. Keep hands and microphones below the chin."),
        ),
        "face_rarely_seen": _picture(
            _("The face is seen only at times."),
            _("The lips move where it is visible; elsewhere the video stays as it is."),
        ),
        "several_faces": _picture(_("There are several faces."), _("Choose the one that speaks.")),
        "dark": _picture(
            _("The face is dark."), _("Turn it towards a window or a lamp for a better result.")
        ),
        "overexposed": _picture(
            _("The light is too bright."), _("Parts of the face are plain white; soften the light.")
        ),
        "blurred": _picture(
            _("The picture is not sharp."),
            _("The mouth will be as soft as the picture. Hold the camera still, wipe the lens."),
        ),
        "low_resolution": _picture(
            _("The picture has few pixels."), _("The video will not be sharper than it.")
        ),
        "variable_fps": _picture(
            _("The pictures come unevenly."),
            _("Phones record like this; they are evened out."),
        ),
        "hdr": _picture(
            _("The video is HDR."), _("Its colours are converted and may look a little calmer.")
        ),
        "unsupported_container": _file(
            _("This kind of file is not supported."), _("Save it as MP4, MOV or WebM.")
        ),
        "no_sound": _sound(_("It has no sound."), _("That is fine for a face.")),
        "no_speech": _sound(
            _("Hardly anybody speaks."), _("Lips only move to speech; music leaves them at rest.")
        ),
        "quiet": _sound(
            _("The recording is very quiet."),
            _("It is raised, and noise with it. Come closer to the microphone next time."),
        ),
        "noisy": _sound(
            _("There is much noise."),
            _("Choose “Without noise” to have it taken out."),
        ),
        "clipped": _sound(
            _("The recording is distorted."),
            _("It was recorded too loud. Lower the level next time."),
        ),
        "too_short": _file(_("It is too short."), _("Choose a longer one.")),
        "long": _file(_("It is long."), _("Making the video will take a while.")),
        "too_long": _file(_("It is too long."), _("Choose a shorter one, or split it.")),
    }
)

# Names of ``inference.tracks.Hindrance``: why a mouth was left as it is.
UNTOUCHED: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "no_face": _("No face"),
        "too_small": _("Face too small"),
        "turned_away": _("Face turned away"),
        "covered": _("Mouth covered"),
        "blurred": _("Blurred"),
        "too_dark": _("Too dark"),
        "off_picture": _("Face leaves the picture"),
    }
)
