"""The words of a dub: what is said in the video, and the same in the other language."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol

from inference.dubbing.dub_script import DubLine, DubScript
from inference.dubbing.dub_sound import DubParts as SoundOfDubParts
from inference.dubbing.dub_spec import EVERYBODY, DubSpec, VoiceChoice
from inference.dubbing.listening import ListeningParts, Recogniser, listen_to_video
from inference.dubbing.shortening import Shorten
from inference.dubbing.translating import source_language, translate_script
from inference.dubbing.voice_choice import choose_voices
from inference.errors import InferenceError, InputError
from inference.language_errors import NoSpeechInVideoError, TranslationIncompleteError
from inference.pipelines.dub_cache import DubCache, content_key
from inference.pipelines.dub_faces import Report
from inference.pipelines.parts import Parts
from inference.translation.protocol import LongLine, Translator
from inference.video_source import VideoSource

logger = logging.getLogger(__name__)

WORDS_VERSION: Final = 1  # raise it when the same video or line would be understood otherwise
SCRIPTS: Final = "scripts"
TRANSLATIONS: Final = "translations"


class DubParts(Parts, SoundOfDubParts, ListeningParts, Protocol):
    """Loaded models, on request; ``inference.registry.Registry`` is one."""

    def transcriber(self) -> Recogniser:
        """The loaded recogniser of speech."""

    def translator(self, source: str, target: str, translator: str = "") -> Translator:
        """Whoever translates between two languages."""


@dataclass(frozen=True)
class Translated:
    """The lines in the language of the dub.

    Attributes:
        texts: by line id; a line without one stays silent.
        problems: what is to be looked at, by line id; see ``Translation.problems``.
        translator: id of who translated; empty where nothing was left to translate.
    """

    texts: Mapping[str, str]
    problems: Mapping[str, str]
    translator: str


def find_script(
    spec: DubSpec,
    source: VideoSource,
    transcript: Path | None,
    cache: DubCache,
    parts: DubParts,
    *,
    report: Report,
) -> DubScript:
    """The lines of the video: those of the order, those found before, or found now.

    Args:
        spec: the order.
        source: the video.
        transcript: file to take the lines from instead of listening.
        cache: keeps what was found.
        parts: the models.
        report: told the share that is done.

    Raises:
        NoSpeechInVideoError: nobody says anything.
        InputError: the sound or the transcript cannot be used.
        PipelineCancelled: ``report`` asked to stop.
    """
    if spec.script is not None:
        report(1.0)
        return _fitting(spec.script, spec, source.info.duration)
    text = hashlib.sha256(transcript.read_bytes()).hexdigest() if transcript else ""
    key = content_key(WORDS_VERSION, source.content_hash, spec.source_language, text)
    script = _known_script(cache.load(SCRIPTS, key))
    if script is None:
        heard = listen_to_video(spec.path, spec.source_language, transcript, parts, report)
        stored = heard.to_json()  # rounded: what was made of it must be found again
        cache.save(SCRIPTS, key, stored)
        script = DubScript.from_json(stored)
    report(1.0)
    return _fitting(script, spec, source.info.duration)


def _known_script(stored: Any) -> DubScript | None:
    try:
        return DubScript.from_json(stored) if stored else None
    except InputError:
        return None


def within(script: DubScript, duration: float) -> DubScript:
    """The part of a script that lies in a video of this length, in seconds.

    Lines may have been made for another version of the video, or for one that is cut off here.
    """
    lines = tuple(
        replace(line, end=min(line.end, duration)) for line in script.lines if line.start < duration
    )
    return replace(script, lines=lines, duration=duration)


def _fitting(script: DubScript, spec: DubSpec, duration: float) -> DubScript:
    """The script with its language, for as long as the video lasts, if anything is said in it."""
    shown = within(script, duration)
    if not any(line.text.strip() for line in shown.lines):
        raise NoSpeechInVideoError
    language = shown.language or spec.source_language or source_language(shown)
    return replace(shown, language=language)


def find_translation(
    spec: DubSpec, script: DubScript, cache: DubCache, parts: DubParts, report: Report
) -> Translated:
    """The lines in the language of the dub; whatever is missing in the order is translated.

    Args:
        spec: the order.
        script: what is said.
        cache: keeps every line that was translated.
        parts: the models.
        report: told the share that is done.

    Raises:
        TranslationUnavailableError: nobody here knows the two languages.
        TranslationIncompleteError: some lines could not be translated; the others are kept.
        ProviderError: the service failed before anything was translated.
        PipelineCancelled: ``report`` asked to stop.
    """
    missing = [
        line for line in script.lines if line.id not in spec.translation and line.text.strip()
    ]
    if not missing:
        report(1.0)
        return Translated(dict(spec.translation), {}, "")
    source = script.language
    translator = parts.translator(source, spec.target, spec.translator)
    glossary = [term.to_json() for term in spec.glossary]
    told = [WORDS_VERSION, translator.id, source, spec.target, glossary]
    keys = {line.id: content_key(*told, line.text) for line in missing}
    found = {line_id: cache.load(TRANSLATIONS, key) for line_id, key in keys.items()}
    wanted = [line_id for line_id, stored in found.items() if not stored]
    texts = dict(spec.translation) | {i: one["text"] for i, one in found.items() if one}
    problems = {i: one["problem"] for i, one in found.items() if one and one["problem"]}
    if wanted:
        made = translate_script(
            translator,
            script,
            spec.target,
            glossary=spec.glossary,
            line_ids=wanted,
            known=texts,
            report=report,
        )
        for line_id, text in made.texts.items():
            problem = made.problems.get(line_id, "")
            cache.save(TRANSLATIONS, keys[line_id], {"text": text, "problem": problem})
        texts |= made.texts
        problems |= made.problems
        left = [line_id for line_id in wanted if line_id not in made.texts]
        if left:
            raise TranslationIncompleteError(len(left), len(missing), problems[left[0]])
    report(1.0)
    return Translated(texts, problems, translator.id)


def shortener(spec: DubSpec, script: DubScript, parts: DubParts) -> Shorten | None:
    """What finds shorter translations for lines that take too long; ``None`` where nobody can.

    A translator that fails leaves the line as long as it is.
    """
    source = script.language
    try:
        translator = parts.translator(source, spec.target, spec.translator)
    except InferenceError:
        return None  # every line was translated by hand, so nobody need be there

    def shorten(line: DubLine, text: str, seconds: float) -> str | None:
        long = LongLine(line.text, text, source, spec.target, seconds, spec.glossary)
        try:
            shorter = translator.shorten(long)
        except InferenceError as error:
            logger.warning("line %s stays as long as it is: %s", line.id, error.code)
            return None
        return shorter if shorter.strip() and shorter != text else None

    return shorten


def find_voices(spec: DubSpec, script: DubScript) -> dict[str, VoiceChoice]:
    """A voice for every speaker, by id.

    Raises:
        NoVoiceForLanguageError: none speaks the language of the dub.
    """
    given = dict(spec.voices)
    if (usual := given.pop(EVERYBODY, None)) is not None:
        given = {speaker.id: usual for speaker in script.speakers} | given
    return choose_voices(script.speakers, spec.target, given)
