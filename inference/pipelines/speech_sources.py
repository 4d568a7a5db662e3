"""From words or a recording to speech on disk and what it does to a mouth."""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d

from inference.coarticulation import articulate
from inference.container import SpeechSpool
from inference.errors import EngineError
from inference.levelling import normalise_wav
from inference.listening.listener import SpeechListener
from inference.pipelines.talk_spec import RecordedSpeech, TextSpeech
from inference.prosody import Prosody, prosody_of_phonemes, prosody_of_sound
from inference.protocols import SpeechSynthesizer
from inference.recordings import Recording, prepare_recording
from inference.script_markup import plain_text
from inference.sound_files import resampled_wav
from inference.sound_protocols import SoundParts
from inference.speech import PhonemeSpan, SynthesizedSpeech
from inference.spoken_words import segment_of, transcript_of
from inference.transcripts import Segment, Transcript
from inference.visemes import ArticulationTrack, letters_of

LEAD_IN: Final = 0.2  # seconds of rest before the first word of synthesised speech
LEAD_OUT: Final = 0.5  # seconds of rest after the last
HEARING_RATE: Final = 16_000  # hertz
SHORT_PAUSE: Final = 0.7  # seconds; in a shorter one a video's mouth stays in our hands, at rest
EARLY: Final = 0.16  # seconds before speech from which the mouth is led towards it
EASE: Final = 0.06  # seconds, standard deviation of the way from hands off to hands on

Report = Callable[[float], None]


class SpeechParts(SoundParts, Protocol):
    """Where models come from; ``inference.registry.Registry`` is one."""

    def synthesizer(self, voice_id: str) -> SpeechSynthesizer:
        """The loaded synthesiser of a voice."""

    def listener(self) -> SpeechListener:
        """The loaded network that hears mouth shapes."""


@dataclass(frozen=True)
class Moves:
    """What speech does, one row a frame.

    Attributes:
        mouth: its shapes.
        speaking: shape (n_frames,), float32 within [0, 1]; see ``Drive``.
        prosody: its rise and fall, from which the rest of the face takes its cue.
    """

    mouth: ArticulationTrack
    speaking: npt.NDArray[np.floating[Any]]
    prosody: Prosody


class Spoken(Protocol):
    """Speech on disk."""

    @property
    def sound(self) -> Path:
        """16-bit mono WAV, for the result."""

    @property
    def duration(self) -> float:
        """Seconds."""

    @property
    def seed(self) -> int:
        """Of whatever is drawn at random for it."""

    def moves(self, fps: Fraction, n_frames: int) -> Moves:
        """What it does to a face."""

    def hearing(self) -> Path:
        """The same as 16-bit mono WAV of 16 kHz, for engines that hear."""

    def facts(self) -> dict[str, Any]:
        """What the report says about it."""


@dataclass(frozen=True)
class SynthesizedSpoken:
    """Speech of our own, whose words are known, and with most voices its phonemes.

    Attributes:
        transcript: what is said, a segment a sentence, on the time of ``sound``.
        listener: hears the mouth shapes where the phonemes are not known.
    """

    sound: Path
    duration: float
    seed: int
    phonemes: tuple[PhonemeSpan, ...] | None
    loudness: tuple[float | None, float | None]
    transcript: Transcript
    listener: SpeechListener | None = None

    def moves(self, fps: Fraction, n_frames: int) -> Moves:
        """See ``Spoken``."""
        if self.phonemes is None:
            if self.listener is None:
                raise EngineError("neither phonemes nor a listener tell how the mouth moves")
            return _heard_moves(self.hearing(), self.listener, fps, n_frames)
        return Moves(
            articulate(self.phonemes, self.duration, fps, n_frames),
            in_hand(sounding(self.phonemes, fps, n_frames), fps),
            prosody_of_phonemes(self.phonemes, fps, n_frames),
        )

    def hearing(self) -> Path:
        """See ``Spoken``."""
        return resampled_wav(self.sound, self.sound.with_name("hearing.wav"), HEARING_RATE)

    def facts(self) -> dict[str, Any]:
        """See ``Spoken``."""
        return {
            "duration": round(self.duration, 3),
            "loudness_before": self.loudness[0],
            "loudness_after": self.loudness[1],
            "snr_db": None,
            "cleaned": False,
        }


@dataclass(frozen=True)
class RecordedSpoken:
    """Speech that is listened to."""

    recording: Recording
    seed: int
    listener: SpeechListener

    @property
    def sound(self) -> Path:
        """See ``Spoken``."""
        return self.recording.sound

    @property
    def duration(self) -> float:
        """See ``Spoken``."""
        return self.recording.duration

    def moves(self, fps: Fraction, n_frames: int) -> Moves:
        """See ``Spoken``."""
        return _heard_moves(self.recording.driving, self.listener, fps, n_frames)

    def hearing(self) -> Path:
        """See ``Spoken``."""
        return self.recording.driving

    def facts(self) -> dict[str, Any]:
        """See ``Spoken``."""
        recording = self.recording
        return {
            "duration": round(recording.duration, 3),
            "loudness_before": recording.loudness_before,
            "loudness_after": recording.loudness_after,
            "snr_db": recording.snr_db,
            "cleaned": recording.is_cleaned,
            "damaged_at": recording.damaged_at,
        }


