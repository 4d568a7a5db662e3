"""``python -m inference speak``: words to a WAV file."""

import argparse
import json
import wave
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.commands.script_text import script_of
from inference.progress import Stage
from inference.registry import Registry
from inference.speech import SynthesizedSpeech

WEIGHTS: Final = {Stage.LOADING: 1, Stage.SPEECH: 4}
FULL_SCALE: Final = 32_767


def run(arguments: argparse.Namespace) -> Result:
    """Synthesise the text into one 16-bit WAV file and, if wished, a list of its phonemes.

    Raises:
        InputError: text, voice or output are unusable.
    """
    text, voice, out = script_of(arguments), arguments.voice, Path(arguments.out)
    with (
        workdir_beside(out, ".wav") as workdir,
        shown_progress(WEIGHTS, wanted=not arguments.json) as progress,
        closing(Registry()) as registry,
    ):
        progress.update(Stage.LOADING, 0.0)
        synthesizer = registry.synthesizer(voice)
        sentences = synthesizer.synthesize(text, voice=voice, rate=arguments.rate)
        recording = _Recording(workdir / "speech.wav")
        with closing(recording):
            for sentence in sentences:
                recording.add(sentence)
                progress.update(Stage.SPEECH, min(1.0, recording.n_letters / len(text)))
        if arguments.phonemes:
            _write_phonemes(Path(arguments.phonemes), recording.phonemes)
        recording.path.replace(out)
    facts = {"path": str(out), "duration": round(recording.duration, 3), "voice": voice}
    facts |= {"sample_rate": recording.sample_rate, "n_sentences": recording.n_sentences}
    if arguments.phonemes:
        facts["phonemes"] = arguments.phonemes
    return Result(f"{out}: {recording.duration:.1f} s", facts)


class _Recording:
    """A growing WAV file and what is said in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.phonemes: list[dict[str, Any]] = []
        self.sample_rate = 0
        self.n_letters = self.n_sentences = 0
        self._n_samples = 0
        self._file: wave.Wave_write | None = None

    @property
    def duration(self) -> float:
        """Seconds so far."""
        return self._n_samples / self.sample_rate if self.sample_rate else 0.0

    def add(self, sentence: SynthesizedSpeech) -> None:
        """Append one sentence."""
        file = self._file or self._open(sentence.audio.sample_rate)
        for span in sentence.phonemes or ():
            start, end = self.duration + span.start, self.duration + span.end
            moved = {"start": round(start, 4), "end": round(end, 4)}
            self.phonemes.append({**asdict(span), **moved})
        pcm = np.clip(sentence.audio.samples, -1, 1) * FULL_SCALE
        file.writeframes(pcm.astype("<i2").tobytes())
        self._n_samples += len(pcm)
        self.n_letters += len(sentence.text)
        self.n_sentences += 1

    def close(self) -> None:
        """Finish the file, if anything was said."""
        if self._file:
            self._file.close()

    def _open(self, sample_rate: int) -> wave.Wave_write:
        self._file = wave.open(str(self.path), "wb")  # noqa: SIM115 - closed by ``close``
        self._file.setnchannels(1)
        self._file.setsampwidth(2)
        self._file.setframerate(sample_rate)
        self.sample_rate = sample_rate
        return self._file


def _write_phonemes(path: Path, phonemes: list[dict[str, Any]]) -> None:
    content = json.dumps({"phonemes": phonemes}, ensure_ascii=False, indent=1)
    with workdir_beside(path, ".json") as workdir:
        written = workdir / "phonemes.json"
        try:
            written.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UnwritableOutputError(path, error.strerror or str(error)) from error
        written.replace(path)
