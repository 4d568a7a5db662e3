"""Typed words to a talking presenter."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, Self

import numpy as np
from PIL import Image

from inference.backgrounds import DEFAULT_BACKGROUND, find_background
from inference.coarticulation import articulate
from inference.container import SpeechSpool, write_video
from inference.errors import EmptyTextError, EngineError, InputError
from inference.faces import PortraitAnalysis
from inference.facetracking.portrait import FindsFaces, analyse_portrait, read_picture
from inference.life import enliven
from inference.lipsync.warp.engine import WarpEngine
from inference.media import Frame, RenderedVideo, VideoFormat
from inference.prefetch import prefetched
from inference.progress import ProgressReporter, Stage, tracked
from inference.prosody import prosody_of_phonemes
from inference.protocols import LipSyncEngine, SpeechSynthesizer
from inference.speech import PhonemeSpan

LEAD_IN: Final = 0.2  # seconds of rest before the first word
LEAD_OUT: Final = 0.5  # seconds of rest after the last
POSTER_QUALITY: Final = 90
FRAMES_AHEAD: Final = 4  # drawn while earlier ones are encoded
MIN_RATE: Final = 0.5
MAX_RATE: Final = 2.0


class Parts(Protocol):
    """Where the pipeline gets its models; ``inference.registry.Registry`` is one."""

    def synthesizer(self, voice_id: str) -> SpeechSynthesizer:
        """The loaded synthesiser of a voice."""

    def face_finder(self) -> FindsFaces:
        """The loaded face finder."""


@dataclass(frozen=True)
class ScriptToVideoSpec:
    """What is to be made.

    Attributes:
        text: what the presenter says.
        voice: id of a voice.
        portrait: picture of the presenter.
        rate: speed of speech, within [0.5, 2.0].
        form: size and rate of the video.
        background: id, seen behind a transparent picture.
        face_index: which face speaks where the picture shows several; 0 is the largest.
        analysis: of ``portrait``, where it is known already.

    Raises:
        InputError: a value is out of range.
    """

    text: str
    voice: str
    portrait: Path
    rate: float = 1.0
    form: VideoFormat = field(default_factory=VideoFormat)
    background: str = DEFAULT_BACKGROUND
    face_index: int | None = None
    analysis: PortraitAnalysis | None = None

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise EmptyTextError
        if not MIN_RATE <= self.rate <= MAX_RATE:
            raise InputError(f"rate {self.rate:g} is not within {MIN_RATE:g} and {MAX_RATE:g}")
        find_background(self.background)

    def to_json(self) -> dict[str, Any]:
        """Plain values, for a row or a message."""
        return {
            "text": self.text,
            "voice": self.voice,
            "portrait": str(self.portrait),
            "rate": self.rate,
            "width": self.form.width,
            "height": self.form.height,
            "fps": str(self.form.fps),
            "background": self.background,
            "face_index": self.face_index,
            "analysis": self.analysis.to_json() if self.analysis else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read what ``to_json`` wrote.

        Raises:
            InputError: a value is missing or out of range.
        """
        try:
            form = VideoFormat(int(stored["width"]), int(stored["height"]), Fraction(stored["fps"]))
            analysis = stored.get("analysis")
            return cls(
                text=stored["text"],
                voice=stored["voice"],
                portrait=Path(stored["portrait"]),
                rate=float(stored["rate"]),
                form=form,
                background=stored["background"],
                face_index=stored.get("face_index"),
                analysis=PortraitAnalysis.from_json(analysis) if analysis else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"the order is incomplete: {error!r}") from error


@dataclass(frozen=True)
class _Spoken:
    """Speech on disk with its phonemes."""

    path: Path
    duration: float
    phonemes: tuple[PhonemeSpan, ...]


