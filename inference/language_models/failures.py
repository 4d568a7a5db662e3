"""What went wrong at a provider, told apart by what helps; and trying again where that helps."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from inference.language_models.settings import ProviderSettings
from inference.provider_errors import (
    ProviderError,
    ProviderKeyError,
    ProviderMalformedError,
    ProviderModelError,
    ProviderQuotaError,
    ProviderRateLimitError,
    ProviderRefusedError,
    ProviderUnreachableError,
)

Answer = TypeVar("Answer")

ATTEMPTS: Final = 3
FIRST_WAIT: Final = 1.0  # seconds; doubles each time
LONGEST_WAIT: Final = 20.0  # seconds; somebody who waits for a script has no more patience

_DENIED: Final = frozenset({401, 403})
_PAYMENT_REQUIRED: Final = 402
_TOO_MANY: Final = 429
_TOO_LARGE: Final = 413  # Groq: question and answer together are more than a minute allows
_SERVER_ERROR: Final = 500
_TRANSIENT_STATUSES: Final = frozenset({408, 409, 425})
_USED_UP: Final = ("insufficient_quota", "PerDay")  # OpenAI's code; in names of Gemini's quotas
_FILTERED: Final = ("content_filter", "content_policy")
_NUMBER: Final = re.compile(r"\d+(\.\d+)?")
_DELAY: Final = re.compile(r"""["']retryDelay["']: *["'](\d+(?:\.\d+)?)s["']""")


def status_error(
    settings: ProviderSettings, status: int, body: Any, headers: Mapping[str, str]
) -> ProviderError:
    """The failure that an HTTP status and the provider's explanation mean.

    Args:
        settings: of the provider.
        status: HTTP status, 400 or above.
        body: what came with it, parsed or not; only searched, never shown, since some providers
            repeat the key in it.
        headers: of the answer.
    """
    said = str(body)
    if status in _DENIED or "API_KEY_INVALID" in said:
        return ProviderKeyError(settings.name)
    if status == _PAYMENT_REQUIRED or any(word in said for word in _USED_UP):
        return ProviderQuotaError(settings.name)
    if status in (_TOO_MANY, _TOO_LARGE):
        return ProviderRateLimitError(settings.name, _retry_after(said, headers))
    if status >= _SERVER_ERROR or status in _TRANSIENT_STATUSES:
        return ProviderError(settings.name, f"it failed with HTTP status {status}")
    return _refusal(settings, said)


def _refusal(settings: ProviderSettings, said: str) -> ProviderError:
    """What is wrong with a request that no repetition helps."""
    if any(word in said for word in _FILTERED):
        return ProviderRefusedError(settings.name, "content filter")
    if "json_validate_failed" in said:
        return ProviderMalformedError(settings.name, "it does not keep to the wished form")
    return ProviderModelError(settings.name, settings.model)


def retrying(ask: Callable[[], Answer], sleep: Callable[[float], None]) -> Answer:
    """Ask up to three times where a failure may pass by itself.

    A timeout is not tried again: whoever waits has waited long enough.

    Raises:
        ProviderError: it does not pass, or not soon enough.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return ask()
        except ProviderError as error:
            wait = max(FIRST_WAIT * 2 ** (attempt - 1), getattr(error, "retry_after", 0.0))
            if not _may_pass(error) or wait > LONGEST_WAIT:
                raise
        sleep(wait)
    return ask()


def _may_pass(error: ProviderError) -> bool:
    is_unnamed = type(error) is ProviderError
    return is_unnamed or isinstance(error, ProviderRateLimitError | ProviderUnreachableError)


def _retry_after(said: str, headers: Mapping[str, str]) -> float:
    """Seconds to wait; an HTTP date instead of a number counts as not told."""
    header = headers.get("retry-after", "")
    if _NUMBER.fullmatch(header):
        return float(header)
    delay = _DELAY.search(said)
    return float(delay[1]) if delay else 0.0
