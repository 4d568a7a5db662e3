"""API of tokens: a password or a session for a pair, a pair for the next, the end of it."""

from http import HTTPStatus
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.utils import has_verified_email
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import audit, mfa, tokens
from accounts.api_fields import Text
from accounts.auth import REALM, ApiSessionAuthentication, page_request, signed_in_user
from accounts.models import SignIn, User
from accounts.problems import ProblemSerializer

PASSWORD_LENGTH: Final = 4096  # characters; hashing more would be work for nothing
TOKEN_LENGTH: Final = 4096
WAIT: Final = 300  # seconds after which allauth's limit of failures lets somebody try again


class PairSerializer(serializers.Serializer[tokens.Pair]):
    """An access token and the refresh token that gets the next one."""

    access = Text(help_text="Send it as `Authorization: Bearer …`.")
    refresh = Text(help_text="Good for one exchange.")
    expires_in = serializers.IntegerField(source="lasts", help_text="Seconds `access` works.")
    token_type = Text(default="Bearer")


class _DeviceSerializer(serializers.Serializer[Any]):
    device = Text(
        max_length=tokens.LABEL_LENGTH,
        default="",
        allow_blank=True,
        help_text="What the list of sessions calls this program.",
    )


class CredentialsSerializer(_DeviceSerializer):
    """E-mail address and password."""

    email = serializers.EmailField(max_length=254)
    password = Text(max_length=PASSWORD_LENGTH, trim_whitespace=False)


class ExchangeSerializer(_DeviceSerializer):
    """What a session is exchanged for."""


class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token."""

    refresh = Text(max_length=TOKEN_LENGTH)


class _OpenView(APIView):
    """Without an account: who asks is told by what is sent."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_authenticate_header(self, request: Request) -> str:
        """With it, refused tokens answer 401 rather than 403."""
        return REALM


def _answer(pair: tokens.Pair) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(PairSerializer(pair).data, status=HTTPStatus.CREATED, headers=headers)


def _person(request: Request, email: str, password: str) -> User:
    """Who proves to be somebody.

    Raises:
        AuthenticationFailed: nobody has this address and password.
        Throttled: too many have failed.
    """
    asked = page_request(request)
    adapter = get_adapter(asked)
    try:
        user = adapter.authenticate(asked, email=email, password=password)
    except ValidationError as exc:
        raise Throttled(WAIT) from exc
    if not isinstance(user, User) or not user.is_active:
        raise AuthenticationFailed("The address or the password is wrong.", "wrong_credentials")
    return user


def _check_password_is_enough(user: User) -> None:
    try:
        tokens.check_stays(user)
    except tokens.BadTokenError as exc:
        raise PermissionDenied(str(exc), exc.code) from exc
    if mfa.has_second_factor(user) or mfa.must_have_one(user):
        raise PermissionDenied(
            "This account asks for a second step. Sign in on the page and exchange the session,"
            " or make an API key.",
            "second_step_needed",
        )
    if settings.SIGN_UP_CONFIRMS_ADDRESSES and not has_verified_email(user):
        raise PermissionDenied("Confirm the e-mail address first.", "address_not_confirmed")


@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class TokenView(_OpenView):
    """Tokens for a password."""

    @extend_schema(
        request=CredentialsSerializer,
        responses={
            201: PairSerializer,
            400: ProblemSerializer,
            401: ProblemSerializer,
            403: ProblemSerializer,
            429: ProblemSerializer,
        },
        examples=[
            OpenApiExample(
                "a script",
                {"email": "kim@example.org", "password": "…", "device": "nightly script"},
                request_only=True,
            )
        ],
        operation_id="auth_token_create",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange e-mail address and password for tokens.

        Not for accounts with a second step at sign-in.
        """
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = _person(request, given.validated_data["email"], given.validated_data["password"])
        _check_password_is_enough(user)
        pair = tokens.begin(user, page_request(request), given.validated_data["device"])
        audit.record(user, "tokens.made", user, {"by": "password"}, request=page_request(request))
        return _answer(pair)


class ExchangeView(APIView):
    """Tokens for a session."""

    authentication_classes = (ApiSessionAuthentication,)

    @extend_schema(
        request=ExchangeSerializer,
        responses={
            201: PairSerializer,
            400: ProblemSerializer,
            401: ProblemSerializer,
            403: ProblemSerializer,
        },
        operation_id="auth_exchange_create",
    )
    def post(self, request: Request) -> Response:
        """Exchange the session of a browser for tokens; the session goes on."""
        given = ExchangeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = signed_in_user(request)
        pair = tokens.begin(user, page_request(request), given.validated_data["device"])
        audit.record(user, "tokens.made", user, {"by": "session"}, request=page_request(request))
        return _answer(pair)


class RefreshView(_OpenView):
    """The next pair."""

    @extend_schema(
        request=RefreshSerializer,
        responses={201: PairSerializer, 400: ProblemSerializer, 401: ProblemSerializer},
        operation_id="auth_refresh_create",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Exchange a refresh token, once, for the next pair.

        A token that comes a second time signs out everything that came of it.
        """
        given = RefreshSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        try:
            pair = tokens.rotate(given.validated_data["refresh"], page_request(request))
        except tokens.BadTokenError as exc:
            raise AuthenticationFailed(str(exc), exc.code) from exc
        return _answer(pair)


class RevokeView(_OpenView):
    """The end."""

    @extend_schema(
        request=RefreshSerializer,
        responses={204: None, 400: ProblemSerializer},
        operation_id="auth_revoke_create",
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Sign a program out; a token that is not good any more is no error."""
        given = RefreshSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        sign_in = tokens.revoke(given.validated_data["refresh"])
        if sign_in is not None:
            audit.record(sign_in.user, "tokens.revoked", sign_in, request=page_request(request))
        return Response(status=HTTPStatus.NO_CONTENT)


class SignInSerializer(serializers.ModelSerializer[SignIn]):
    """A browser or program that is signed in."""

    device = Text(source="label")
    is_current = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = SignIn
        fields = (
            "id",
            "kind",
            "device",
            "user_agent",
            "created_at",
            "last_seen_at",
            "expires_at",
            "is_current",
        )
        read_only_fields = fields

    def get_is_current(self, sign_in: SignIn) -> bool:
        """Whether it is the one that asks."""
        return bool(sign_in.pk == self.context["current"])
