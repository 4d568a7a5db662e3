"""What a talking video is to be: an order as plain values, checked when it is made."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Self

from inference.backgrounds import Backdrop, OwnBackdrop, backdrop_of
from inference.captions.style import CaptionStyle
from inference.errors import EmptyTextError, InputError
from inference.expression import Expression
from inference.faces import PortraitAnalysis
from inference.liveliness import LifeStrength
from inference.media import VideoFormat
from inference.pronunciations import Pronunciations
from inference.provenance.marking import Provenance
from inference.recordings import RecordingOptions
from inference.transcripts import Transcript
from inference.video_source import Fit

MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0
MAX_PITCH: Final = 6.0  # semitones
CURVES_FORMATS: Final = ("", "json", "csv")


class EngineName(StrEnum):
    """Who redraws the mouth."""

    WARP = "warp"
    WAV2LIP = "wav2lip"


@dataclass(frozen=True)
class TextSpeech:
    """Speech that is to be synthesised.

    Attributes:
        text: what is said.
        voice: id of a voice.
        rate: speed, within [0.5, 2.0].
        pitch: semitones above the voice's own, within [-6, 6]; only some voices can.
        pronunciations: how names and foreign words are said.

    Raises:
        InputError: nothing to say, or the rate or the pitch is out of range.
    """

    text: str
    voice: str
    rate: float = 1.0
    pitch: float = 0.0
    pronunciations: Pronunciations = field(default_factory=Pronunciations)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise EmptyTextError
        if not MIN_RATE <= self.rate <= MAX_RATE:
            raise InputError(f"rate {self.rate:g} is not within {MIN_RATE:g} and {MAX_RATE:g}")
        if not -MAX_PITCH <= self.pitch <= MAX_PITCH:
            raise InputError(f"pitch {self.pitch:g} is not within {MAX_PITCH:g} semitones")

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": "text",
            "text": self.text,
            "voice": self.voice,
            "rate": self.rate,
            "pitch": self.pitch,
            "pronunciations": self.pronunciations.to_json(),
        }


@dataclass(frozen=True)
class RecordedSpeech:
    """Speech that somebody recorded.

    Attributes:
        path: any file with sound.
        options: which part of it, and how it should sound.
        transcript: of the whole file, where it is known; may have been corrected by hand.
        language: tag of the language spoken, where it is known; else it is found out.
    """

    path: Path
    options: RecordingOptions = field(default_factory=RecordingOptions)
    transcript: Transcript | None = None
    language: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": "recording",
            "path": str(self.path),
            "transcript": self.transcript.to_json() if self.transcript else None,
            "language": self.language,
            **asdict(self.options),
        }


@dataclass(frozen=True)
class PictureFace:
    """A picture that is made to speak.

    Attributes:
        path: JPEG, PNG or WebP.
        analysis: of the picture, where it is known already.
        face_index: which face speaks where there are several; 0 is the largest.
    """

    path: Path
    analysis: PortraitAnalysis | None = None
    face_index: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        analysis = self.analysis.to_json() if self.analysis else None
        return {
            "kind": "picture",
            "path": str(self.path),
            "analysis": analysis,
            "face_index": self.face_index,
        }


@dataclass(frozen=True)
class VideoFace:
    """Someone in a video who is made to say something else.

    Attributes:
        path: any video file.
        face_index: which face speaks where there are several; 0 is the largest and longest seen.
        face_position: the same by place, (x, y) as shares of width and height.
        cache: folder that keeps what was found out about the video; ``None`` keeps nothing.
        fit: what happens when speech and video differ in length.
    """

    path: Path
    face_index: int | None = None
    face_position: tuple[float, float] | None = None
    cache: Path | None = None
    fit: Fit = Fit.LOOP

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "kind": "video",
            "path": str(self.path),
            "face_index": self.face_index,
            "face_position": list(self.face_position) if self.face_position else None,
            "cache": str(self.cache) if self.cache else None,
        }


@dataclass(frozen=True)
class TalkSpec:
    """An order for a talking video.

    Attributes:
        speech: what is heard.
        face: who is seen saying it.
        form: size and rate; ``None`` for a video's own (then ``face`` must be a video). A video
            keeps its rate in any case.
        background: seen behind the person.
        engine: who redraws the mouth.
        expression: of a picture's face, or of a video's where wished.
        life: how much the face moves besides; ``None``: fully for pictures, not at all for videos.
        curves: also write the articulation for 3D tools: ``json`` or ``csv``; empty for not.
        subtitles: whether to write what is said as SRT, WebVTT and transcript.
        captions: how what is said is written into the picture; ``None`` for not at all.
        provenance: how the video is marked as made by a machine; ``None`` for not at all.

    Raises:
        InputError: a value is out of range.
    """

    speech: TextSpeech | RecordedSpeech
    face: PictureFace | VideoFace
    form: VideoFormat | None = field(default_factory=VideoFormat)
    background: Backdrop = field(default_factory=OwnBackdrop)
    engine: EngineName = EngineName.WARP
    expression: Expression = field(default_factory=Expression)
    life: LifeStrength | None = None
    curves: str = ""
    subtitles: bool = False
    captions: CaptionStyle | None = None
    provenance: Provenance | None = None

    def __post_init__(self) -> None:
        if self.curves not in CURVES_FORMATS:
            raise InputError(f"curves as {self.curves!r}: must be json or csv")
        if self.form is None and isinstance(self.face, PictureFace):
            raise InputError("a video of a picture needs a size and a rate")

    @property
    def movement(self) -> LifeStrength:
        """How much the face moves besides speaking."""
        if self.life is not None:
            return self.life
        return LifeStrength() if isinstance(self.face, PictureFace) else LifeStrength.none()

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a row or a message."""
        return {
            "speech": self.speech.to_json(),
            "face": self.face.to_json(),
            "width": self.form.width if self.form else None,
            "height": self.form.height if self.form else None,
            "fps": str(self.form.fps) if self.form else None,
            "background": self.background.to_json(),
            "fit": str(self.face.fit) if isinstance(self.face, VideoFace) else str(Fit.LOOP),
            "engine": str(self.engine),
            "expression": self.expression.to_json(),
            "life": self.life.to_json() if self.life else None,
            "curves": self.curves,
            "subtitles": self.subtitles,
            "captions": self.captions.to_json() if self.captions else None,
            "provenance": self.provenance.to_json() if self.provenance else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote; what is optional may be absent.

        Raises:
            InputError: a value is missing or out of range.
        """
        try:
            life, expression = stored.get("life"), stored.get("expression")
            marks = stored.get("provenance")
            return cls(
                speech=_speech_of(stored["speech"]),
                face=_face_of(stored["face"], stored.get("fit")),
                form=_form_of(stored),
                background=backdrop_of(stored.get("background")),
                engine=EngineName(stored.get("engine") or EngineName.WARP),
                expression=Expression.from_json(expression) if expression else Expression(),
                life=LifeStrength.from_json(life) if life else None,
                curves=_curves_of(stored.get("curves")),
                subtitles=bool(stored.get("subtitles")),
                captions=_captions_of(stored.get("captions")),
                provenance=Provenance.from_json(marks) if marks else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"the order is incomplete: {error!r}") from error


def _speech_of(stored: Mapping[str, Any]) -> TextSpeech | RecordedSpeech:
    if stored["kind"] == "text":
        return TextSpeech(
            stored["text"],
            stored["voice"],
            float(stored.get("rate") or 1.0),
            float(stored.get("pitch") or 0.0),
            Pronunciations.from_json(stored.get("pronunciations") or []),
        )
    if stored["kind"] != "recording":
        raise ValueError(stored["kind"])
    besides = {"kind", "path", "transcript", "language"}
    options = {name: value for name, value in stored.items() if name not in besides}
    known = stored.get("transcript")
    transcript = Transcript.from_json(known) if known else None
    language = stored.get("language") or ""
    return RecordedSpeech(Path(stored["path"]), RecordingOptions(**options), transcript, language)


def _face_of(stored: Mapping[str, Any], fit: str | None) -> PictureFace | VideoFace:
    path, index = Path(stored["path"]), stored.get("face_index")
    if stored["kind"] == "picture":
        return PictureFace(path, _analysis_of(stored.get("analysis")), index)
    if stored["kind"] != "video":
        raise ValueError(stored["kind"])
    position, cache = stored.get("face_position"), stored.get("cache")
    return VideoFace(
        path,
        index,
        (float(position[0]), float(position[1])) if position else None,
        Path(cache) if cache else None,
        Fit(fit or Fit.LOOP),
    )


def _analysis_of(stored: dict[str, Any] | None) -> PortraitAnalysis | None:
    """The stored analysis; ``None``, so that the picture is analysed again, if it is outdated."""
    try:
        return PortraitAnalysis.from_json(stored) if stored else None
    except InputError:
        return None


def _curves_of(stored: str | bool | None) -> str:
    """``True`` stands for the format that most tools read."""
    return "json" if stored is True else stored or ""


def _captions_of(stored: Mapping[str, Any] | None) -> CaptionStyle | None:
    return None if stored is None else CaptionStyle.from_json(stored)


def _form_of(stored: Mapping[str, Any]) -> VideoFormat | None:
    if stored.get("width") is None:
        return None
    return VideoFormat(int(stored["width"]), int(stored["height"]), Fraction(stored["fps"]))
