"""Google's Gemini."""

import time
from collections.abc import Callable
from typing import Final

from google.genai import types

from inference.language_models.failures import retrying
from inference.language_models.gemini_service import GeminiService, plain_word
from inference.language_models.protocol import MAX_ANSWER_LENGTH, JsonSchema, check_length
from inference.language_models.settings import ProviderSettings
from inference.provider_errors import ProviderMalformedError, ProviderRefusedError

THOUGHT_TOKENS: Final = 8000  # what the model thinks before it answers counts as well
DECLINED: Final = frozenset(
    {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE"}
)


class Gemini:
    """A model of Google's, asked through ``google-genai``."""

    def __init__(
        self, settings: ProviderSettings, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._settings = settings
        self._sleep = sleep
        self._service = GeminiService(settings)

    @property
    def name(self) -> str:
        """The provider, for people."""
        return self._settings.name

    def complete(
        self,
        system: str,
        user: str,
        *,
        schema: JsonSchema | None = None,
        max_tokens: int = 2000,
        temperature: float | None = None,
    ) -> str:
        """One answer; see ``LanguageModel.complete``."""
        check_length(system, user)
        config = types.GenerateContentConfig(
            system_instruction=system,
            temperature=temperature,
            max_output_tokens=max_tokens + THOUGHT_TOKENS,
            response_mime_type="application/json" if schema else None,
            response_json_schema=dict(schema) if schema else None,
        )
        return retrying(lambda: self._text(self._service.ask(user, config)), self._sleep)

    def _text(self, answer: types.GenerateContentResponse) -> str:
        """What the model wrote."""
        name = self._settings.name
        if not answer.candidates:
            raise ProviderMalformedError(name, "it holds no answer")
        reason = plain_word(answer.candidates[0].finish_reason)
        if reason.upper() in DECLINED:
            raise ProviderRefusedError(name, reason)
        if reason.upper() == "MAX_TOKENS":
            raise ProviderMalformedError(name, "it was cut off")
        content = answer.candidates[0].content
        parts = (content.parts or []) if content else []
        text = "".join(part.text for part in parts if part.text and not part.thought)
        if not text.strip():
            raise ProviderMalformedError(name, "it is empty")
        if len(text) > MAX_ANSWER_LENGTH:
            raise ProviderMalformedError(name, "it is far too long")
        return text
