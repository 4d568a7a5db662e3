"""Asking Google's Gemini, for text or for sound: one door with typed failures."""

from typing import Any, Final

import httpx2
from google import genai
from google.genai import errors, types

from inference.language_models.failures import status_error
from inference.language_models.settings import ProviderSettings
from inference.provider_errors import (
    ProviderMalformedError,
    ProviderRefusedError,
    ProviderTimeoutError,
    ProviderUnreachableError,
)

MILLISECONDS: Final = 1000


class GeminiService:
    """A client of ``google-genai`` that tries once and never repeats what was sent."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._client = genai.Client(
            vertexai=False,
            api_key=settings.api_key,
            http_options=types.HttpOptions(
                base_url=settings.base_url or None,
                timeout=round(settings.timeout * MILLISECONDS),
                retry_options=types.HttpRetryOptions(attempts=1),
            ),
        )

    def ask(self, contents: str, config: types.GenerateContentConfig) -> Any:
        """The answer, unless the prompt was blocked.

        Raises:
            ProviderError: of the fitting kind.
        """
        name = self._settings.name
        # `from None`: the library's own messages repeat what was sent
        try:
            answer = self._client.models.generate_content(
                model=self._settings.model, contents=contents, config=config
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
        if answer.prompt_feedback and answer.prompt_feedback.block_reason:
            raise ProviderRefusedError(name, plain_word(answer.prompt_feedback.block_reason))
        return answer


def plain_word(reason: Any) -> str:
    """The plain name of one of the library's reasons, in small letters."""
    return str(getattr(reason, "value", reason) or "").lower()
