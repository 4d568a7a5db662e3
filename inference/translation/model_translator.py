"""Translation by a capable language model, many lines at once with their neighbours."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from inference.errors import InferenceError
from inference.language_models.answers import UnusableAnswerError
from inference.language_models.protocol import LanguageModel
from inference.provider_errors import (
    ProviderError,
    ProviderMalformedError,
    ProviderRateLimitError,
    ProviderRefusedError,
    ProviderTimeoutError,
)
from inference.speaking_rates import letters_for
from inference.translation import prompts
from inference.translation.answers import line_texts, shorter_text
from inference.translation.batches import MAX_LINES, Batch, batches_of
from inference.translation.checks import problem_of
from inference.translation.protocol import (
    LongLine,
    Report,
    SourceLine,
    Translation,
    TranslationOrder,
)

LONGEST_WAIT: Final = 65.0  # seconds; limits of providers are per minute
WAITS: Final = 3  # in a row, for the same question
FEW: Final = 4  # lines that are never too many for one question
IN_VAIN: Final = 2  # lines in a row; a model that gets three of three wrong cannot do it
STEP: Final = 1.0  # seconds between two looks whether to stop
BASE_TOKENS: Final = 2000  # for the thoughts of models that think
TOKENS_A_LETTER: Final = 1.5  # of the lines asked for; scripts of Asia take most
WHY: Final = {
    "": "this line is missing in it",
    "left_as_it_is": "it was not translated",
    "placeholder_lost": "an address, placeholder or tag is missing",
    "glossary_missing": "a translation of the glossary is missing",
    "number_changed": "a number is different",
}


@dataclass
class _Work:
    """How far an order has come."""

    order: TranslationOrder
    report: Report
    n_wanted: int
    texts: dict[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    max_lines: int = MAX_LINES

    @property
    def known(self) -> Mapping[str, str]:
        """Everything that is translated, what was there before included."""
        return {**self.order.known, **self.texts}

    def tell(self) -> None:
        """Report how much is done; may raise to stop."""
        done = len(self.texts) + sum(1 for each in self.problems if each not in self.texts)
        self.report(min(1.0, done / max(1, self.n_wanted)))

    def take(self, line: SourceLine, text: str) -> str:
        """Keep a translation unless a better one is known; the code of what is wrong with it."""
        code = problem_of(line.text, text, self.order.glossary)
        if line.id in self.texts and code:
            return code
        self.texts[line.id] = text
        self.problems.pop(line.id, None)
        if code:
            self.problems[line.id] = code
        return code


class ModelTranslator:
    """Translates with a remote model.

    Args:
        model: asked for everything.
        translator: its id.
        sleep: waits where the provider asks to.
    """

    def __init__(
        self, model: LanguageModel, translator: str, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._model = model
        self._id = translator
        self._sleep = sleep

    @property
    def id(self) -> str:
        """Stable key."""
        return self._id

    def translate(self, order: TranslationOrder, report: Report) -> Translation:
        """Every wanted line; see ``Translator.translate``.

        Lines that an answer leaves out or gets wrong are asked for again, first together, then one
        by one. A failure that will not pass ends the work; what was done is kept.
        """
        wanted = [line for line in order.lines if order.is_wanted(line)]
        # music notes and dots are the same in every language; models leave them out
        signs = {line.id: line.text for line in wanted if not any(map(str.isalnum, line.text))}
        left = [line for line in wanted if line.id not in signs]
        work = _Work(order, report, len(left))
        while left:
            work.tell()
            batch = next(batches_of(order, left, work.max_lines))
            try:
                self._batch(work, batch)
            except ProviderError as error:
                if not _goes_on(work, batch, error):
                    _give_up(work, left, error)
            left = [
                line for line in left if line.id not in work.texts and line.id not in work.problems
            ]
        report(1.0)
        return Translation(signs | work.texts, work.problems)

    def shorten(self, line: LongLine) -> str:
        """The same in fewer words; see ``Translator.shorten``."""
        n_letters = min(letters_for(line.seconds, line.target), len(line.text) - 1)
        if n_letters < 1:
            return line.text
        request = prompts.shorter_request(line, n_letters)
        known = problem_of(line.source_text, line.text, line.glossary)
        try:
            answer = self._ask(
                prompts.SHORTER_RULES, request, prompts.SHORTER_SCHEMA, len(line.text), _nobody
            )
            text = shorter_text(answer)
        except (UnusableAnswerError, ProviderMalformedError):
            return line.text
        is_sound = problem_of(line.source_text, text, line.glossary) in ("", known)
        return text if is_sound and len(text) < len(line.text) else line.text

    def _batch(self, work: _Work, batch: Batch) -> None:
        """Ask for the lines of a batch, and again for those that are missing or wrong.

        Raises:
            ProviderError: it failed, or answered nothing usable several times.
        """
        try:
            notes = self._round(work, batch, {})
            again = [line for line in batch.lines if line.id in notes]
            n_together = len(again) if len(again) < len(batch.lines) else ceil(len(again) / 2)
            for part in batches_of(work.order, again, max(FEW, n_together)):
                self._round(work, part, notes)
        except ProviderRefusedError:
            pass  # one line is the reason; it is found below
        n_in_vain = 0
        for line in batch.lines:
            if line.id not in work.texts:
                n_in_vain = 0 if self._alone(work, line) else n_in_vain + 1
            if n_in_vain > IN_VAIN:
                raise ProviderMalformedError(self._model.name, "it holds none of the lines")

    def _alone(self, work: _Work, line: SourceLine) -> bool:
        """Ask for one line by itself; what fails then is the fault of this line.

        Returns:
            Whether anything came of it, a refusal included.
        """
        (single,) = batches_of(work.order, [line])
        try:
            self._round(work, single, {})
        except ProviderRefusedError as error:
            work.problems[line.id] = error.code
            return True
        if line.id in work.texts:
            return True
        work.problems[line.id] = ProviderMalformedError.code
        return False

    def _round(self, work: _Work, batch: Batch, notes: Mapping[str, str]) -> dict[str, str]:
        """One question; what is wrong with its answer, by line."""
        request = prompts.lines_request(work.order, batch, work.known, notes)
        n_letters = sum(len(line.text) for line in batch.lines)
        try:
            answer = self._ask(prompts.RULES, request, prompts.LINES_SCHEMA, n_letters, work.tell)
            texts = line_texts(answer, batch.lines)
        except (UnusableAnswerError, ProviderMalformedError):
            texts = {}
        wrong = {}
        for line in batch.lines:
            code = work.take(line, texts[line.id]) if line.id in texts else ""
            if code or line.id not in texts:
                wrong[line.id] = WHY[code]
        return wrong

    def _ask(
        self,
        rules: str,
        request: str,
        schema: Mapping[str, object],
        n_letters: int,
        tell: Callable[[], None],
    ) -> str:
        max_tokens = BASE_TOKENS + round(n_letters * TOKENS_A_LETTER)
        for _ in range(WAITS):
            try:
                return self._model.complete(rules, request, schema=schema, max_tokens=max_tokens)
            except ProviderRateLimitError as error:
                if not 0 < error.retry_after <= LONGEST_WAIT:
                    raise
                self._wait(error.retry_after, tell)
        return self._model.complete(rules, request, schema=schema, max_tokens=max_tokens)

    def _wait(self, seconds: float, tell: Callable[[], None]) -> None:
        left = seconds
        while left > 0:
            tell()
            self._sleep(min(STEP, left))
            left -= STEP


def _goes_on(work: _Work, batch: Batch, error: ProviderError) -> bool:
    """Whether smaller questions may help; the work is then prepared for them."""
    is_too_much = isinstance(error, ProviderTimeoutError) or (
        isinstance(error, ProviderRateLimitError) and not error.retry_after
    )
    if not is_too_much or len(batch.lines) == 1:
        return False
    work.max_lines = max(1, len(batch.lines) // 2)
    return True


def _give_up(work: _Work, left: Sequence[SourceLine], error: InferenceError) -> None:
    """Name the failure with every line that is left; raise it where nothing was done before."""
    if not work.texts:
        raise error
    work.problems |= {line.id: error.code for line in left if line.id not in work.texts}


def _nobody() -> None:
    """Nothing to tell."""
