"""The voices of a dub on one track, as loud as those of the original."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple, Self

import numpy as np

from inference.dubbing.line_sound import LineSound
from inference.levelling import TRUE_PEAK_CEILING
from inference.loudness import SPEECH_TARGET, LoudnessMeter
from inference.media import Samples
from inference.sound_decoding import RATE
from inference.sound_files import FloatSpool, FloatSpoolWriter, WavWriter
from inference.sound_limiter import Limiter
from inference.sound_resampling import Resampler

SOFTEST: Final = -32.0  # LUFS; a dub of a whisper is no softer
LOUDEST: Final = -12.0
MOST_APART: Final = 8.0  # LU that a speaker is softer or louder than all together
WORTH_CORRECTING: Final = 0.1  # LU


class _Part(NamedTuple):
    """Where a line lies, in samples."""

    first: int
    speaker: str


@dataclass
class DubTrack:
    """Lines put down one after another, on disk; memory does not grow with their number.

    Attributes:
        spool: where; 48 kHz, every line at its voice's own level.
        n_samples: of the whole track.
    """

    spool: FloatSpool
    n_samples: int
    _writer: FloatSpoolWriter
    _parts: list[_Part] = field(default_factory=list)
    _position: int = 0

    @classmethod
    def at(cls, path: Path, n_samples: int) -> Self:
        """Begin a track.

        Args:
            path: of the file to make.
            n_samples: of the whole track, at 48 kHz.
        """
        return cls(FloatSpool(path, RATE), n_samples, FloatSpoolWriter(path))

    def __enter__(self) -> Self:
        self._writer.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._fill(self.n_samples)
        self._writer.__exit__(None, None, None)

    def put(self, sound: LineSound, start: float, speaker: str) -> None:
        """Put a line down.

        What would lie on the line before, or beyond the end, is silence around it; it is cut.

        Args:
            sound: of the line.
            start: seconds at which its first sound is heard; not before the line before ends.
            speaker: id of who says it.
        """
        resampler = Resampler(sound.sample_rate, RATE)
        samples = np.concatenate([resampler.feed(sound.samples), resampler.finish()])
        first = round((start - sound.onset) * RATE)
        samples = samples[max(0, self._position - first) :]
        first = max(first, self._position)
        samples = samples[: max(0, self.n_samples - first)]
        self._fill(first)
        self._parts.append(_Part(first, speaker))
        self._writer.append(samples)
        self._position += len(samples)

    def _fill(self, until: int) -> None:
        while self._position < until:
            count = min(RATE, until - self._position)
            self._writer.append(np.zeros(count, np.float32))
            self._position += count

    def blocks(self, gains: Mapping[str, float]) -> Iterator[Samples]:
        """The track in blocks of a second, every speaker's lines amplified.

        Args:
            gains: factors by speaker id; 1 for others.
        """
        firsts = np.array([part.first for part in self._parts], np.int64)
        factors = np.array(
            [1.0, *(gains.get(part.speaker, 1.0) for part in self._parts)], np.float32
        )
        start = 0
        for block in self.spool:
            places = np.searchsorted(firsts, np.arange(start, start + len(block)), side="right")
            yield block * factors[places]
            start += len(block)

    def loudness(self, gains: Mapping[str, float]) -> dict[str, float | None]:
        """Loudness by speaker id, and under the empty string of all together.

        Pauses between lines do not count: the gates of EBU R 128 see to that.
        """
        speakers = {part.speaker for part in self._parts}
        meters = {speaker: LoudnessMeter(RATE) for speaker in ["", *speakers]}
        start, index, whose = 0, 0, ""
        for block in self.blocks(gains):
            cuts = [0]
            whose_parts = [whose]
            while index < len(self._parts) and self._parts[index].first < start + len(block):
                whose = self._parts[index].speaker
                cuts.append(self._parts[index].first - start)
                whose_parts.append(whose)
                index += 1
            for speaker, first, last in zip(
                whose_parts, cuts, [*cuts[1:], len(block)], strict=True
            ):
                if speaker:
                    meters[speaker].feed(block[first:last])
            meters[""].feed(block)
            start += len(block)
        return {speaker: meter.finish().integrated for speaker, meter in meters.items()}

    def matching_gains(self, original: Mapping[str, float | None]) -> dict[str, float]:
        """Factors by speaker id that make everybody as loud as in the original.

        Args:
            original: LUFS by speaker id, and under the empty string of all together; where it is
                silent the dub is as loud as speech commonly is.
        """
        whole = original.get("")
        whole = SPEECH_TARGET if whole is None else min(LOUDEST, max(SOFTEST, whole))
        gains = {}
        for speaker, own in self.loudness({}).items():
            if not speaker or own is None:
                continue
            wanted = original.get(speaker)
            wanted = whole if wanted is None else wanted
            near = min(whole + MOST_APART, max(whole - MOST_APART, wanted))
            gains[speaker] = float(10 ** ((near - own) / 20))
        return gains

    def write(self, path: Path, gains: Mapping[str, float]) -> float | None:
        """Write the track as 16-bit mono WAV, its peaks limited.

        Returns:
            Its loudness in LUFS; ``None`` for silence.
        """
        limiter, meter = Limiter(RATE, TRUE_PEAK_CEILING), LoudnessMeter(RATE)
        with WavWriter(path, RATE, 1) as file:
            for block in self.blocks(gains):
                meter.feed(block)
                file.append(limiter.feed(block))
            file.append(limiter.finish())
        return meter.finish().integrated
