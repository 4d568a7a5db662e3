"""API of sessions and API keys: what opens the account, seen and ended by its owner."""

import uuid
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import api_keys, audit, sessions
from accounts.api_fields import Text
from accounts.auth import page_request, signed_in_user
from accounts.confirming import is_recent
from accounts.models import ApiKey, SignIn, SignInQuerySet, User
from accounts.problems import ProblemSerializer
from accounts.scopes import Scope
from accounts.token_views import SignInSerializer

DEFAULT_DAYS: Final = 90


class TooManyKeys(APIException):
    """As many keys as one may have."""

    status_code = HTTPStatus.CONFLICT
    default_code = "too_many_keys"
    default_detail = f"An account has at most {api_keys.MAX_KEYS} keys that work."


class NotConfirmed(APIException):
    """Nobody has shown lately, in this session, that it is them."""

    status_code = HTTPStatus.FORBIDDEN
    default_code = "confirm_first"
    default_detail = "Keys are made in the profile, or within minutes of signing in in a browser."


def live_sign_ins(user: User) -> SignInQuerySet:
    """Where somebody is signed in, the one seen last first."""
    return SignIn.objects.live().filter(user=user)


def make_key(
    request: Any, user: User, *, name: str, wanted: list[str], days: int | None
) -> tuple[ApiKey, str]:
    """Make a key and write down that it was made.

    Raises:
        TooManyKeysError: there are as many as one may have.
    """
    expires_at = None if days is None else timezone.now() + timedelta(days=days)
    row, key = api_keys.make(user, name, wanted, expires_at=expires_at)
    facts = {"scopes": row.scopes, "days": days}
    audit.record(user, "api_key.made", row, facts, request=request)
    return row, key


class SignInList(APIView):
    """Where somebody is signed in."""

    @extend_schema(responses={200: SignInSerializer(many=True)}, operation_id="sessions_list")
    def get(self, request: Request) -> Response:
        """Every browser and program that is signed in, the one seen last first."""
        rows = live_sign_ins(signed_in_user(request))
        context = {"current": sessions.current_id(request)}
        return Response(SignInSerializer(rows, many=True, context=context).data)

    @extend_schema(responses={204: None}, operation_id="sessions_destroy_others")
    def delete(self, request: Request) -> Response:
        """Sign out everywhere but here."""
        user = signed_in_user(request)
        n_ended = sessions.end_all(user, keep=request)
        facts = {"count": n_ended}
        audit.record(user, "sessions.ended", user, facts, request=page_request(request))
        return Response(status=HTTPStatus.NO_CONTENT)


class OneSignIn(APIView):
    """One browser or program."""

    @extend_schema(responses={204: None, 404: ProblemSerializer}, operation_id="sessions_destroy")
    def delete(self, request: Request, sign_in_id: uuid.UUID) -> Response:
        """Sign it out."""
        user = signed_in_user(request)
        sign_in = get_object_or_404(live_sign_ins(user), pk=sign_in_id)
        sessions.end(sign_in)
        audit.record(user, "session.ended", sign_in, request=page_request(request))
        return Response(status=HTTPStatus.NO_CONTENT)


class ApiKeySerializer(serializers.ModelSerializer[ApiKey]):
    """A key, without its secret part."""

    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))

    class Meta:
        """Model and fields."""

        model = ApiKey
        fields: tuple[str, ...] = (
            "id",
            "name",
            "prefix",
            "scopes",
            "created_at",
            "expires_at",
            "last_used_at",
        )
        read_only_fields: tuple[str, ...] = fields


class MadeApiKeySerializer(ApiKeySerializer):
    """A new key."""

    key = Text(help_text="Shown this once.")

    class Meta(ApiKeySerializer.Meta):
        """The key itself besides."""

        fields = (*ApiKeySerializer.Meta.fields, "key")
        read_only_fields = fields


class NewApiKeySerializer(serializers.Serializer[Any]):
    """What a new key is to be."""

    name = Text(max_length=80, help_text="What it is for.")
    scopes = serializers.ListField(
        child=serializers.ChoiceField(Scope.choices),
        default=[Scope.READ.value],
        help_text="What it opens; each includes `read`.",
    )
    days = serializers.IntegerField(
        min_value=1,
        max_value=api_keys.LONGEST_DAYS,
        allow_null=True,
        default=DEFAULT_DAYS,
        help_text="That it works; null for no end.",
    )


class ApiKeyList(APIView):
    """Keys."""

    @extend_schema(responses={200: ApiKeySerializer(many=True)}, operation_id="keys_list")
    def get(self, request: Request) -> Response:
        """Those that work, newest first."""
        rows = ApiKey.objects.live().filter(user=signed_in_user(request))
        return Response(ApiKeySerializer(rows, many=True).data)

    @extend_schema(
        request=NewApiKeySerializer,
        responses={
            201: MadeApiKeySerializer,
            400: ProblemSerializer,
            403: ProblemSerializer,
            409: ProblemSerializer,
        },
        examples=[
            OpenApiExample(
                "for a script",
                {"name": "nightly script", "scopes": ["videos"], "days": 90},
                request_only=True,
            )
        ],
        operation_id="keys_create",
    )
    def post(self, request: Request) -> Response:
        """Make a key. It is in this answer and never shown again.

        Only in a browser's session, within minutes of signing in.
        """
        wanted = NewApiKeySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        person = signed_in_user(request)
        # A key outlives what it was made with: a token of five minutes or a browser left open.
        if request.auth is not None or not is_recent(page_request(request), person):
            raise NotConfirmed
        chosen = wanted.validated_data
        try:
            row, key = make_key(
                page_request(request),
                person,
                name=chosen["name"],
                wanted=chosen["scopes"],
                days=chosen["days"],
            )
        except api_keys.TooManyKeysError:
            raise TooManyKeys from None
        body = {**ApiKeySerializer(row).data, "key": key}
        return Response(body, status=HTTPStatus.CREATED, headers={"Cache-Control": "no-store"})


class OneApiKey(APIView):
    """One key."""

    @extend_schema(responses={204: None, 404: ProblemSerializer}, operation_id="keys_destroy")
    def delete(self, request: Request, key_id: uuid.UUID) -> Response:
        """End it at once."""
        user = signed_in_user(request)
        key = get_object_or_404(ApiKey.objects.live().filter(user=user), pk=key_id)
        api_keys.revoke(key)
        audit.record(user, "api_key.revoked", key, request=page_request(request))
        return Response(status=HTTPStatus.NO_CONTENT)
