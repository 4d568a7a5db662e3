"""Webhooks in the API."""

from typing import Any

from rest_framework import serializers

from accounts.api_fields import Text
from media_jobs import outgoing
from media_jobs.models import Webhook, WebhookDelivery
from media_jobs.webhook_signing import secrets_of


class WebhookSerializer(serializers.ModelSerializer[Webhook]):
    """An address that is told when jobs end."""

    events = serializers.ListField(child=serializers.ChoiceField(Webhook.Event.choices))

    class Meta:
        """Model and fields."""

        model = Webhook
        fields: tuple[str, ...] = (
            "id",
            "url",
            "events",
            "is_on",
            "off_note",
            "rotated_at",
            "created_at",
        )
        read_only_fields: tuple[str, ...] = fields


class SecretWebhookSerializer(WebhookSerializer):
    """With the secret that checks its signatures."""

    secret = serializers.SerializerMethodField()

    class Meta(WebhookSerializer.Meta):
        """The secret besides."""

        fields = (*WebhookSerializer.Meta.fields, "secret")
        read_only_fields = fields

    def get_secret(self, webhook: Webhook) -> str:
        """`whsec_…`, as libraries of Standard Webhooks take it."""
        return secrets_of(webhook)[0]


class NewWebhookSerializer(serializers.Serializer[Any]):
    """What a new webhook is to be."""

    url = Text(max_length=outgoing.MAX_URL, help_text="Begins with https://.")
    events = serializers.ListField(
        child=serializers.ChoiceField(Webhook.Event.choices),
        default=list(Webhook.Event.values),
        allow_empty=False,
        help_text="What it is told of; everything, if left out.",
    )


class ChangedWebhookSerializer(NewWebhookSerializer):
    """What changes; the rest stays."""

    is_on = serializers.BooleanField(help_text="Whether it is told anything.")


class DeliverySerializer(serializers.ModelSerializer[WebhookDelivery]):
    """What was told, and what became of it."""

    class Meta:
        """Model and fields."""

        model = WebhookDelivery
        fields = (
            "id",
            "event",
            "state",
            "note",
            "attempts",
            "status_code",
            "duration_ms",
            "next_try_at",
            "created_at",
            "ended_at",
        )
        read_only_fields = fields
