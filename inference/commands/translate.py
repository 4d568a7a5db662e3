"""``python -m inference translate``: a text or subtitles in another language."""

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from inference.commands.output_files import UnwritableOutputError, workdir_beside
from inference.commands.progress_bar import shown_progress
from inference.commands.result import Result
from inference.commands.script_text import read_text
from inference.errors import EmptyTextError, InputError
from inference.glossary import GlossaryTerm, glossary_of
from inference.language_detection import detect_language
from inference.progress import Stage
from inference.registry import Registry
from inference.sentences import split_sentences
from inference.subtitles import read_subtitles, to_srt, to_webvtt
from inference.transcripts import Transcript
from inference.translation.protocol import SourceLine, Translation, TranslationOrder
from inference.translation.subtitle_lines import subtitle_lines, translated

WEIGHTS: Final = {Stage.LOADING: 1, Stage.TRANSLATING: 9}
LABELS: Final = {Stage.LOADING: "Loading", Stage.TRANSLATING: "Translating"}
SUBTITLES: Final = {".srt": to_srt, ".vtt": to_webvtt}
LONGEST_LINE: Final = 1000  # characters; longer paragraphs are translated in parts


@dataclass(frozen=True)
class _Material:
    """What is to be translated.

    Attributes:
        lines: it, in lines.
        language: tag that it names itself, or empty.
        written: makes the translated file of the translations.
        suffixes: what the name of such a file may end in.
    """

    lines: tuple[SourceLine, ...]
    language: str
    written: Callable[[Translation, str, str], str]
    suffixes: tuple[str, ...]


def run(arguments: argparse.Namespace) -> Result:
    """Translate; print it, or write it to a file of the same kind.

    Raises:
        InputError: the text, its language or the output are unusable.
        ProviderError: a remote service failed or declined before anything was done.
    """
    material, glossary = _material(arguments), glossary_from(arguments.glossary)
    out = Path(arguments.out) if arguments.out else None
    if out and out.suffix.lower() not in material.suffixes:
        raise UnwritableOutputError(out, f"the name must end in {' or '.join(material.suffixes)}")
    source = arguments.source or material.language or _detected(material.lines)
    order = TranslationOrder(material.lines, source, arguments.to, glossary)
    with (
        shown_progress(WEIGHTS, wanted=not arguments.json, labels=LABELS) as progress,
        closing(Registry()) as registry,
    ):
        progress.update(Stage.LOADING, 0.0)
        translator = registry.translator(source, arguments.to, arguments.translator)
        made = translator.translate(order, partial(progress.update, Stage.TRANSLATING))
    suffix = out.suffix.lower() if out else material.suffixes[0]
    written = material.written(made, arguments.to, suffix)
    if out:
        _put(out, written)
    facts = {
        "source": source,
        "target": arguments.to,
        "translator": translator.id,
        "n_lines": len(material.lines),
        "problems": dict(made.problems),
        "text": written,
        "path": str(out) if out else None,
    }
    return Result(_shown(facts, made), facts)


def _material(arguments: argparse.Namespace) -> _Material:
    if arguments.text is not None:
        return _text_material(arguments.text)
    path = Path(arguments.file)
    if path.suffix.lower() in SUBTITLES:
        transcript = read_subtitles(path, arguments.source)
        return _subtitle_material(transcript, path.suffix.lower())
    return _text_material(read_text(arguments.file))


def _subtitle_material(transcript: Transcript, suffix: str) -> _Material:
    lines = subtitle_lines(transcript)

    def written(made: Translation, language: str, wanted: str) -> str:
        return SUBTITLES[wanted](translated(transcript, lines, made.texts, language))

    suffixes = (suffix, *(each for each in SUBTITLES if each != suffix))
    return _Material(tuple(each.line for each in lines), transcript.language, written, suffixes)


def _text_material(text: str) -> _Material:
    """A text by its paragraphs, of which empty ones stay where they are."""
    if not text.strip():
        raise EmptyTextError
    paragraphs = [list(_parts(paragraph)) for paragraph in text.splitlines()]
    lines = tuple(
        SourceLine(f"{p}-{n}", part)
        for p, parts in enumerate(paragraphs)
        for n, part in enumerate(parts)
    )

    def written(made: Translation, _: str, __: str) -> str:
        rows = (
            " ".join(made.texts.get(f"{p}-{n}", part) for n, part in enumerate(parts))
            for p, parts in enumerate(paragraphs)
        )
        return "".join(f"{row}\n" for row in rows)

    return _Material(lines, "", written, (".txt",))


def _parts(paragraph: str) -> Iterator[str]:
    """A paragraph, or where it is long some of its sentences at a time."""
    part = ""
    sentences = [paragraph] if len(paragraph) <= LONGEST_LINE else split_sentences(paragraph)
    for sentence in sentences:
        if part and len(part) + len(sentence) >= LONGEST_LINE:
            yield part
            part = ""
        part = f"{part} {sentence}".strip()
    yield part


def glossary_from(name: str | None) -> tuple[GlossaryTerm, ...]:
    """What the file of ``--glossary`` holds; nothing without one.

    Raises:
        InputError: the file cannot be read, or an entry cannot be used.
    """
    if not name:
        return ()
    try:
        entries = json.loads(read_text(name))
    except ValueError as error:
        raise InputError(f"{name} is not JSON") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f'{name} is no list of {{"term": …, "translation": …}}')
    return glossary_of(entries)


def _detected(lines: tuple[SourceLine, ...]) -> str:
    language, _ = detect_language(" ".join(line.text for line in lines))
    if not language:
        raise InputError("its language cannot be told; name it with --from")
    return language


def _put(out: Path, content: str) -> None:
    with workdir_beside(out, out.suffix.lower()) as workdir:
        file = workdir / out.name
        file.write_text(content, encoding="utf-8")
        file.replace(out)


def _shown(facts: dict[str, Any], made: Translation) -> str:
    note = f"{facts['source']} to {facts['target']} by {facts['translator']}"
    left = sum(1 for line in made.problems if line not in made.texts)
    doubtful = len(made.problems) - left
    note += f"; not translated: {left} of {facts['n_lines']} lines" if left else ""
    note += f"; to be looked at: {doubtful}" if doubtful else ""
    if facts["path"]:
        return f"{facts['path']}: {note}"
    return f"{facts['text']}\n({note})"
