"""The sound of a dub: every line spoken, fitted into its time, and mixed with the original."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from inference.dubbing.dub_script import DubScript
from inference.dubbing.dub_spec import Background, DubSpec, VoiceChoice
from inference.dubbing.dub_speech import DubSpeech
from inference.dubbing.dub_track import DubTrack
from inference.dubbing.ducking import Ducking
from inference.dubbing.mixing import MixLoudness, ducked, write_mix
from inference.dubbing.original_sound import OriginalSound, speech_loudness
from inference.dubbing.shortening import Shorten
from inference.dubbing.speaking import SpeakingParts
from inference.dubbing.spoken_line import SpokenLine
from inference.sound_mixing import Channels
from inference.sound_protocols import SoundParts

SPEAKING_SHARE: Final = 0.8  # of the work, for the progress
LEVELLING_SHARE: Final = 0.1

Report = Callable[[float], None]


class DubParts(SpeakingParts, SoundParts, Protocol):
    """Where models come from; ``inference.registry.Registry`` is one."""


@dataclass(frozen=True)
class DubSound:
    """The sound of a dub, and what is said in it.

    Attributes:
        wav: all that is heard; 16-bit, 48 kHz, one or two channels as the original, as long as the
            video.
        speech_wav: the voices of the dub alone; 16-bit mono, 48 kHz, as long as the video.
        lines: in order; silent ones are not among them.
        background: what became of the original's sound.
        n_spoken: how many times a voice spoke; what was in the cache is not counted.
        loudness: LUFS of ``original_speech``, ``dub_speech`` and ``mix``, dBTP as ``true_peak``.
    """

    wav: Path
    speech_wav: Path
    lines: tuple[SpokenLine, ...]
    background: Background
    n_spoken: int
    loudness: Mapping[str, float | None]


def make_sound(
    spec: DubSpec,
    script: DubScript,
    translation: Mapping[str, str],
    voices: Mapping[str, VoiceChoice],
    *,
    workdir: Path,
    parts: DubParts,
    report: Report,
    shorten: Shorten | None = None,
) -> DubSound:
    """Speak a dub and mix it.

    Args:
        spec: the order: ``path``, ``line_voices``, ``background``, ``pronunciations`` and ``cache``
            are heeded here.
        script: what is said in the original.
        translation: text by line id; lines with none, or with nothing to say, stay silent.
        voices: by speaker id, for everybody who says something.
        workdir: for the result.
        parts: where models come from.
        report: called with the share that is done, within [0, 1].
        shorten: gives a shorter translation of a line that takes about so many seconds, or
            ``None``.

    Raises:
        InputError: a voice is missing or unknown.
        UnreadableSoundError: the sound of the video cannot be decoded.
        CheckpointError: a model is missing.
        EngineError: a model failed.
        ProviderError: a voice of a remote service failed.
        PipelineCancelled: ``report`` asked to stop.
    """
    original = OriginalSound.of(spec.path, script.duration)
    speech = DubSpeech(spec, script, translation, voices, sound_folder(spec, workdir))
    track = DubTrack.at(workdir / "voices.f32", original.n_samples)
    lines = []
    with track:
        for line, fitting in speech.spoken(parts, shorten, _part(report, 0.0, SPEAKING_SHARE)):
            track.put(fitting.sound, fitting.start, line.speaker)
            lines.append(line)
    report(SPEAKING_SHARE)
    loudness = speech_loudness(original, script.lines)
    report(SPEAKING_SHARE + LEVELLING_SHARE / 2)
    speech_wav = workdir / "speech.wav"
    dub_loudness = track.write(speech_wav, track.matching_gains(loudness))
    track.spool.path.unlink()
    tell = _part(report, SPEAKING_SHARE + LEVELLING_SHARE, 1.0)
    background = _background(spec.background, original, _spoken_spans(script, lines))
    mix = write_mix(speech_wav, background, workdir / "mix.wav", tell)
    report(1.0)
    return DubSound(
        workdir / "mix.wav",
        speech_wav,
        tuple(lines),
        spec.background,
        speech.n_spoken,
        _measures(loudness.get(""), dub_loudness, mix),
    )


def lines_to_speak(
    spec: DubSpec,
    script: DubScript,
    translation: Mapping[str, str],
    voices: Mapping[str, VoiceChoice],
) -> list[str]:
    """Ids of the lines that ``make_sound`` would have to speak, because the cache lacks them.

    Raises:
        InputError: a voice is missing or unknown.
    """
    if spec.cache is None:
        return [line.id for line in DubSpeech(spec, script, translation, voices, Path()).lines]
    return DubSpeech(spec, script, translation, voices, sound_folder(spec, spec.cache)).unspoken()


def sound_folder(spec: DubSpec, workdir: Path) -> Path:
    """Where sounds of lines are kept."""
    return (spec.cache or workdir) / "sound"


def _part(report: Report, start: float, end: float) -> Report:
    """Reports a part of the work as a part of the whole."""
    return lambda fraction: report(start + (end - start) * min(1.0, fraction))


def _spoken_spans(script: DubScript, lines: Sequence[SpokenLine]) -> Iterator[tuple[float, float]]:
    """When somebody speaks, in the original or in the dub."""
    yield from ((line.start, line.end) for line in script.lines)
    yield from ((line.start, line.end) for line in lines)


def _background(
    wish: Background, original: OriginalSound, spans: Iterator[tuple[float, float]]
) -> Iterator[Channels] | None:
    if wish is Background.OFF or not original.n_channels:
        return None
    return ducked(original.channels(), Ducking(spans))


def _measures(
    original: float | None, dub: float | None, mix: MixLoudness
) -> dict[str, float | None]:
    return {
        "original_speech": original,
        "dub_speech": dub,
        "mix": mix.integrated,
        "true_peak": mix.true_peak,
    }
