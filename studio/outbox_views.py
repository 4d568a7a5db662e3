"""The owner's outbox: every e-mail of the site that is kept here, waits, or could not be sent."""

import base64
import uuid
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from functools import wraps
from types import MappingProxyType
from typing import Any, Concatenate, Final, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.auth import signed_in_user
from media_jobs import mailbox
from media_jobs.mail_actors import parsed
from media_jobs.models import Mail
from studio.phrases import Text

PAGE_SIZE: Final = 50

STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Mail.State.WAITING: _("Waiting"),
        Mail.State.SENDING: _("Being sent"),
        Mail.State.SENT: _("Sent"),
        Mail.State.KEPT: _("Kept here"),
        Mail.State.GIVEN_UP: _("Not sent"),
    }
)

REASONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "server_unreachable": _("The mail server cannot be reached."),
        "server_silent": _("The mail server did not answer in time."),
        "not_secure": _("The connection to the mail server cannot be made secure."),
        "not_supported": _("The mail server lacks something that the settings ask for."),
        "sign_in_refused": _("The mail server refused user or password."),
        "recipient_refused": _("The mail server refused the address."),
        "message_refused": _("The mail server refused the message."),
        "interrupted": _("The server stopped while it sent this; nobody knows whether it arrived."),
        "internal_error": _("Something went wrong here; the log has the details."),
    }
)

# A message may hold anything. In its frame nothing runs and nothing is fetched; links open beside.
FRAME_POLICY: Final = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self';"
    " base-uri 'self'; form-action 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def for_owner(view: View[Rest]) -> View[Rest]:
    """Only the owner of the site: others' e-mails are in here."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not signed_in_user(request).is_owner:
            raise Http404
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


@for_owner
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The list, newest first."""
    rows = Mail.objects.shown().defer("message")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    mails = [{"row": row, "state": STATES[row.state]} for row in page]
    context = {"mails": mails, "page": page, "has_server": settings.MAIL_SERVER is not None}
    return render(request, "studio/outbox.html", context)


@for_owner
@require_safe
def one_mail(request: HttpRequest, mail_id: uuid.UUID) -> HttpResponse:
    """One message: as written for people, or as plain text."""
    mail = get_object_or_404(Mail.objects.shown(), pk=mail_id)
    message = parsed(bytes(mail.message)) if mail.message else None
    html = message.get_body(("html",)) if message else None
    as_text = html is None or request.GET.get("as") == "text"
    context: dict[str, Any] = {
        "mail": mail,
        "state": STATES[mail.state],
        "reason": REASONS.get(mail.note, ""),
        "can_send": mail.state in (Mail.State.GIVEN_UP, Mail.State.KEPT),
        "has_server": settings.MAIL_SERVER is not None,
        "has_message": message is not None,
        "has_html": html is not None,
        "as_text": as_text,
        "text": _text_of(message) if message and as_text else "",
    }
    return render(request, "studio/mail.html", context)


def _text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()).strip() if body else ""


@for_owner
@require_safe
def mail_frame(request: HttpRequest, mail_id: uuid.UUID) -> HttpResponse:
    """The HTML part of a message, for a frame that keeps it to itself."""
    mail = get_object_or_404(Mail.objects.shown(), pk=mail_id)
    message = parsed(bytes(mail.message))
    html = message.get_body(("html",))
    if html is None:
        raise Http404
    content = str(html.get_content())
    for name, address in _pictures(message).items():
        content = content.replace(f"cid:{name}", address)
    response = HttpResponse(content.replace("<head>", '<head><base target="_blank">', 1))
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _pictures(message: EmailMessage) -> dict[str, str]:
    """Pictures inside a message, by Content-ID, as addresses that hold them."""
    found = {}
    for part in message.walk():
        name = str(part.get("Content-ID") or "").strip("<>")
        if name and part.get_content_maintype() == "image":
            content = part.get_payload(decode=True)
            data = base64.b64encode(content if isinstance(content, bytes) else b"").decode()
            found[name] = f"data:{part.get_content_type()};base64,{data}"
    return found


@for_owner
@require_POST
def delete_mail(request: HttpRequest, mail_id: uuid.UUID) -> HttpResponse:
    """Forget a message; one that waited is not sent any more."""
    mail = get_object_or_404(Mail.objects.shown(), pk=mail_id)
    if mailbox.forget(mail):
        messages.success(request, translated("Deleted."))
    else:
        messages.error(request, translated("It is being sent just now."))
    return redirect("studio:outbox")


@for_owner
@require_POST
def send_mail(request: HttpRequest, mail_id: uuid.UUID) -> HttpResponse:
    """Try again to send a message."""
    mail = get_object_or_404(Mail.objects.shown(), pk=mail_id)
    if mailbox.send_again(mail):
        messages.success(request, translated("It will be sent in a moment."))
    return redirect("studio:mail", mail_id=mail.pk)
