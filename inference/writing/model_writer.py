"""Scripts by a capable language model, asked for the whole at once."""

from collections.abc import Callable
from typing import Any, Final

from inference.language_models.answers import UnusableAnswerError
from inference.language_models.protocol import LanguageModel
from inference.provider_errors import ProviderMalformedError
from inference.speaking_rates import letters_for, spoken_seconds
from inference.writing import prompts
from inference.writing.answers import parts_of
from inference.writing.brief import SPOKEN_PARTS, ScriptBrief, ScriptPart
from inference.writing.length import TOLERANCE, cut_to, fits
from inference.writing.script import (
    MAX_DESCRIPTION_LENGTH,
    MAX_TITLE_LENGTH,
    VideoScript,
)
from inference.writing.spoken import hashtags, spoken_text, without_repeats, written_text

MAX_TOKENS: Final = 3000  # 90 s in a language of many tokens a word, and all that goes with it
LONGEST_SHARE: Final = 1 + TOLERANCE

Report = Callable[[float], None]


class ModelWriter:
    """Writes with a remote model.

    Args:
        model: asked for everything.
        writer: id to sign scripts with.
    """

    def __init__(self, model: LanguageModel, writer: str) -> None:
        self._model = model
        self._writer = writer

    def write(self, brief: ScriptBrief, report: Report) -> VideoScript:
        """A script of about the wished length.

        One that is too short or too long is sent back once; what is still too long then ends at an
        earlier sentence.

        Args:
            brief: the order.
            report: takes the share that is done; may raise to stop.

        Raises:
            ProviderError: the service failed, declined, or answered nothing usable twice.
        """
        report(0.0)
        wanted = tuple(ScriptPart)
        values = self._ask(prompts.script_request(brief), brief, *wanted)
        report(0.7)
        script = self._script(values, brief)
        if not fits(script.text, brief.seconds, brief.language):
            script = self._of_length(script, brief)
        report(1.0)
        return script

    def rewrite(
        self,
        brief: ScriptBrief,
        script: VideoScript,
        part: ScriptPart,
        wish: str,
        report: Report,
    ) -> VideoScript:
        """The script with one part in other words; everything else stays as it is.

        Args:
            brief: what the script was ordered by.
            script: as it is now, perhaps edited by a person.
            part: what to write anew.
            wish: of a person, for example ``funnier``; may be empty.
            report: takes the share that is done; may raise to stop.

        Raises:
            ProviderError: the service failed, declined, or answered nothing usable twice.
        """
        report(0.0)
        seconds = self._room_for(brief, script, part)
        letters = letters_for(seconds, brief.language) if part in SPOKEN_PARTS else 0
        request = prompts.rewrite_request(brief, script, part, wish, letters)
        value = self._ask(request, brief, part)[part]
        if part in SPOKEN_PARTS:
            value = cut_to(value, seconds * LONGEST_SHARE, brief.language)
        report(1.0)
        return script.with_part(part, value)

    def _room_for(self, brief: ScriptBrief, script: VideoScript, part: ScriptPart) -> float:
        """Seconds that a new part may last: what the others leave, and no less than the old."""
        others = [script.part(each) for each in SPOKEN_PARTS if each is not part]
        left = brief.seconds - sum(spoken_seconds(text, brief.language) for text in others)
        old = spoken_seconds(script.part(part), brief.language)
        return max(left, 2.0) if part is ScriptPart.BODY else max(old, 2.0)

    def _of_length(self, script: VideoScript, brief: ScriptBrief) -> VideoScript:
        """The script with its body made shorter or longer."""
        room = max(self._room_for(brief, script, ScriptPart.BODY), 1.0)
        letters = letters_for(room, brief.language)
        request = prompts.length_request(brief, script.body, letters)
        body = self._ask(request, brief, ScriptPart.BODY)[ScriptPart.BODY]
        tries = [script.with_part(ScriptPart.BODY, text) for text in (body, script.body)]
        best = min(tries, key=lambda each: abs(_seconds(each) - brief.seconds))
        if _seconds(best) <= brief.seconds * LONGEST_SHARE:
            return best
        return best.with_part(ScriptPart.BODY, cut_to(best.body, room, brief.language))

    def _ask(self, request: str, brief: ScriptBrief, *parts: ScriptPart) -> dict[ScriptPart, Any]:
        """The wanted parts, cleaned; asked for a second time if the first answer is unusable."""
        message, why = request, ""
        for _ in range(2):
            try:
                answer = self._model.complete(
                    prompts.RULES, message, schema=prompts.schema_of(*parts), max_tokens=MAX_TOKENS
                )
                return _cleaned(parts_of(answer, *parts), brief)
            except UnusableAnswerError as error:
                why = str(error)
            except ProviderMalformedError as error:
                why = error.why
            message = prompts.repair_request(request, why)
        raise ProviderMalformedError(self._model.name, why)

    def _script(self, values: dict[ScriptPart, Any], brief: ScriptBrief) -> VideoScript:
        named = {part.value: value for part, value in values.items()}
        return VideoScript(**named, language=brief.language, writer=self._writer)


def _cleaned(values: dict[ScriptPart, Any], brief: ScriptBrief) -> dict[ScriptPart, Any]:
    """The parts without anything that cannot be spoken or shown.

    Raises:
        UnusableAnswerError: nothing is left of one, or it repeats our instructions.
    """
    cleaned = {part: _clean_part(part, value, brief.topic) for part, value in values.items()}
    for part, value in cleaned.items():
        if not value and part is not ScriptPart.HASHTAGS:
            raise UnusableAnswerError(f"nothing of {part.value} can be spoken or shown")
        if isinstance(value, str) and prompts.RULES.splitlines()[0] in value:
            raise UnusableAnswerError(f"{part.value} repeats the instructions")
    return cleaned


def _clean_part(part: ScriptPart, value: Any, topic: str) -> Any:
    if part is ScriptPart.HASHTAGS:
        return hashtags(value)
    if part in SPOKEN_PARTS:
        return without_repeats(spoken_text(value, topic))
    limit = MAX_TITLE_LENGTH if part is ScriptPart.TITLE else MAX_DESCRIPTION_LENGTH
    return _shortened(written_text(value, topic), limit)


def _shortened(text: str, limit: int) -> str:
    """The text, cut between words where it is too long."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return f"{cut.rpartition(' ')[0] or cut}…"


def _seconds(script: VideoScript) -> float:
    return spoken_seconds(script.text, script.language)
