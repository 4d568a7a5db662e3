"""The chat completions protocol of OpenAI, which Groq and many servers speak as well."""

import time
from collections.abc import Callable
from typing import Any

from inference.language_models.failures import retrying, status_error
from inference.language_models.protocol import MAX_ANSWER_LENGTH, JsonSchema, check_length
from inference.language_models.settings import ProviderSettings
from inference.provider_errors import (
    ProviderMalformedError,
    ProviderModelError,
    ProviderRefusedError,
    ProviderTimeoutError,
    ProviderUnreachableError,
)


class ChatCompletions:
    """A model that is asked through one of the twin libraries ``openai`` and ``groq``.

    Args:
        settings: of the provider.
        library: the module, for its exceptions; both name them alike.
        client: of that library, with its own retries off.
        length_parameter: what the server calls the longest answer.
        sleep: waits between attempts.
    """

    def __init__(
        self,
        settings: ProviderSettings,
        library: Any,
        client: Any,
        *,
        length_parameter: str = "max_tokens",
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._library = library
        self._client = client
        self._length_parameter = length_parameter
        self._sleep = sleep

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
        """One answer; see ``LanguageModel.complete``.

        A server that does not take the schema is asked again without it.
        """
        check_length(system, user)
        request: dict[str, Any] = {
            "model": self._settings.model,
            "messages": [
                {"role": "system", "content": system},
                {"role": "user", "content": user},
            ],
            self._length_parameter: max_tokens,
        }
        if temperature is not None:
            request["temperature"] = temperature
        if schema is None:
            return self._answer(request)
        named = {"name": "answer", "schema": dict(schema), "strict": True}
        try:
            return self._answer(
                request | {"response_format": {"type": "json_schema", "json_schema": named}}
            )
        except ProviderModelError:
            return self._answer(request)

    def _answer(self, request: dict[str, Any]) -> str:
        return retrying(lambda: self._text(self._ask(request)), self._sleep)

    def _ask(self, request: dict[str, Any]) -> Any:
        library, name = self._library, self._settings.name
        # `from None`: the libraries' own messages repeat what was sent
        try:
            return self._client.chat.completions.create(**request)
        except library.APITimeoutError:
            raise ProviderTimeoutError(name, self._settings.timeout) from None
        except library.APIConnectionError:
            raise ProviderUnreachableError(name) from None
        except library.APIStatusError as error:
            headers = error.response.headers
            raise status_error(self._settings, error.status_code, error.body, headers) from None
        except (library.APIError, ValueError):
            raise ProviderMalformedError(name, "it is not JSON") from None

    def _text(self, answer: Any) -> str:
        """What the model wrote; a broken answer may lack any of the fields."""
        name = self._settings.name
        choices = getattr(answer, "choices", None)
        if not choices:
            raise ProviderMalformedError(name, "it holds no answer")
        reason = getattr(choices[0], "finish_reason", None)
        message = getattr(choices[0], "message", None)
        refusal = getattr(message, "refusal", None)
        if refusal or reason == "content_filter":
            raise ProviderRefusedError(name, "refusal" if refusal else "content filter")
        if reason == "length":
            raise ProviderMalformedError(name, "it was cut off")
        text = getattr(message, "content", None)
        if not isinstance(text, str) or not text.strip():
            raise ProviderMalformedError(name, "it is empty")
        if len(text) > MAX_ANSWER_LENGTH:
            raise ProviderMalformedError(name, "it is far too long")
        return text
