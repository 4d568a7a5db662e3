"""Remote services as the environment sets them up. Loads nothing: the web process asks too."""

import os
from dataclasses import dataclass, field
from typing import Final

from inference.provider_errors import ProviderNotConfiguredError

# gemini-1.5-flash, 2.0 and 2.5 are retired
GEMINI_MODEL: Final = "gemini-3.8-flash"
GROQ_MODEL: Final = "openai/gpt-oss-120b"
TIMEOUT: Final = 60.0  # seconds
SHORTEST_TIMEOUT: Final = 1.0


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """How to reach one service.

    Attributes:
        name: for people.
        model: what answers there.
        api_key: secret, left out of ``repr``; empty where the service wants none.
        base_url: address of the service; empty for the provider's own.
        timeout: seconds that one answer may take.
    """

    name: str
    model: str
    api_key: str = field(default="", repr=False)
    base_url: str = ""
    timeout: float = TIMEOUT


def gemini_settings() -> ProviderSettings:
    """Google's Gemini.

    Raises:
        ProviderNotConfiguredError: there is no key, or the address is none.
    """
    key = _value("GEMINI_API_KEY")
    if not key:
        raise ProviderNotConfiguredError("Gemini", "GEMINI_API_KEY")
    model = _value("AVATAR_GEMINI_MODEL") or GEMINI_MODEL
    return ProviderSettings(
        "Gemini", model, key, _url("Gemini", "AVATAR_GEMINI_BASE_URL"), timeout()
    )


def groq_settings() -> ProviderSettings:
    """Groq.

    Raises:
        ProviderNotConfiguredError: there is no key, or the address is none.
    """
    key = _value("GROQ_API_KEY")
    if not key:
        raise ProviderNotConfiguredError("Groq", "GROQ_API_KEY")
    model = _value("AVATAR_GROQ_MODEL") or GROQ_MODEL
    return ProviderSettings("Groq", model, key, _url("Groq", "AVATAR_GROQ_BASE_URL"), timeout())


def openai_settings() -> ProviderSettings:
    """OpenAI, or any server that speaks its protocol.

    Raises:
        ProviderNotConfiguredError: no model is named, or neither a key nor an address is.
    """
    name = "OpenAI-compatible server"
    model, key = _value("AVATAR_OPENAI_MODEL"), _value("AVATAR_OPENAI_API_KEY")
    url = _url(name, "AVATAR_OPENAI_BASE_URL")
    if not model or not (key or url):
        wanted = "AVATAR_OPENAI_MODEL and AVATAR_OPENAI_BASE_URL or AVATAR_OPENAI_API_KEY"
        raise ProviderNotConfiguredError(name, wanted)
    return ProviderSettings(name, model, key, url, timeout())


def timeout() -> float:
    """Seconds that a provider may take for one answer.

    Raises:
        ProviderNotConfiguredError: it is no number, or less than a second.
    """
    value = _value("AVATAR_PROVIDER_TIMEOUT")
    try:
        seconds = float(value or TIMEOUT)
    except ValueError:
        seconds = 0.0
    if not SHORTEST_TIMEOUT <= seconds < float("inf"):
        raise ProviderNotConfiguredError(
            "remote services", "AVATAR_PROVIDER_TIMEOUT to a number of seconds"
        )
    return seconds


def _value(variable: str) -> str:
    return os.environ.get(variable, "").strip()


def _url(provider: str, variable: str) -> str:
    url = _value(variable)
    if url and not url.startswith(("http://", "https://")):
        raise ProviderNotConfiguredError(provider, f"{variable} to an http or https address")
    return url
