"""``python -m inference speak``: words to a WAV file."""

import argparse
import json
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.commands.script_text import script_of
from inference.commands.voice_choice import voice_of
from inference.container import SpeechSpool
from inference.progress import Stage
from inference.registry import Registry
from inference.speech import SynthesizedSpeech

WEIGHTS: Final = {Stage.LOADING: 1, Stage.SPEECH: 4}


def run(arguments: argparse.Namespace) -> Result:
    """Synthesise the text into one 16-bit WAV file and, if wished, a list of its phonemes.

    Raises:
        InputError: text, voice or output are unusable.
    """
    text, out = script_of(arguments), Path(arguments.out)
    voice = voice_of(arguments, text)
    with (
        workdir_beside(out, ".wav") as workdir,
        shown_progress(WEIGHTS, wanted=not arguments.json) as progress,
        closing(Registry()) as registry,
    ):
        progress.update(Stage.LOADING, 0.0)
        synthesizer = registry.synthesizer(voice)
        sentences = synthesizer.synthesize(text, voice=voice, rate=arguments.rate)
        phonemes: list[dict[str, Any]] = []
        n_letters = n_sentences = 0
        with SpeechSpool(workdir / "speech.wav") as spool:
            for sentence in sentences:
                phonemes += _phonemes_of(sentence, spool.duration)
                spool.append(sentence.audio)
                n_sentences += 1
                n_letters += len(sentence.text)
                progress.update(Stage.SPEECH, min(1.0, n_letters / len(text)))
        if arguments.phonemes:
            _write_phonemes(Path(arguments.phonemes), phonemes)
        spool.path.replace(out)
    facts = {
        "path": str(out),
        "phonemes": arguments.phonemes,
        "duration": round(spool.duration, 3),
        "sample_rate": spool.sample_rate,
        "n_sentences": n_sentences,
        "voice": voice,
    }
    return Result(f"{out}: {spool.duration:.1f} s", facts)


def _phonemes_of(sentence: SynthesizedSpeech, start: float) -> list[dict[str, Any]]:
    """The sentence's phonemes for a file, in seconds from the start of the recording."""
    return [
        {
            "symbol": span.symbol,
            "start": round(start + span.start, 4),
            "end": round(start + span.end, 4),
        }
        for span in sentence.phonemes or ()
    ]


def _write_phonemes(path: Path, phonemes: list[dict[str, Any]]) -> None:
    content = json.dumps({"phonemes": phonemes}, ensure_ascii=False, indent=1)
    with workdir_beside(path, ".json") as workdir:
        written = workdir / "phonemes.json"
        try:
            written.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UnwritableOutputError(path, error.strerror or str(error)) from error
        written.replace(path)
