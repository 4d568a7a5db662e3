"""What is answered where no view could: a page, or JSON for whoever asked the API."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read."""
    if _is_for_the_api(request):
        return problem(HTTPStatus.BAD_REQUEST, "invalid", "This request cannot be read.")
    return defaults.bad_request(request, exception)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something that the visitor may not do."""
    if _is_for_the_api(request):
        return problem(HTTPStatus.FORBIDDEN, "permission_denied", "You may not do this.")
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere."""
    if _is_for_the_api(request):
        detail = "There is nothing at this address, or it is not yours."
        return problem(HTTPStatus.NOT_FOUND, "not_found", detail)
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """An error of ours."""
    if _is_for_the_api(request):
        detail = "Something went wrong here. Try again; if it stays so, tell the administrator."
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "error", detail)
    return defaults.server_error(request)


def _is_for_the_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def problem(status: HTTPStatus, code: str, detail: str) -> JsonResponse:
    """The one shape of errors."""
    return JsonResponse({"code": code, "detail": detail, "fields": {}}, status=status)
