"""What the check of a file says, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from media_jobs.models import ProvenanceRecord
from media_jobs.verifying import Answer, Verdict

Text = str | Promise
Kind = ProvenanceRecord.Kind


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """The whole answer.

    Attributes:
        title: in one line.
        about: what follows from it, and what does not.
        tone: ``good``, ``fair`` or ``plain``: how it is drawn.
        icon: of the sprite.
    """

    title: Text
    about: Text
    tone: str
    icon: str


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """One thing that was found or not.

    Attributes:
        title: what it is about.
        about: what was found.
        tone: ``good``, ``fair`` or ``plain``.
    """

    title: Text
    about: Text
    tone: str = "plain"


ANSWERS: Final[Mapping[str, AnswerWords]] = MappingProxyType(
    {
        Answer.ORIGINAL: AnswerWords(
            _("Made here, and not changed since"),
            _("A computer made its pictures on this site. The file is as it was handed out."),
            "good",
            "check",
        ),
        Answer.COPY: AnswerWords(
            _("Made here, and changed since"),
            _(
                "A computer made its pictures on this site. The file was changed afterwards:"
                " encoded anew by another site perhaps, cut, or put together with something else."
                " What was added, this check does not see."
            ),
            "fair",
            "info",
        ),
        Answer.ELSEWHERE: AnswerWords(
            _("Not made here, as far as can be told"),
            _("The file carries marks of somebody else, and none of this site."),
            "plain",
            "info",
        ),
        Answer.UNKNOWN: AnswerWords(
            _("Nothing was found"),
            _(
                "No mark of this site is in this file. That does not prove that it is real: marks"
                " can be lost or removed, and other tools set none."
            ),
            "plain",
            "search",
        ),
    }
)

_SIGNED: Final = _("Content credentials")
_HIDDEN: Final = _("Invisible watermark")
_SHOWN: Final = _("Visible label")

REASONS: Final[Mapping[str, ReasonWords]] = MappingProxyType(
    {
        "same_file": ReasonWords(
            _("The file itself"), _("It is, byte by byte, a file that was made here."), "good"
        ),
        "credentials_ours": ReasonWords(
            _SIGNED, _("Signed by this site; nothing was changed since."), "good"
        ),
        "credentials_trusted": ReasonWords(
            _SIGNED, _("Signed by somebody whom this site trusts; nothing was changed since.")
        ),
        "credentials_unknown": ReasonWords(
            _SIGNED, _("Whole, but signed by somebody whom this site does not know.")
        ),
        "credentials_altered": ReasonWords(
            _SIGNED,
            _("The file or its credentials were changed after signing: they prove nothing."),
            "fair",
        ),
        "credentials_none": ReasonWords(
            _SIGNED, _("None in the file. Most sites remove them when a video is uploaded.")
        ),
        "watermark_ours": ReasonWords(
            _HIDDEN, _("Found in the picture, with a number of this site."), "good"
        ),
        "watermark_foreign": ReasonWords(
            _HIDDEN, _("Found, but with the key of another Avatar Studio.")
        ),
        "watermark_none": ReasonWords(_HIDDEN, _("None found in the picture.")),
        "label_seen": ReasonWords(_SHOWN, _("It is in the picture."), "good"),
        "label_gone": ReasonWords(
            _SHOWN,
            _("It was made with one, which was not found: cut off or covered, perhaps."),
            "fair",
        ),
        "label_never": ReasonWords(_SHOWN, _("It was made without one.")),
    }
)

KINDS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Kind.LIBRARY: _("a presenter of the library"),
        Kind.PHOTO: _("a presenter made from somebody’s picture"),
        Kind.VIDEO: _("a presenter made from somebody’s video"),
        Kind.DUB: _("a real video, dubbed into another language"),
    }
)


def reasons_of(verdict: Verdict) -> list[ReasonWords]:
    """What was found, in words; what has none here is left out."""
    return [REASONS[code] for code in verdict.reasons if code in REASONS]