@dataclass(frozen=True)
class ScriptToVideo:
    """Speak a text and make a picture say it."""

    parts: Parts

    weights: ClassVar[dict[Stage, float]] = {
        Stage.LOADING: 4,
        Stage.SPEECH: 22,
        Stage.FACE: 4,
        Stage.LIP_SYNC: 68,
        Stage.FINISHING: 2,
    }

    def run(
        self, spec: ScriptToVideoSpec, workdir: Path, progress: ProgressReporter
    ) -> RenderedVideo:
        """Render into ``workdir`` and return the finished files.

        Raises:
            InputError: the text or the picture cannot be used.
            CheckpointError: a model is missing.
            EngineError: a model or the encoder failed.
            PipelineCancelled: the reporter asked to stop.
        """
        progress.update(Stage.LOADING, 0.0)
        synthesizer = self.parts.synthesizer(spec.voice)
        progress.update(Stage.LOADING, 1.0)
        spoken = _speak(synthesizer, spec, workdir / "speech.wav", progress)
        progress.update(Stage.FACE, 0.0)
        engine = self._engine(spec)
        progress.update(Stage.FACE, 1.0)
        frames = _frames(engine, spoken, spec)
        total = spec.form.n_frames(spoken.duration)
        path = workdir / "result.mp4"
        with closing(prefetched(frames, FRAMES_AHEAD, np.copy)) as ready:
            shown = tracked(ready, progress, Stage.LIP_SYNC, total=total)
            written = write_video(shown, spoken.path, spec.form, path)
        progress.update(Stage.FINISHING, 0.0)
        poster = workdir / "poster.jpg"
        Image.fromarray(engine.still).save(poster, quality=POSTER_QUALITY)
        spoken.path.unlink()
        progress.update(Stage.FINISHING, 1.0)
        return RenderedVideo(
            path=path,
            poster=poster,
            width=spec.form.width,
            height=spec.form.height,
            fps=spec.form.fps,
            n_frames=written.n_frames,
            duration=written.duration,
            size_bytes=path.stat().st_size,
        )

    def _engine(self, spec: ScriptToVideoSpec) -> LipSyncEngine:
        analysis = spec.analysis or analyse_portrait(
            spec.portrait, self.parts.face_finder(), spec.face_index
        )
        picture = read_picture(spec.portrait)
        return WarpEngine(picture, analysis, find_background(spec.background), spec.form)


def _speak(
    synthesizer: SpeechSynthesizer,
    spec: ScriptToVideoSpec,
    path: Path,
    progress: ProgressReporter,
) -> _Spoken:
    """Synthesise sentence by sentence onto the disk."""
    phonemes: list[PhonemeSpan] = []
    n_done, n_letters = 0, max(1, len(spec.text))
    with SpeechSpool(path) as spool:
        progress.update(Stage.SPEECH, 0.0)
        for sentence in synthesizer.synthesize(spec.text, voice=spec.voice, rate=spec.rate):
            if not spool.n_samples:
                spool.append_silence(LEAD_IN, sentence.audio.sample_rate)
            if sentence.phonemes is None:
                raise EngineError(f"voice {spec.voice} does not tell when it says what")
            start = spool.duration
            phonemes += [
                PhonemeSpan(span.symbol, start + span.start, start + span.end)
                for span in sentence.phonemes
            ]
            spool.append(sentence.audio)
            n_done += len(sentence.text)
            progress.update(Stage.SPEECH, min(1.0, n_done / n_letters))
        spool.append_silence(LEAD_OUT, spool.sample_rate)
        progress.update(Stage.SPEECH, 1.0)
        return _Spoken(path, spool.duration, tuple(phonemes))


def _frames(engine: LipSyncEngine, spoken: _Spoken, spec: ScriptToVideoSpec) -> Iterator[Frame]:
    fps, n_frames = spec.form.fps, spec.form.n_frames(spoken.duration)
    mouth = articulate(spoken.phonemes, spoken.duration, fps, n_frames)
    prosody = prosody_of_phonemes(spoken.phonemes, fps, n_frames)
    life = enliven(prosody, fps, n_frames, seed=zlib.crc32(spec.text.encode()))
    return engine.render(mouth, life)
