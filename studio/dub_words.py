"""Dubbing in words: advice on videos, how lines fit, where a dub stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.advice_words import AdviceWords
from studio.phrases import Text

ABOUT: Final = "dub"


def _dub(title: Text, advice: Text) -> AdviceWords:
    return AdviceWords(title, advice, ABOUT)


# What matters when a video is dubbed; other codes of inspections do not.
DUB_ADVICE: Final[Mapping[str, AdviceWords]] = MappingProxyType(
    {
        "sound_only": _dub(
            _("No face was found."),
            _("The sound will be dubbed; the lips stay as they are."),
        ),
        "no_face": _dub(
            _("No face was found."),
            _("The sound will be dubbed; the lips stay as they are."),
        ),
        "face_rarely_seen": _dub(
            _("The face is seen only at times."),
            _("The lips move where it is visible; elsewhere the video stays as it is."),
        ),
        "face_small": _dub(
            _("The face is small."), _("The lips move all the same; it will hardly be seen.")
        ),
        "face_turned": _dub(
            _("The face is turned away at times."), _("The lips stay as they are there.")
        ),
        "face_covered": _dub(
            _("Something covers the mouth at times."), _("The lips stay as they are there.")
        ),
        "several_faces": _dub(
            _("There are several faces."),
            _("The largest one speaks, unless you say otherwise when you look at the words."),
        ),
        "several_speakers": _dub(
            _("{n} people speak."),
            _("Each gets a voice of their own. See who says what when you look at the words."),
        ),
        "no_sound": _dub(_("The video has no sound."), _("There is nothing to dub in it.")),
        "no_speech": _dub(
            _("Nobody was heard speaking."),
            _("Choose another video, or bring its subtitles (SRT or VTT)."),
        ),
        "music_only": _dub(
            _("Only music was heard."),
            _("Choose a video in which somebody speaks, or bring its subtitles."),
        ),
        "wrong_language": _dub(
            _("It sounds like another language than the one you chose."),
            _("Choose the language again, or let it be found out."),
        ),
        "language_unsure": _dub(
            _("It is not certain which language is spoken."),
            _("Look at the words; if they are wrong, say which language it is."),
        ),
        "language_unheard": _dub(
            _("This language cannot be understood here."),
            _("Bring the subtitles of the video (SRT or VTT); everything else works."),
        ),
        "damaged": _dub(
            _("The file is damaged at second {at}."),
            _("It is dubbed up to there. Bring a whole copy if you have one."),
        ),
        "too_long": _dub(
            _("It is longer than four hours."), _("Split it and dub the parts one by one.")
        ),
        "too_short": _dub(_("It is too short."), _("Choose a longer one.")),
        "long": _dub(
            _("It is long."),
            _("You can close the page meanwhile; it goes on, even after a restart."),
        ),
        "subtitles_beyond_end": _dub(
            _("Some subtitles lie behind the end of the video."),
            _("{n} of them were left out. Are they of this video?"),
        ),
        "noisy": _dub(
            _("There is much noise."), _("Look at the words before you dub: some may be wrong.")
        ),
        "quiet": _dub(_("The voice is very quiet."), _("Look at the words before you dub.")),
        "clipped": _dub(_("The sound is distorted."), _("Look at the words before you dub.")),
        "variable_fps": _dub(_("The pictures come unevenly."), _("They are evened out.")),
        "hdr": _dub(
            _("The video is HDR."), _("Its colours are converted and may look a little calmer.")
        ),
        "unsupported_container": _dub(
            _("This kind of file is not supported."), _("Save it as MP4, MOV, MKV or WebM.")
        ),
    }
)


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """How a line of a dub fits into its time.

    Attributes:
        title: one or two words, for the badge.
        about: what was done.
        tone: of the badge: ``good``, ``fair`` or ``bad``.
    """

    title: Text
    about: Text
    tone: str


# By the values of ``inference.dubbing.spoken_line.Verdict``.
VERDICTS: Final[Mapping[str, VerdictWords]] = MappingProxyType(
    {
        "fitted": VerdictWords(_("fits"), _("Spoken at an easy pace within its time."), "good"),
        "compressed": VerdictWords(
            _("faster"), _("Spoken faster, or into the pause behind it, to keep its time."), "fair"
        ),
        "overflowing": VerdictWords(
            _("too long"),
            _("Longer than its time even when spoken fast. Shorten the line."),
            "bad",
        ),
    }
)

BACKGROUNDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "duck": _("Quieter under the dub"),
        "separate": _("Voices removed, music and noises stay"),
        "off": _("Only the dub is heard"),
    }
)

# Why no lips were moved, by the codes of reports.
LIPS_LEFT: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "": _("as ordered"),
        "not_wanted": _("as ordered"),
        "sound_only": _("no face was found"),
        "nobody_shown": _("whoever speaks is never seen"),
    }
)
