"""Middleware of the whole site: static files and the content security policy."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware  # type: ignore[import-untyped]
from whitenoise.responders import StaticFile  # type: ignore[import-untyped]

from avatarsite.failures import API, problem

Respond = Callable[[HttpRequest], HttpResponseBase]


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise ships no types
    """WhiteNoise, but answering with the whole file.

    Under ASGI Django reads a synchronous iterator at once anyway, with a warning each time.
    """

    def __init__(self, get_response: Respond | None = None, **options: Any) -> None:
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        super().__init__(get_response, **options)

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> HttpResponse:
        """Answer with the file, or with 304 or 206 as the request asks."""
        answer = static_file.get_response(request.method, request.META)
        content = b""
        if answer.file is not None:
            with answer.file as file:
                content = file.read()
        response = HttpResponse(content, status=int(answer.status))
        del response["Content-Type"]
        for name, value in answer.headers:
            response[name] = value
        return response


def policy(host: str, form_targets: Iterable[str] = ()) -> str:
    """What pages may load: our own files, pictures made in the page, our own websockets.

    Args:
        host: of the site, as the browser knows it.
        form_targets: origins besides our own that a form of the page may lead to.
    """
    return "; ".join(
        (
            "default-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            # Older Safari does not count websockets as 'self'.
            f"connect-src 'self' ws://{host} wss://{host}",
            "object-src 'none'",
            "base-uri 'none'",
            " ".join(("form-action 'self'", *form_targets)),
            "frame-ancestors 'none'",
        )
    )


def content_security_policy(get_response: Respond) -> Respond:
    """Send the policy with every answer that does not bring its own."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        try:
            host = request.get_host()
        except DisallowedHost:
            host = "localhost"
        form_targets = getattr(response, "form_targets", ())  # set by views that lead elsewhere
        response.headers.setdefault("Content-Security-Policy", policy(host, form_targets))
        return response

    return answer


def guard_the_api(get_response: Respond) -> Respond:
    """Refuse the API over http where the site has https, and keep its answers out of caches.

    A page leads on to https; a program that sends its key over http would never notice.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(API):
            return get_response(request)
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            detail = (
                "Ask over https, and end the key or token that you sent: others may have read it."
            )
            return problem(HTTPStatus.FORBIDDEN, "https_only", detail)
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer
