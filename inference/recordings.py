"""Any recording made ready: to be heard in a video, and to move a mouth."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, Protocol

from inference.errors import InputError, SilentSoundError, SoundTooShortError, UnreadableSoundError
from inference.levelling import (
    TRUE_PEAK_CEILING,
    level_to,
    normalise_wav,
    write_levelled,
)
from inference.loudness import SPEECH_TARGET, Loudness, LoudnessMeter, measure_loudness
from inference.media import Samples
from inference.sound_decoding import MAX_DURATION, RATE, SoundDecoder
from inference.sound_files import (
    Blended,
    FloatSpool,
    FloatSpoolWriter,
    Resampled,
    Watched,
    resampled_wav,
)
from inference.sound_measures import SoundMeasures, SoundMeter, measure_recording
from inference.sound_protocols import SoundParts, SpeechEnhancer
from inference.sound_source import SoundInfo, probe_sound

__all__ = [
    "Recording",
    "RecordingOptions",
    "SoundInfo",
    "SoundMeasures",
    "SoundParts",
    "measure_loudness",
    "measure_recording",
    "normalise_wav",
    "prepare_recording",
    "probe_sound",
    "resampled_wav",
]

MIN_DURATION: Final = 0.5  # seconds of sound that something can be said in
DRIVING_RATE: Final = 16_000  # hertz; what the listener hears
DRIVING_TARGET: Final = -20.0  # LUFS; about the level of our own voices, which it learnt from
NOISY: Final = 25.0  # dB; speech that is further above its noise gains nothing by cleaning
AUDIBLE: Final = -70.0  # dBFS; a recording that never gets louder holds nothing
# Share of the original in what drives: the noise is 12 dB softer rather than gone. What a denoiser
# takes for noise, such as a soft consonant, is then still there (docs/decisions/0011).
REST: Final = 0.25
# How far the work is when the sound is decoded, cleaned and written: about as time passes.
DECODING: Final = 0.4
CLEANING: Final = 0.8
WRITING: Final = 0.95


class Reports(Protocol):
    """Told how far the work is."""

    def __call__(self, fraction: float, /) -> None:
        """Take note.

        Args:
            fraction: within [0, 1], never less than before.

        Raises:
            PipelineCancelled: the work shall stop.
        """


@dataclass(frozen=True, slots=True)
class RecordingOptions:
    """What shall become of a recording.

    Attributes:
        cleaned: whether noise is taken away where there is enough of it to matter.
        in_result: which sound the video gets. ``cleaned`` is the original where cleaning is off or
            would not help.
        normalised: whether the sound in the result is brought to -16 LUFS.
        start: seconds left out at the beginning.
        end: seconds from the start of the file where to stop.
        max_duration: seconds that are accepted.

    Raises:
        InputError: the times are not in order.
    """

    cleaned: bool = True
    in_result: Literal["original", "cleaned"] = "original"
    normalised: bool = True
    start: float | None = None
    end: float | None = None
    max_duration: float = MAX_DURATION

    def __post_init__(self) -> None:
        if self.in_result not in {"original", "cleaned"}:
            raise InputError(f"in_result is {self.in_result!r}: must be original or cleaned")
        start = self.start or 0.0
        if start < 0 or (self.end is not None and self.end <= start):
            raise InputError(f"a part from {start:g} s to {self.end} s: must start before it ends")


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording made ready.

    Attributes:
        sound: for the result: 16-bit mono WAV, 48 kHz.
        driving: for the listener: 16-bit mono WAV, 16 kHz, cleaned where that helps, speech at a
            common level. Both last equally long, and nothing in them is shifted.
        duration: seconds.
        is_cleaned: whether noise was taken away for ``driving``.
        measures: of the original.
        loudness_after: LUFS of ``sound``; ``None`` for silence.
        true_peak: dBTP of ``sound``.
    """

    sound: Path
    driving: Path
    duration: float
    is_cleaned: bool
    measures: SoundMeasures
    loudness_after: float | None
    true_peak: float

    @property
    def loudness_before(self) -> float | None:
        """LUFS of the original."""
        return self.measures.loudness

    @property
    def noise_floor_db(self) -> float:
        """DBFS of what sounds when nobody speaks, in the original."""
        return self.measures.noise_floor_db

    @property
    def snr_db(self) -> float | None:
        """DB from the noise to the speech in the original; ``None`` where nobody speaks."""
        return self.measures.snr_db

    @property
    def damaged_at(self) -> float | None:
        """Seconds where the file could not be decoded first; ``None`` for a sound file."""
        return self.measures.damaged_at


def prepare_recording(
    path: Path,
    workdir: Path,
    options: RecordingOptions,
    report: Reports,
    parts: SoundParts,
) -> Recording:
    """Decode, measure, clean where it helps, and bring to the right level.

    Memory does not grow with length. On disk an hour takes about 1.4 GB at most while this runs and
    0.5 GB afterwards.

    Args:
        path: any recording, or a video with sound.
        workdir: an existing folder for the files; what is not in the outcome is removed.
        options: what is wished.
        report: told how far the work is.
        parts: the models.

    Returns:
        Paths and measures.

    Raises:
        UnreadableSoundError: it cannot be decoded, or is not of a kind that is opened.
        NoSoundError: a video without a sound track.
        SoundTooShortError: less than half a second is left.
        SoundTooLongError: more than ``options.max_duration`` is left.
        SilentSoundError: nothing can be heard.
        CheckpointError: a model is missing.
        PipelineCancelled: ``report`` asked to stop.
    """
    original = FloatSpool(workdir / "decoded.f32", RATE)
    cleaned = FloatSpool(workdir / "cleaned.f32", RATE)
    try:
        measures = _decode(path, original, options, report, parts)
        heard = quiet = Loudness(measures.loudness, measures.loudness_range, measures.peak)
        chosen, driving = original, Blended(original, original, 0.0)
        is_cleaned = options.cleaned and _is_noisy(measures)
        if is_cleaned:
            quiet = _clean(original, cleaned.path, parts.enhancer(), report)
            driving = Blended(cleaned, original, REST)
            if options.in_result == "cleaned":
                chosen, heard = cleaned, quiet
        shown = Watched(chosen, _part_of(report, CLEANING, WRITING))
        sound = workdir / "sound.wav"
        after = _write_sound(shown, heard, sound, normalised=options.normalised)
        watched = Watched(driving, _part_of(report, WRITING, 1.0))
        _write_driving(watched, quiet, workdir / "driving.wav")
        return Recording(
            sound=sound,
            driving=workdir / "driving.wav",
            duration=original.duration,
            is_cleaned=is_cleaned,
            measures=measures,
            loudness_after=after.integrated,
            true_peak=after.true_peak,
        )
    finally:
        original.path.unlink(missing_ok=True)
        cleaned.path.unlink(missing_ok=True)


def _decode(
    path: Path,
    spool: FloatSpool,
    options: RecordingOptions,
    report: Reports,
    parts: SoundParts,
) -> SoundMeasures:
    start = options.start or 0.0
    whole = probe_sound(path).duration
    total = max(MIN_DURATION, min(whole, options.end or whole) - start)
    decoder = SoundDecoder(path, start=start, end=options.end, max_duration=options.max_duration)
    meter = SoundMeter(parts.speech_activity())
    with FloatSpoolWriter(spool.path) as file:
        for block in decoder.blocks():
            meter.feed(block)
            file.append(block)
            report(DECODING * min(1.0, decoder.found.duration / total))
    measures = meter.finish(decoder)
    is_silent = measures.loudness is None or measures.peak < AUDIBLE
    if measures.damaged_at is not None and (is_silent or measures.duration < MIN_DURATION):
        raise UnreadableSoundError(path, "it is damaged, and nothing is left to hear")
    if measures.duration < MIN_DURATION:
        raise SoundTooShortError(measures.duration, MIN_DURATION)
    if is_silent:
        raise SilentSoundError(measures.duration, measures.peak)
    return measures


def _is_noisy(measures: SoundMeasures) -> bool:
    """Whether cleaning would help; a clean recording only loses by it."""
    return measures.snr_db is not None and measures.snr_db < NOISY


def _clean(source: FloatSpool, path: Path, enhancer: SpeechEnhancer, report: Reports) -> Loudness:
    """Write ``source`` without its noise to ``path``; measure it."""
    stream, meter, done = enhancer.start(), LoudnessMeter(RATE), 0
    with FloatSpoolWriter(path) as file:

        def store(samples: Samples) -> None:
            meter.feed(samples)
            file.append(samples)

        for block in source:
            store(stream.feed(block))
            done += len(block)
            report(DECODING + (CLEANING - DECODING) * done / source.n_samples)
        store(stream.finish())
    return meter.finish()


def _part_of(report: Reports, start: float, end: float) -> Reports:
    """A report of a step, as a report of the whole."""
    return lambda fraction: report(start + (end - start) * fraction)


def _write_sound(spool: Watched, loudness: Loudness, path: Path, *, normalised: bool) -> Loudness:
    if normalised:
        return level_to(spool, RATE, path, loudness, target=SPEECH_TARGET)
    return write_levelled(spool, RATE, path, 1.0, TRUE_PEAK_CEILING)


def _write_driving(spool: Watched, loudness: Loudness, path: Path) -> None:
    level_to(Resampled(spool, DRIVING_RATE), DRIVING_RATE, path, loudness, target=DRIVING_TARGET)
