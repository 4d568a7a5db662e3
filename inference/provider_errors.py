"""What remote services can fail with; see ``inference.errors`` for the whole tree."""

from inference.errors import InferenceError


class ProviderError(InferenceError):
    """A remote service failed.

    Messages never hold a key, nor what was sent.

    Attributes:
        provider: name of the service, for people.
    """

    code = "provider_failed"

    def __init__(self, provider: str, why: str = "it failed without a reason") -> None:
        super().__init__(f"{provider}: {why}")
        self.provider = provider


class ProviderNotConfiguredError(ProviderError):
    """Nobody has set up this service here."""

    code = "provider_not_configured"

    def __init__(self, provider: str, settings: str) -> None:
        super().__init__(provider, f"not set up; an administrator sets {settings}")
        self.settings = settings


class ProviderKeyError(ProviderError):
    """The service does not accept the key, or the key may not do this."""

    code = "provider_key_rejected"

    def __init__(self, provider: str) -> None:
        super().__init__(provider, "the key is not accepted; an administrator has to look at it")


class ProviderModelError(ProviderError):
    """The service knows no such model, or the model cannot do what is asked."""

    code = "provider_model_rejected"

    def __init__(self, provider: str, model: str) -> None:
        super().__init__(provider, f"it refuses model {model!r}; an administrator names another")
        self.model = model


class ProviderRefusedError(ProviderError):
    """The service or its model declined for what the content is about."""

    code = "provider_refused"

    def __init__(self, provider: str, reason: str = "") -> None:
        super().__init__(provider, f"declined this content ({reason or 'no reason given'})")
        self.reason = reason


class ProviderRateLimitError(ProviderError):
    """Too many requests for the moment.

    Attributes:
        retry_after: seconds that the service asks to wait; 0 where it says nothing.
    """

    code = "provider_rate_limited"

    def __init__(self, provider: str, retry_after: float = 0.0) -> None:
        wait = f"; try again in {retry_after:.0f} s" if retry_after else ""
        super().__init__(provider, f"too many requests for the moment{wait}")
        self.retry_after = retry_after


class ProviderQuotaError(ProviderError):
    """What was paid for, or is free, is used up; waiting a little does not help."""

    code = "provider_quota"

    def __init__(self, provider: str) -> None:
        super().__init__(provider, "its quota is used up")


class ProviderTimeoutError(ProviderError):
    """No complete answer within the time allowed."""

    code = "provider_timeout"

    def __init__(self, provider: str, seconds: float) -> None:
        super().__init__(provider, f"no answer within {seconds:.0f} s")
        self.seconds = seconds


class ProviderUnreachableError(ProviderError):
    """Nobody answers at the address: no network, a wrong address, or the service is down."""

    code = "provider_unreachable"

    def __init__(self, provider: str) -> None:
        super().__init__(provider, "cannot be reached")


class ProviderMalformedError(ProviderError):
    """The answer is not what was asked for, even after a second try."""

    code = "provider_malformed"

    def __init__(self, provider: str, why: str) -> None:
        super().__init__(provider, f"its answer cannot be used: {why}")
        self.why = why
