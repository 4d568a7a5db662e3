"""Groq."""

import time
from collections.abc import Callable

import groq

from inference.language_models.chat_completions import ChatCompletions
from inference.language_models.settings import ProviderSettings


def open_groq(
    settings: ProviderSettings, sleep: Callable[[float], None] = time.sleep
) -> ChatCompletions:
    """The model that the settings name; asks nobody yet."""
    client = groq.Groq(
        api_key=settings.api_key,
        base_url=settings.base_url or None,
        timeout=settings.timeout,
        max_retries=0,
    )
    return ChatCompletions(
        settings, groq, client, length_parameter="max_completion_tokens", sleep=sleep
    )
