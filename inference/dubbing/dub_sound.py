"""The sound of a dub: every line spoken, fitted into its time, and mixed with the original."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from inference.dubbing.dub_script import DubLine, DubScript
from inference.dubbing.dub_spec import Background, DubSpec, VoiceChoice
from inference.dubbing.dub_speech import DubSpeech
from inference.dubbing.dub_track import DubTrack
from inference.dubbing.ducking import Ducking
from inference.dubbing.mixing import MixLoudness, ducked, write_mix
from inference.dubbing.original_sound import OriginalSound, speech_loudness
from inference.dubbing.room_tone import RoomTone
from inference.dubbing.shortening import Shorten
from inference.dubbing.speaking import SpeakingParts
from inference.dubbing.spoken_line import SpokenLine
from inference.dubbing.voice_removal import without_voices, write_voices
from inference.sound_mixing import Channels
from inference.sound_protocols import SeparationParts

# About how many seconds of work there are for a second of the video, for the progress.
SPEAKING: Final = 0.3
LEVELLING: Final = 0.03
REMOVING: Final = 0.08
MIXING: Final = 0.02

Report = Callable[[float], None]


class DubParts(SpeakingParts, SeparationParts, Protocol):
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
    folder = sound_folder(spec, workdir)
    speech = DubSpeech(spec, script, translation, voices, folder)
    track = DubTrack.at(workdir / "voices.f32", original.n_samples)
    speaking, levelling, removing, mixing = _parts(report, spec.background)
    lines = []
    with track:
        for line, fitting in speech.spoken(parts, shorten, speaking):
            track.put(fitting.sound, fitting.start, line.speaker)
            lines.append(line)
    speech_wav = workdir / "speech.wav"
    levels = _write_speech(track, original, script.lines, speech_wav, levelling)
    background = None
    if original.n_channels and spec.background is not Background.OFF:
        removed = partial(write_voices, original, parts, folder, removing)
        background = _background(spec.background, original, script.lines, lines, removed)
    mix = write_mix(speech_wav, background, workdir / "mix.wav", mixing)
    report(1.0)
    return DubSound(
        workdir / "mix.wav",
        speech_wav,
        tuple(lines),
        spec.background if background is not None else Background.OFF,
        speech.n_spoken,
        _measures(*levels, mix),
    )


def _write_speech(
    track: DubTrack, original: OriginalSound, said: Sequence[DubLine], path: Path, report: Report
) -> tuple[float | None, float | None]:
    """Write the voices of the dub, as loud as those of the original; LUFS of these and of them."""
    report(0.0)
    loudness = speech_loudness(original, said)
    report(0.5)
    spoken = track.write(path, track.matching_gains(loudness))
    track.spool.path.unlink()
    return loudness.get(""), spoken


def _background(
    wanted: Background,
    original: OriginalSound,
    said: Iterable[DubLine],
    spoken: Iterable[SpokenLine],
    find_voices: Callable[[], Path],
) -> Iterator[Channels]:
    """What is heard of the original, block by block."""
    heard = list(_spans(said))
    ducking = Ducking([*heard, *_spans(spoken)])
    if wanted is Background.SEPARATE:
        return without_voices(original.channels(), find_voices(), ducking)
    return ducked(original.channels(), ducking, RoomTone.of(original.channels(), heard))


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


def _parts(report: Report, background: Background) -> list[Report]:
    """Reports for speaking, levelling, taking out voices and mixing, each from 0 to 1."""
    removing = REMOVING if background is Background.SEPARATE else 0.0
    shares = [SPEAKING, LEVELLING, removing, MIXING]
    ends = [*itertools.accumulate(shares)]
    return [
        partial(_report_part, report, (end - share) / ends[-1], end / ends[-1])
        for share, end in zip(shares, ends, strict=True)
    ]


def _report_part(report: Report, start: float, end: float, fraction: float) -> None:
    report(start + (end - start) * min(1.0, fraction))


def _spans(lines: Iterable[DubLine | SpokenLine]) -> Iterator[tuple[float, float]]:
    """When somebody speaks."""
    return ((line.start, line.end) for line in lines)


def _measures(
    original: float | None, dub: float | None, mix: MixLoudness
) -> dict[str, float | None]:
    return {
        "original_speech": original,
        "dub_speech": dub,
        "mix": mix.integrated,
        "true_peak": mix.true_peak,
    }
