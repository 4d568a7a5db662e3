"""How often one person may ask for what costs money or much work."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView


class _PostThrottle(UserRateThrottle):
    """Counts what people have done, not how often they look.

    The rate is read when it is needed: DRF's own reads it when the class is made.
    """

    actions: ClassVar[frozenset[str]] = frozenset()  # of a view set; empty for every POST

    def get_rate(self) -> str | None:
        """Of the settings as they are now."""
        rates: Mapping[str, Any] = api_settings.DEFAULT_THROTTLE_RATES
        return str(rates[str(self.scope)])

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether one more is allowed."""
        is_counted = request.method == "POST" and (
            not self.actions or getattr(view, "action", "") in self.actions
        )
        return super().allow_request(request, view) if is_counted else True


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


class UploadThrottle(_PostThrottle):
    """Files and transcripts."""

    scope = "uploads"
    actions = frozenset({"create", "transcript"})
