"""API of webhooks."""

import uuid
from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from accounts import audit
from accounts.auth import page_request, signed_in_user
from media_jobs import webhooks
from media_jobs.models import Webhook, WebhookDelivery
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.refusals import ServiceError
from media_jobs.throttles import WebhookTestThrottle
from media_jobs.webhook_serializers import (
    ChangedWebhookSerializer,
    DeliverySerializer,
    NewWebhookSerializer,
    SecretWebhookSerializer,
    WebhookSerializer,
)


def own_webhooks(request: Any) -> QuerySet[Webhook]:
    """The visitor's own."""
    return Webhook.objects.filter(owner=signed_in_user(request))


@extend_schema_view(
    list=extend_schema(summary="Webhooks, the oldest first"),
    retrieve=extend_schema(
        summary="One webhook, with its secret",
        responses={200: SecretWebhookSerializer, 404: ProblemSerializer},
    ),
)
class WebhookViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet[Webhook]):
    """Addresses of one's own programs that are told when a job ends."""

    serializer_class = WebhookSerializer
    queryset = Webhook.objects.none()
    lookup_value_regex = "[0-9a-f-]{36}"
    throttle_classes = (WebhookTestThrottle,)

    def get_queryset(self) -> QuerySet[Webhook]:
        """The visitor's own."""
        return own_webhooks(self.request)

    def get_throttles(self) -> list[Any]:
        """Tests are sent at once, so there is a limit to them."""
        besides = [WebhookTestThrottle()] if self.action == "test" else []
        return [*super().get_throttles(), *besides]

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """With the secret."""
        return _told(self.get_object())

    @extend_schema(
        request=NewWebhookSerializer,
        responses={
            201: SecretWebhookSerializer,
            400: ProblemSerializer,
            403: ProblemSerializer,
            409: ProblemSerializer,
        },
        examples=[
            OpenApiExample(
                "finished videos",
                {"url": "https://example.org/hooks/studio", "events": ["job.succeeded"]},
                request_only=True,
            )
        ],
    )
    def create(self, request: Request) -> Response:
        """Set up a webhook."""
        wanted = NewWebhookSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        chosen = wanted.validated_data
        user = signed_in_user(request)
        webhook = webhooks.create(user, url=chosen["url"], chosen=chosen["events"])
        facts = {"events": webhook.events}
        audit.record(user, "webhook.made", webhook, facts, request=page_request(request))
        return _told(webhook, HTTPStatus.CREATED)

    @extend_schema(
        request=ChangedWebhookSerializer(partial=True),
        responses={
            200: SecretWebhookSerializer,
            400: ProblemSerializer,
            404: ProblemSerializer,
        },
    )
    def partial_update(self, request: Request, pk: uuid.UUID) -> Response:
        """Change a webhook, or switch it off and on."""
        webhook = self.get_object()
        wanted = ChangedWebhookSerializer(data=request.data, partial=True)
        wanted.is_valid(raise_exception=True)
        webhooks.change(webhook, wanted.validated_data)
        return _told(webhook)

    @extend_schema(responses={204: None, 404: ProblemSerializer})
    def destroy(self, request: Request, pk: uuid.UUID) -> Response:
        """Forget a webhook and what it was told."""
        webhook = self.get_object()
        who = signed_in_user(request)
        audit.record(who, "webhook.deleted", webhook, request=page_request(request))
        webhook.delete()
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(request=None, responses={200: SecretWebhookSerializer, 404: ProblemSerializer})
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: uuid.UUID) -> Response:
        """Make a new secret; for a day messages are signed with the one before as well."""
        webhook = self.get_object()
        webhooks.rotate_secret(webhook)
        who = signed_in_user(request)
        audit.record(who, "webhook.secret_made", webhook, request=page_request(request))
        return _told(webhook)

    @extend_schema(
        request=None,
        responses={202: DeliverySerializer, 404: ProblemSerializer, 429: ProblemSerializer},
    )
    @action(detail=True, methods=["post"])
    def test(self, request: Request, pk: uuid.UUID) -> Response:
        """Send a message that tells nothing, once."""
        delivery = webhooks.send_test(self.get_object())
        return Response(DeliverySerializer(delivery).data, status=HTTPStatus.ACCEPTED)

    @extend_schema(responses={200: DeliverySerializer(many=True), 404: ProblemSerializer})
    @action(detail=True, pagination_class=None)
    def deliveries(self, request: Request, pk: uuid.UUID) -> Response:
        """What was told in the last days, the newest first; at most a hundred."""
        rows = self.get_object().deliveries.all()[:100]
        return Response(DeliverySerializer(rows, many=True).data)

    @extend_schema(
        request=None,
        responses={202: DeliverySerializer, 404: ProblemSerializer, 409: ProblemSerializer},
    )
    @action(detail=True, methods=["post"], url_path="deliveries/(?P<delivery_id>[0-9a-f-]{36})")
    def deliver_again(self, request: Request, pk: uuid.UUID, delivery_id: str) -> Response:
        """Send a message once more."""
        own = WebhookDelivery.objects.filter(webhook=self.get_object())
        delivery = get_object_or_404(own, pk=delivery_id)
        if not webhooks.send_again(delivery):
            raise ServiceError("under_way", "This message is being sent just now.")
        return Response(DeliverySerializer(delivery).data, status=HTTPStatus.ACCEPTED)


def _told(webhook: Webhook, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """A webhook with its secret, which no cache keeps."""
    body = SecretWebhookSerializer(webhook).data
    return Response(body, status=status, headers={"Cache-Control": "no-store"})
