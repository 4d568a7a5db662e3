"""Every error of the API in one shape: ``{"code", "detail", "fields"}``."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from media_jobs.refusals import NotDoneError, ServiceError, UnusableMaterialError

STATUSES: Final[Mapping[str, HTTPStatus]] = {
    "job_finished": HTTPStatus.CONFLICT,
    "job_not_retryable": HTTPStatus.CONFLICT,
    "not_deleted": HTTPStatus.CONFLICT,
    "upload_in_use": HTTPStatus.CONFLICT,
    "avatar_in_use": HTTPStatus.CONFLICT,
    "avatar_not_approved": HTTPStatus.CONFLICT,
    "avatar_not_reviewable": HTTPStatus.CONFLICT,
    "consent_not_waiting": HTTPStatus.CONFLICT,
    "consent_over": HTTPStatus.CONFLICT,
    "asked_already": HTTPStatus.CONFLICT,
    "too_many_asked": HTTPStatus.TOO_MANY_REQUESTS,
    "staff_only": HTTPStatus.FORBIDDEN,
    "sharing_off": HTTPStatus.FORBIDDEN,
    "too_many_links": HTTPStatus.CONFLICT,
    "link_over": HTTPStatus.GONE,
    "link_locked": HTTPStatus.FORBIDDEN,
    "video_not_finished": HTTPStatus.CONFLICT,
    "not_your_avatar": HTTPStatus.FORBIDDEN,
    "file_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "draft_changed": HTTPStatus.CONFLICT,
    "draft_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "wrong_offset": HTTPStatus.CONFLICT,
    "incomplete": HTTPStatus.CONFLICT,
    "too_many_sessions": HTTPStatus.CONFLICT,
    "chunk_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "script_not_ready": HTTPStatus.CONFLICT,
    "script_busy": HTTPStatus.CONFLICT,
    "dub_not_ready": HTTPStatus.CONFLICT,
    "no_lines": HTTPStatus.CONFLICT,
    "dub_ready": HTTPStatus.CONFLICT,
    "dub_busy": HTTPStatus.CONFLICT,
    "dub_changed": HTTPStatus.CONFLICT,
    "target_busy": HTTPStatus.CONFLICT,
    "target_exists": HTTPStatus.CONFLICT,
    "translation_missing": HTTPStatus.CONFLICT,
    "video_taken_down": HTTPStatus.CONFLICT,
    "already_taken_down": HTTPStatus.CONFLICT,
    "not_taken_down": HTTPStatus.CONFLICT,
    "storage_full": HTTPStatus.INSUFFICIENT_STORAGE,
    "minutes_used_up": HTTPStatus.FORBIDDEN,
    "too_many_jobs": HTTPStatus.CONFLICT,
    "owner_only": HTTPStatus.FORBIDDEN,
    "webhooks_off": HTTPStatus.FORBIDDEN,
    "too_many_webhooks": HTTPStatus.CONFLICT,
    "under_way": HTTPStatus.CONFLICT,
    "no_space": HTTPStatus.INSUFFICIENT_STORAGE,
    "busy": HTTPStatus.SERVICE_UNAVAILABLE,
}


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Answer for an exception; ``None`` for one nobody raised on purpose."""
    if isinstance(exc, UnusableMaterialError):
        body = _body(exc.code, exc.detail, exc.fields) | {"inspection": exc.inspection}
        return Response(body, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(exc, ServiceError):
        usual = HTTPStatus.BAD_GATEWAY if isinstance(exc, NotDoneError) else HTTPStatus.BAD_REQUEST
        status = STATUSES.get(exc.code, usual)
        return Response(_body(exc.code, exc.detail, exc.fields) | exc.besides, status=status)
    response = exception_handler(exc, context)
    if response is not None:
        response.data = _explained(exc)
    return response


def _explained(exc: Exception) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError):
        fields = _fields(exc.detail)
        first = next(iter(fields.values()), [""])[0]
        return _body("invalid", first or "The input is not valid.", fields)
    if isinstance(exc, Http404):
        return _body("not_found", "There is nothing at this address, or it is not yours.")
    if isinstance(exc, PermissionDenied):
        return _body("permission_denied", "You may not do this.")
    if isinstance(exc, exceptions.APIException):
        return _body(_code(exc), str(exc.detail))
    return _body("error", str(exc))


def _code(exc: exceptions.APIException) -> str:
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else exc.default_code


def _fields(detail: Any) -> dict[str, list[str]]:
    if isinstance(detail, Mapping):
        return {name: _texts(problems) for name, problems in detail.items()}
    return {"non_field_errors": _texts(detail)}


def _texts(problems: Any) -> list[str]:
    if isinstance(problems, Mapping):
        return [text for inner in problems.values() for text in _texts(inner)]
    if isinstance(problems, list):
        return [text for inner in problems for text in _texts(inner)]
    return [str(problems)]


def _body(code: str, detail: str, fields: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    return {"code": code, "detail": detail, "fields": dict(fields or {})}
