"""What was measured in a video, as lines of its page with plain verdicts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from media_jobs.models import Video
from media_jobs.quality_serializers import QualitySerializer
from studio.advice_words import UNTOUCHED
from studio.making import decimal
from studio.phrases import Text

VERDICTS: Final[Mapping[str, Text]] = {
    "good": gettext_lazy("good"),
    "fair": gettext_lazy("fair"),
    "poor": gettext_lazy("poor"),
}
UNKNOWN: Final = "unknown"  # grade of a line that nothing in the video tells
SHOWN_SPANS: Final = 24  # untouched parts named one by one


@dataclass(frozen=True, slots=True)
class Measure:
    """One line of the report.

    Attributes:
        title: what was measured.
        value: as shown, with its unit.
        verdict: a key of ``VERDICTS``; empty where there is none to give.
        about: what it means, in one sentence.
    """

    title: Text
    value: str
    verdict: str = ""
    about: Text = ""

    @property
    def verdict_words(self) -> Text:
        """The verdict in the reader's language."""
        return VERDICTS.get(self.verdict, "")


@dataclass(frozen=True, slots=True)
class Untouched:
    """A part of the video in which the mouth was left as it is.

    Attributes:
        start: seconds.
        end: seconds.
        reason: why, in words.
    """

    start: float
    end: float
    reason: Text


def page_of(video: Video) -> dict[str, Any]:
    """What the page says about the quality of a video.

    Args:
        video: with its report; what was measured besides may be missing.
    """
    found = QualitySerializer(video).data
    measured: Mapping[str, Any] = found["report"] or {}
    grade = str(measured.get("grade", ""))
    lines = list(_measures(measured))
    spans = [_span(one) for one in video.report.get("untouched") or []]
    return {
        "summary": list(_summary(video.report)),
        "untouched": spans[:SHOWN_SPANS],
        "n_more_untouched": max(0, len(spans) - SHOWN_SPANS),
        "verdict": Measure(_("Quality"), "", grade) if grade in VERDICTS else None,
        "measures": [line for line in lines if line.verdict != UNKNOWN],
        "unknown": [line for line in lines if line.verdict == UNKNOWN],
        "picture_url": found["picture_url"],
        "thumbnails": [_thumbnail(one) for one in found["thumbnails"]],
        "measured_at": found["created_at"],
        "quality_job": found["job"],
    }


def _span(found: Mapping[str, Any]) -> Untouched:
    reason = str(found.get("reason", "")).lower()
    return Untouched(found["start"], found["end"], UNTOUCHED.get(reason, reason))


def _thumbnail(found: Mapping[str, Any]) -> dict[str, Any]:
    facts: Mapping[str, Any] = found.get("facts") or found
    reason = str(facts.get("reason", "")).lower()
    return {
        "url": found["url"],
        "time": facts.get("start", facts.get("time")),
        "reason": UNTOUCHED.get(reason, reason),
    }


def _summary(report: Mapping[str, Any]) -> Iterator[Measure]:
    """What the renderer knows without measuring."""
    share = report.get("untouched_share")
    if share is not None:
        yield Measure(
            _("Lips moved"),
            _("in %(share)s%% of the frames") % {"share": decimal((1 - share) * 100, 1)},
        )
    speech: Mapping[str, Any] = report.get("speech") or {}
    after, before = speech.get("loudness_after"), speech.get("loudness_before")
    if after is not None:
        value = f"{decimal(after, 1)} LUFS"
        if before is not None and abs(before - after) >= 0.1:  # noqa: PLR2004  as far as it is shown
            value = _("%(after)s, was %(before)s") % {"after": value, "before": decimal(before, 1)}
        yield Measure(_("Loudness"), value)
    if speech.get("snr_db") is not None:
        yield Measure(_("Speech over noise"), f"{decimal(speech['snr_db'], 0)} dB")


@dataclass(frozen=True, slots=True)
class LineWords:
    """A line of ``inference.quality`` for people.

    Attributes:
        title: what was measured.
        about: what it means, in one sentence.
        shown: its value with a unit.
    """

    title: Text
    about: Text
    shown: Callable[[float], str]


def _percent(share: float) -> str:
    return f"{decimal(share * 100, 0)}%"


def _fine_percent(share: float) -> str:
    return f"{decimal(share * 100, 1)}%"


def _milliseconds(value: float) -> str:
    return f"{value:+.0f} ms" if round(value) else "0 ms"


def _units(value: float) -> str:
    return f"{decimal(value, 1)} LU"


def _factor(value: float) -> str:
    return f"{decimal(value, 2)}×"


# By the codes of ``inference.quality.report.SCALES``.
LINES: Final[Mapping[str, LineWords]] = MappingProxyType(
    {
        "lag": LineWords(
            gettext_lazy("Lips against sound"),
            gettext_lazy("How far the lips are behind what is heard; nobody notices 40 ms."),
            _milliseconds,
        ),
        "container_offset": LineWords(
            gettext_lazy("Picture against sound"),
            gettext_lazy("What the file itself shifts; it is put right when it is played."),
            _milliseconds,
        ),
        "closure": LineWords(
            gettext_lazy("Lips close"),
            gettext_lazy("How surely the lips meet for p, b and m; 50% would be chance."),
            _percent,
        ),
        "rounding": LineWords(
            gettext_lazy("Lips round"),
            gettext_lazy("How surely the lips are rounded for o and u; 50% would be chance."),
            _percent,
        ),
        "stillness": LineWords(
            gettext_lazy("Movement in silence"),
            gettext_lazy(
                "How much the mouth moves while nobody speaks, against the eyes' distance."
            ),
            _fine_percent,
        ),
        "sharpness": LineWords(
            gettext_lazy("Sharpness of the mouth"),
            gettext_lazy("Against the picture or video it was made from."),
            _percent,
        ),
        "seam": LineWords(
            gettext_lazy("Seam"),
            gettext_lazy(
                "How much the edge of the mouth stands out; 1 is like the rest of the face."
            ),
            _factor,
        ),
        "untouched": LineWords(
            gettext_lazy("Frames left as they are"),
            gettext_lazy("In these no usable face was seen."),
            _fine_percent,
        ),
        "dropped_frames": LineWords(
            gettext_lazy("Missing frames"),
            gettext_lazy("Frames that a player would have to make up."),
            _fine_percent,
        ),
        "loudness": LineWords(
            gettext_lazy("Loudness"),
            gettext_lazy("Distance from -16 LUFS, which is as loud as other videos on the web."),
            _units,
        ),
    }
)


def _measures(report: Mapping[str, Any]) -> Iterator[Measure]:
    for line in report.get("lines") or []:
        words = LINES.get(line["code"])
        if words is None:
            continue
        value = line["value"]
        if value is None:
            yield Measure(words.title, "", UNKNOWN)
        else:
            about = f"{words.about} {_('The times are estimates.')}" if line["approximate"] else ""
            yield Measure(words.title, words.shown(value), line["grade"], about or words.about)
