"""The two protocols that remote voices speak: OpenAI's, which many servers offer, and Gemini's."""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

import openai
from google.genai import types

from inference.language_models.failures import status_error
from inference.language_models.gemini_service import GeminiService, plain_word
from inference.language_models.settings import ProviderSettings
from inference.provider_errors import (
    ProviderMalformedError,
    ProviderRefusedError,
    ProviderTimeoutError,
    ProviderUnreachableError,
)
from inference.remote_speech.answers import SoundAnswer

NO_KEY: Final = "none"  # the library wants one; servers without keys do not read it


class SpeechService(Protocol):
    """Makes sound of a sentence."""

    @property
    def does_rate(self) -> bool:
        """Whether ``ask`` heeds its ``rate``."""

    def ask(self, text: str, voice: str, rate: float) -> SoundAnswer:
        """One sentence, spoken.

        Args:
            text: the sentence.
            voice: the service's own name for it.
            rate: speed, 1.0 is the voice's own.

        Raises:
            ProviderError: the service failed; the class says how.
        """


class OpenAiSpeech:
    """``POST /v1/audio/speech`` of OpenAI and of servers that do the same."""

    does_rate = True

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._client = openai.OpenAI(
            api_key=settings.api_key or NO_KEY,
            base_url=settings.base_url,
            timeout=settings.timeout,
            max_retries=0,
        )

    def ask(self, text: str, voice: str, rate: float) -> SoundAnswer:
        """One sentence, spoken; see ``SpeechService.ask``."""
        name = self._settings.name
        # `from None`: the library's own messages repeat what was sent
        try:
            answer = self._client.audio.speech.create(
                model=self._settings.model,
                voice=voice,
                input=text,
                response_format="wav",
                speed=openai.omit if rate == 1.0 else rate,
            )
        except openai.APITimeoutError:
            raise ProviderTimeoutError(name, self._settings.timeout) from None
        except openai.APIConnectionError:
            raise ProviderUnreachableError(name) from None
        except openai.APIStatusError as error:
            headers = error.response.headers
            raise status_error(self._settings, error.status_code, error.body, headers) from None
        except (openai.APIError, ValueError):
            raise ProviderMalformedError(name, "it is no sound") from None
        media_type = answer.response.headers.get("content-type", "")
        return SoundAnswer(answer.content, media_type)


class GeminiSpeech:
    """The speech models of Google's Gemini, 3.8 and later, which say a text word for word.

    Source: https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/speech
    """

    does_rate = False

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._service = GeminiService(settings)

    def ask(self, text: str, voice: str, rate: float) -> SoundAnswer:  # noqa: ARG002 - see `does_rate`
        """One sentence, spoken; see ``SpeechService.ask``."""
        speech = types.SpeechConfig(voice_config=types.VoiceConfig(voice=voice))
        config = types.GenerateContentConfig(response_modalities=["AUDIO"], speech_config=speech)
        return self._sound(self._service.ask(text, config))

    def _sound(self, answer: types.GenerateContentResponse) -> SoundAnswer:
        name = self._settings.name
        for candidate in answer.candidates or []:
            for part in (candidate.content.parts if candidate.content else None) or []:
                if part.inline_data and part.inline_data.data:
                    media_type = part.inline_data.mime_type or ""
                    return SoundAnswer(part.inline_data.data, media_type)
            if plain_word(candidate.finish_reason) in {"safety", "prohibited_content", "blocklist"}:
                raise ProviderRefusedError(name, plain_word(candidate.finish_reason))
        raise ProviderMalformedError(name, "it holds no sound")


OPENERS: Final[Mapping[str, Callable[[ProviderSettings], SpeechService]]] = {
    "openai": OpenAiSpeech,
    "gemini": GeminiSpeech,
}


def open_service(adapter: str, settings: ProviderSettings) -> SpeechService:
    """The service of an adapter; asks nobody yet."""
    return OPENERS[adapter](settings)
