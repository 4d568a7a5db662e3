"""Pages for people who write programs: the API, and webhooks."""

import uuid
from collections.abc import Callable, Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import audit
from accounts.auth import signed_in_user
from media_jobs import links, rates, webhooks
from media_jobs.models import Webhook, WebhookDelivery
from media_jobs.refusals import ServiceError
from media_jobs.webhook_signing import secrets_of
from media_jobs.webhook_views import own_webhooks
from studio.phrases import Text
from studio.wording import ERRORS

QUICK_START: Final = Path(__file__).parent / "quickstart"
EXAMPLE_ADDRESS: Final = "http://localhost:8000"  # in the examples
SHOWN: Final = 10  # messages of each webhook
TESTS_PER_MINUTE: Final = 10
PAGE: Final = "studio:webhooks"

EVENTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        Webhook.Event.SUCCEEDED: _("A video is ready"),
        Webhook.Event.FAILED: _("A video could not be made"),
        Webhook.Event.CANCELLED: _("A video was cancelled"),
        WebhookDelivery.TEST: _("Test"),
    }
)
STATES: Final[Mapping[str, Text]] = MappingProxyType(
    {
        WebhookDelivery.State.WAITING: _("Waiting"),
        WebhookDelivery.State.SENDING: _("Being sent"),
        WebhookDelivery.State.SENT: _("Arrived"),
        WebhookDelivery.State.GIVEN_UP: _("Not delivered"),
        WebhookDelivery.State.SKIPPED: _("Not sent"),
    }
)
REASONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "bad_url": _("The address is none of a web server."),
        "not_https": _("The address does not begin with https://."),
        "port_not_allowed": _("The port is not one for web servers."),
        "address_not_allowed": _("The address is not on the public internet."),
        "host_unknown": _("The name of the server is not known."),
        "not_secure": _("The connection cannot be made secure: look at the certificate."),
        "silent": _("The server did not answer in time."),
        "unreachable": _("The server cannot be reached."),
        "bad_answer": _("What came back is no answer of a web server."),
        "redirected": _("The server sent us elsewhere, which is not followed."),
        "refused": _("The server refused it."),
        "gone": _("The server wants no more messages."),
        "failing": _("Too many messages in a row did not arrive."),
        "webhook_off": _("The webhook was switched off."),
        "interrupted": _("This site stopped while it sent it."),
        "internal_error": _("Something went wrong here; the log has the details."),
    }
)

Act = Callable[..., str]


@cache
def quick_start() -> Mapping[str, str]:
    """The examples by what runs them, with the address of this site."""
    address = links.absolute("")
    texts = {"curl": "curl.txt", "Python": "python.txt"}
    return {
        name: (QUICK_START / file).read_text(encoding="utf-8").replace(EXAMPLE_ADDRESS, address)
        for name, file in texts.items()
    }


@login_required
@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """How to use the API, and everything in it."""
    return render(request, "studio/api_docs.html", {"examples": quick_start()})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks_page(request: HttpRequest) -> HttpResponse:
    """The visitor's webhooks and what they were told; a form sets one up."""
    problem = ""
    if request.method == "POST":
        try:
            webhook = webhooks.create(
                signed_in_user(request),
                url=request.POST.get("url", "").strip(),
                chosen=request.POST.getlist("events") or Webhook.Event.values,
            )
        except ServiceError as exc:
            # Which of its rules an address breaks is more than the code tells.
            problem = exc.detail if exc.fields else str(ERRORS[exc.code].title)
        else:
            facts = {"events": webhook.events}
            audit.record(webhook.owner, "webhook.made", webhook, facts, request=request)
            messages.success(request, translated("The webhook is there. Send it a test."))
            return redirect(PAGE)
    context = {
        "entries": [_entry(webhook) for webhook in own_webhooks(request)],
        "events": [(event.value, EVENTS[event]) for event in Webhook.Event],
        "is_allowed": settings.WEBHOOKS,
        "url": request.POST.get("url", ""),
        "problem": problem,
    }
    status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
    return render(request, "studio/webhooks.html", context, status=status)


@login_required
@never_cache
@require_safe
def webhook_log(request: HttpRequest, webhook_id: uuid.UUID) -> HttpResponse:
    """The list of messages alone, which the page asks for while one is under way."""
    webhook = get_object_or_404(own_webhooks(request), pk=webhook_id)
    return render(request, "studio/webhook_log.html", {"entry": _entry(webhook)})


def _entry(webhook: Webhook) -> dict[str, Any]:
    rows = WebhookDelivery.objects.filter(webhook=webhook).defer("body")[:SHOWN]
    deliveries = [
        {
            "row": row,
            "event": EVENTS.get(row.event, row.event),
            "state": STATES[row.state],
            "reason": REASONS.get(row.note, ""),
            "can_repeat": row.state in ("sent", "given_up"),
        }
        for row in rows
    ]
    return {
        "row": webhook,
        "secret": secrets_of(webhook)[0],
        "events": [EVENTS[event] for event in webhook.events],
        "why_off": REASONS.get(webhook.off_note, ""),
        "deliveries": deliveries,
        "is_moving": any(row.state == "sending" or _is_due_soon(row) for row in rows),
    }


def _is_due_soon(row: WebhookDelivery) -> bool:
    """Whether it waits for its first attempt; later ones are minutes away."""
    return row.state == WebhookDelivery.State.WAITING and row.attempts == 0


def _post(act: Act) -> Callable[..., HttpResponse]:
    """A view that does something with an own webhook, says what, and leads back."""

    def view(request: HttpRequest, webhook_id: uuid.UUID, **kwargs: Any) -> HttpResponse:
        webhook = get_object_or_404(own_webhooks(request), pk=webhook_id)
        if said := act(request, webhook, **kwargs):
            messages.success(request, said)
        return redirect(PAGE)

    return login_required(require_POST(view))


@_post
def switch_webhook(request: HttpRequest, webhook: Webhook) -> str:
    """Switch it off, or on again."""
    webhooks.change(webhook, {"is_on": not webhook.is_on})
    return translated("It is on.") if webhook.is_on else translated("It is off.")


@_post
def delete_webhook(request: HttpRequest, webhook: Webhook) -> str:
    """Forget it, and what it was told."""
    audit.record(webhook.owner, "webhook.deleted", webhook, request=request)
    webhook.delete()
    return translated("Deleted.")


@_post
def rotate_webhook(request: HttpRequest, webhook: Webhook) -> str:
    """Give it a new secret."""
    webhooks.rotate_secret(webhook)
    audit.record(webhook.owner, "webhook.secret_made", webhook, request=request)
    return translated("The new secret is there. For a day the one before signs as well.")


@_post
def try_webhook(request: HttpRequest, webhook: Webhook) -> str:
    """Send it a test."""
    return _unless_too_often(request, lambda: bool(webhooks.send_test(webhook)))


@_post
def repeat_delivery(request: HttpRequest, webhook: Webhook, delivery_id: uuid.UUID) -> str:
    """Send a message once more."""
    rows = WebhookDelivery.objects.filter(webhook=webhook)
    delivery = get_object_or_404(rows, pk=delivery_id)
    return _unless_too_often(request, lambda: webhooks.send_again(delivery))


def _unless_too_often(request: HttpRequest, send: Callable[[], bool]) -> str:
    if rates.is_too_often(request, "webhook-test", per_minute=TESTS_PER_MINUTE):
        messages.error(request, translated("That was often. Wait a minute."))
        return ""
    return translated("It is on its way.") if send() else ""
