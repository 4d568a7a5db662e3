"""OpenAI, and any server that speaks its protocol: Ollama, vLLM, llama.cpp."""

import time
from collections.abc import Callable
from typing import Final

import openai

from inference.language_models.chat_completions import ChatCompletions
from inference.language_models.settings import ProviderSettings

NO_KEY: Final = "none"  # the library wants one; servers without keys do not read it


def open_openai(
    settings: ProviderSettings, sleep: Callable[[float], None] = time.sleep
) -> ChatCompletions:
    """The model that the settings name; asks nobody yet."""
    client = openai.OpenAI(
        api_key=settings.api_key or NO_KEY,
        base_url=settings.base_url or None,
        timeout=settings.timeout,
        max_retries=0,
    )
    # OpenAI's newer models know only the second name, older servers only the first
    length = "max_tokens" if settings.base_url else "max_completion_tokens"
    return ChatCompletions(settings, openai, client, length_parameter=length, sleep=sleep)
