"""The lines of a dub in another language."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from inference.dubbing.dub_script import DubScript
from inference.errors import InputError
from inference.glossary import GlossaryTerm
from inference.language_detection import detect_language
from inference.translation.protocol import (
    Report,
    SourceLine,
    Translation,
    TranslationOrder,
    Translator,
)

ROOM_BEHIND: Final = 0.5  # seconds of the pause after a line that it may take


def source_language(script: DubScript) -> str:
    """What the lines are in: as the script says, else as they read.

    Raises:
        InputError: nobody can tell.
    """
    if script.language:
        return script.language
    language, _ = detect_language(" ".join(line.text for line in script.lines))
    if not language:
        raise InputError("the language of the lines is not known; name it")
    return language


def translate_script(
    translator: Translator,
    script: DubScript,
    target: str,
    *,
    glossary: Sequence[GlossaryTerm] = (),
    line_ids: Collection[str] | None = None,
    known: Mapping[str, str] | None = None,
    report: Report = lambda _: None,
) -> Translation:
    """Lines of a dub in another language, each with the time that it has.

    Args:
        translator: who translates.
        script: all lines; those that are not wanted are context.
        target: BCP 47 tag.
        glossary: fixed translations.
        line_ids: which lines; ``None`` for all.
        known: translations that exist already, by id.
        report: takes the share that is done; may raise to stop.

    Raises:
        InferenceError: nothing at all could be translated; see ``Translator.translate``.
    """
    order = TranslationOrder(
        lines=_source_lines(script),
        source=source_language(script),
        target=target,
        glossary=tuple(glossary),
        wanted=line_ids,
        known=known or {},
    )
    return translator.translate(order, report)


def _source_lines(script: DubScript) -> tuple[SourceLine, ...]:
    """The lines with the time until the next one begins, at most half a second of the pause."""
    starts = [*(line.start for line in script.lines), script.duration][1:]
    several = len(script.speakers) > 1
    return tuple(
        SourceLine(
            line.id,
            line.text,
            max(line.end, min(line.end + ROOM_BEHIND, following)) - line.start,
            line.speaker if several else "",
            script.speaker(line.speaker).gender,
        )
        for line, following in zip(script.lines, starts, strict=True)
    )