def synthesize(
    speech: TextSpeech, parts: SpeechParts, workdir: Path, report: Report
) -> SynthesizedSpoken:
    """Speak a text sentence by sentence onto the disk, at the common loudness.

    Raises:
        InputError: the text or the voice cannot be used.
        CheckpointError: a model is missing.
        EngineError: the model failed.
        PipelineCancelled: ``report`` asked to stop.
    """
    said = _Said()
    n_letters = max(1, len(plain_text(speech.text)))
    synthesizer = parts.synthesizer(speech.voice)
    with SpeechSpool(workdir / "sound.wav") as spool:
        report(0.0)
        sentences = synthesizer.synthesize(
            speech.text,
            voice=speech.voice,
            rate=speech.rate,
            pitch=speech.pitch,
            pronunciations=speech.pronunciations,
        )
        for sentence in sentences:
            if not spool.n_samples:
                spool.append_silence(LEAD_IN, sentence.audio.sample_rate)
            said.add(sentence, spool.duration)
            spool.append(sentence.audio)
            report(min(0.98, said.n_letters / n_letters))
        spool.append_silence(LEAD_OUT, spool.sample_rate)
    before, after = normalise_wav(spool.path)
    report(1.0)
    return SynthesizedSpoken(
        spool.path,
        spool.duration,
        zlib.crc32(speech.text.encode()),
        tuple(said.phonemes) if said.has_phonemes else None,
        (before.integrated, after.integrated),
        transcript_of(said.segments, speech.voice, spool.duration),
        None if said.has_phonemes else parts.listener(),
    )


class _Said:
    """What has been spoken so far, on the time of the whole."""

    def __init__(self) -> None:
        self.phonemes: list[PhonemeSpan] = []
        self.segments: list[Segment] = []
        self.has_phonemes = True
        self.n_letters = 0

    def add(self, sentence: SynthesizedSpeech, start: float) -> None:
        """Add a sentence that begins at ``start``, in seconds."""
        self.has_phonemes &= sentence.phonemes is not None
        self.phonemes += [
            PhonemeSpan(span.symbol, start + span.start, start + span.end)
            for span in sentence.phonemes or ()
        ]
        self.segments.append(segment_of(sentence, start))
        self.n_letters += len(sentence.text)


def record(
    speech: RecordedSpeech, parts: SpeechParts, workdir: Path, report: Report
) -> RecordedSpoken:
    """Make a recording ready; see ``inference.recordings.prepare_recording`` for what is raised."""
    listener = parts.listener()
    recording = prepare_recording(speech.path, workdir, speech.options, report, parts)
    seed = zlib.crc32(f"{speech.path.stat().st_size} {recording.duration:.3f}".encode())
    return RecordedSpoken(recording, seed, listener)


def _heard_moves(sound: Path, listener: SpeechListener, fps: Fraction, n_frames: int) -> Moves:
    """What speech that is listened to does."""
    heard = listener.listen(sound, fps, n_frames)
    prosody = prosody_of_sound(sound, fps, n_frames, speaking=heard.speaking)
    return Moves(heard.mouth, in_hand(heard.speaking, fps), prosody)


def sounding(
    phonemes: Iterable[PhonemeSpan], fps: Fraction, n_frames: int
) -> npt.NDArray[np.float32]:
    """Where there is speech, shape (n_frames,): 1 in frames in which a phoneme sounds, else 0."""
    active = np.zeros(n_frames, np.float32)
    for span in phonemes:
        if letters_of(span.symbol):
            active[int(span.start * fps) : int(span.end * fps) + 1] = 1.0
    return active


def in_hand(active: npt.NDArray[np.floating[Any]], fps: Fraction) -> npt.NDArray[np.float32]:
    """How much of a video's mouth is ours: all in speech and short pauses, nothing in long ones.

    Args:
        active: shape (n_frames,): above one half where there is speech.
        fps: frames per second.
    """
    moments = np.flatnonzero(active > 0.5)  # noqa: PLR2004  more speech than not
    held = np.zeros(len(active))
    if not len(moments):
        return held.astype(np.float32)
    breaks = np.flatnonzero(np.diff(moments) > SHORT_PAUSE * fps)
    firsts = [moments[0], *moments[breaks + 1]]
    lasts = [*moments[breaks], moments[-1]]
    reach = int(EARLY * fps + 0.5)
    for first, last in zip(firsts, lasts, strict=True):
        held[max(0, first - reach) : last + reach + 1] = 1.0
    soft = gaussian_filter1d(held, EASE * float(fps), mode="nearest", truncate=3.0)
    return np.where(soft > 0.995, 1.0, np.where(soft < 0.005, 0.0, soft)).astype(np.float32)  # noqa: PLR2004
