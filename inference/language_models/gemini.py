"""Google's Gemini."""

import time
from collections.abc import Callable
from typing import Any, Final

import httpx2
from google import genai
from google.genai import errors, types

from inference.language_models.failures import retrying, status_error
from inference.language_models.protocol import MAX_ANSWER_LENGTH, JsonSchema, check_length
from inference.language_models.settings import ProviderSettings
from inference.provider_errors import (
    ProviderMalformedError,
    ProviderRefusedError,
    ProviderTimeoutError,
    ProviderUnreachableError,
)

THOUGHT_TOKENS: Final = 8000  # what the model thinks before it answers counts as well
MILLISECONDS: Final = 1000
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
        self._client = genai.Client(
            vertexai=False,
            api_key=settings.api_key,
            http_options=types.HttpOptions(
                base_url=settings.base_url or None,
                timeout=round(settings.timeout * MILLISECONDS),
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        )

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
        return retrying(lambda: self._text(self._ask(user, config)), self._sleep)

    def _ask(self, user: str, config: types.GenerateContentConfig) -> Any:
        name = self._settings.name
        # `from None`: the library's own messages repeat what was sent
        try:
            return self._client.models.generate_content(
                model=self._settings.model, contents=user, config=config
            )
        except httpx2.TimeoutException:
            raise ProviderTimeoutError(name, self._settings.timeout) from None
        except httpx2.TransportError:
            raise ProviderUnreachableError(name) from None
        except errors.APIError as error:
            headers = getattr(error.response, "headers", {})
            raise status_error(self._settings, error.code, error.details, headers) from None
        except ValueError:
            raise ProviderMalformedError(name, "it is not JSON") from None

    def _text(self, answer: types.GenerateContentResponse) -> str:
        """What the model wrote."""
        name = self._settings.name
        feedback = answer.prompt_feedback
        if feedback and feedback.block_reason:
            raise ProviderRefusedError(name, _word(feedback.block_reason))
        if not answer.candidates:
            raise ProviderMalformedError(name, "it holds no answer")
        reason = _word(answer.candidates[0].finish_reason)
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


def _word(reason: Any) -> str:
    """The plain name of one of the library's reasons, in small letters."""
    return str(getattr(reason, "value", reason) or "").lower()
