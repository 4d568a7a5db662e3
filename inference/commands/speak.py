"""``python -m inference speak``: words to a WAV file."""

import argparse
import json
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from inference.commands.output_files import UnwritableOutputError, check_target, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.commands.script_text import pronunciations_of, script_of
from inference.commands.voice_choice import voice_of
from inference.container import SpeechSpool
from inference.progress import ProgressReporter, Stage
from inference.registry import Registry
from inference.script_markup import plain_text
from inference.speech import SynthesizedSpeech
from inference.spoken_words import segment_of, transcript_of
from inference.subtitles import to_srt, to_webvtt
from inference.transcripts import Segment

WEIGHTS: Final = {Stage.LOADING: 1, Stage.SPEECH: 4}


def run(arguments: argparse.Namespace) -> Result:
    """Synthesise the text into one 16-bit WAV file and, if wished, phonemes and subtitles.

    Raises:
        InputError: text, voice, pronunciations or output are unusable.
    """
    text, out = script_of(arguments), Path(arguments.out)
    voice = voice_of(arguments, text)
    pronunciations = pronunciations_of(arguments)
    beside = {".json": arguments.phonemes, ".srt": arguments.srt, ".vtt": arguments.vtt}
    for suffix, name in beside.items():
        if name:
            check_target(Path(name), suffix)
    with (
        workdir_beside(out, ".wav") as workdir,
        shown_progress(WEIGHTS, wanted=not arguments.json) as progress,
        closing(Registry()) as registry,
    ):
        progress.update(Stage.LOADING, 0.0)
        sentences = registry.synthesizer(voice).synthesize(
            text,
            voice=voice,
            rate=arguments.rate,
            pitch=arguments.pitch,
            pronunciations=pronunciations,
        )
        said = _Said()
        with SpeechSpool(workdir / "speech.wav") as spool:
            said.spool(sentences, spool, progress, len(plain_text(text)))
        transcript = transcript_of(said.segments, voice, spool.duration)
        if arguments.phonemes:
            content = json.dumps({"phonemes": said.phonemes}, ensure_ascii=False, indent=1)
            _write(Path(arguments.phonemes), ".json", content)
        if arguments.srt:
            _write(Path(arguments.srt), ".srt", to_srt(transcript))
        if arguments.vtt:
            _write(Path(arguments.vtt), ".vtt", to_webvtt(transcript))
        spool.path.replace(out)
    facts = {
        "path": str(out),
        "phonemes": arguments.phonemes,
        "srt": arguments.srt,
        "vtt": arguments.vtt,
        "duration": round(spool.duration, 3),
        "sample_rate": spool.sample_rate,
        "n_sentences": len(said.segments),
        "voice": voice,
        "language": transcript.language,
    }
    return Result(f"{out}: {spool.duration:.1f} s", facts)


class _Said:
    """What has been spoken so far, in seconds from the start of the recording."""

    def __init__(self) -> None:
        self.phonemes: list[dict[str, Any]] = []
        self.segments: list[Segment] = []

    def spool(
        self,
        sentences: Iterable[SynthesizedSpeech],
        spool: SpeechSpool,
        progress: ProgressReporter,
        n_letters: int,
    ) -> None:
        """Write the sentences into a file one after another, and keep what they say."""
        n_done = 0
        for sentence in sentences:
            self.phonemes += _phonemes_of(sentence, spool.duration)
            self.segments.append(segment_of(sentence, spool.duration))
            spool.append(sentence.audio)
            n_done += len(sentence.text)
            progress.update(Stage.SPEECH, min(1.0, n_done / n_letters))


def _phonemes_of(sentence: SynthesizedSpeech, start: float) -> list[dict[str, Any]]:
    """The sentence's phonemes for a file."""
    return [
        {
            "symbol": span.symbol,
            "start": round(start + span.start, 4),
            "end": round(start + span.end, 4),
        }
        for span in sentence.phonemes or ()
    ]


def _write(path: Path, suffix: str, content: str) -> None:
    with workdir_beside(path, suffix) as workdir:
        written = workdir / f"written{suffix}"
        try:
            written.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UnwritableOutputError(path, error.strerror or str(error)) from error
        written.replace(path)
