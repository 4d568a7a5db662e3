"""How often one person may use the API, and ask for what costs money or much work."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.conf import settings
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle, UserRateThrottle

from accounts.audit import visitor
from accounts.models import User
from media_jobs.rates import seconds_to_wait

if TYPE_CHECKING:  # it imports this module
    from rest_framework.views import APIView

COUNTED: Final = "_media_jobs_counted"  # on Django's request: what it said when it was counted


class ApiThrottle(BaseThrottle):
    """Counts every request to the API, for the person behind it, else for the address.

    The other throttles here count for it too, so a view that names one of them keeps this limit.
    """

    def __init__(self) -> None:
        self._seconds = 0

    def allow_request(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002 (DRF's signature)
        """Whether one more is allowed; counts each request once."""
        counted: int | None = getattr(request._request, COUNTED, None)  # noqa: SLF001 (DRF gives no other way to Django's request)
        if counted is None:
            person = request.user
            who = str(person.pk) if isinstance(person, User) else visitor(request._request)  # noqa: SLF001 (as above)
            counted = seconds_to_wait(f"api.{who}", settings.RATES_API_PER_MINUTE)
            setattr(request._request, COUNTED, counted)  # noqa: SLF001 (as above)
        self._seconds = counted
        return not counted

    def wait(self) -> float | None:
        """Seconds until the next request is allowed."""
        return float(self._seconds)


class _PostThrottle(UserRateThrottle):
    """Counts what people have done, not how often they look.

    The rate is read when it is needed: DRF's own reads it when the class is made.
    """

    actions: ClassVar[frozenset[str]] = frozenset()  # of a view set; empty for every POST

    def __init__(self) -> None:
        super().__init__()
        self._whole = ApiThrottle()

    def get_rate(self) -> str | None:
        """Of the settings as they are now."""
        rates: Mapping[str, Any] = api_settings.DEFAULT_THROTTLE_RATES
        return str(rates[str(self.scope)])

    def allow_request(self, request: Request, view: "APIView") -> bool:
        """Whether one more is allowed, of this and of the API as a whole."""
        if not self._whole.allow_request(request, view):
            return False
        is_counted = request.method == "POST" and (
            not self.actions or getattr(view, "action", "") in self.actions
        )
        return super().allow_request(request, view) if is_counted else True

    def wait(self) -> float | None:
        """Seconds until the next request is allowed."""
        return self._whole.wait() or super().wait()


class ScriptThrottle(_PostThrottle):
    """Scripts and parts of scripts to be written."""

    scope = "scripts"
    actions = frozenset({"create", "rewrite", "retry"})


class DetectionThrottle(_PostThrottle):
    """Languages to be told apart."""

    scope = "detection"


class TrialThrottle(_PostThrottle):
    """Words to be heard."""

    scope = "trials"


class DubThrottle(_PostThrottle):
    """Videos to be listened to."""

    scope = "dubs"
    actions = frozenset({"create", "listen", "retry"})


class TranslationThrottle(_PostThrottle):
    """Lines to be translated or shortened."""

    scope = "translations"
    actions = frozenset({"create", "translate", "shorten"})


class SpokenLineThrottle(_PostThrottle):
    """Lines to be heard."""

    scope = "spoken_lines"
    actions = frozenset({"say"})


class PictureThrottle(_PostThrottle):
    """Pictures of people."""

    scope = "pictures"


class ExportThrottle(_PostThrottle):
    """Everything about a person, put together to take along."""

    scope = "exports"


class UploadThrottle(_PostThrottle):
    """Files and transcripts."""

    scope = "uploads"
    actions = frozenset({"create", "transcript"})


class WebhookTestThrottle(_PostThrottle):
    """Messages to webhooks that people send by hand."""

    scope = "webhook_tests"
    actions = frozenset({"test", "deliver_again"})
