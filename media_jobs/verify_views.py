"""The API that tells whether a file was made here; open to anybody, within limits."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api_fields import Text
from accounts.audit import visitor
from media_jobs import verifying
from media_jobs.models import ProvenanceRecord
from media_jobs.rates import seconds_to_wait
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.throttles import ApiThrottle
from media_jobs.upload_serializers import UnusableSerializer

if TYPE_CHECKING:
    from rest_framework.views import APIView as AnyView

HOUR = 3600  # seconds


def wait_of(request: HttpRequest) -> int:
    """Count one more file of a visitor; seconds until it may come, 0 for at once."""
    return seconds_to_wait(f"verify.{visitor(request)}", settings.VERIFY_PER_HOUR, HOUR)


class VerifyThrottle(ApiThrottle):
    """Files to be looked at, of one address."""

    def allow_request(self, request: Request, view: "AnyView") -> bool:
        """Whether one more is allowed, of this and of the API as a whole."""
        if not super().allow_request(request, view):
            return False
        self._seconds = wait_of(request._request)  # noqa: SLF001 (DRF gives no other way to Django's request)
        return not self._seconds


class CheckSerializer(serializers.Serializer[Any]):
    """What is to be looked at: a file, or a link to a video of this site."""

    file = serializers.FileField(required=False)
    link = Text(required=False, max_length=2000)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Take one of the two."""
        if len(attrs) != 1:
            raise serializers.ValidationError("Send a file or a link.")
        return attrs


class CheckLinkSerializer(serializers.Serializer[Any]):
    """A link to a video of this site."""

    link = Text(max_length=2000)


class CheckFileSerializer(serializers.Serializer[Any]):
    """A picture, sound or video."""

    file = serializers.FileField()


class VerdictSerializer(serializers.Serializer[Any]):
    """What a file is, as far as can be told."""

    answer = serializers.ChoiceField(
        list(verifying.Answer),
        help_text="`original`: as made here; `copy`: made here, changed since; `elsewhere`: marks"
        " of others; `unknown`: nothing found, which proves nothing.",
    )
    made_here = serializers.BooleanField(source="is_made_here")
    reasons = serializers.ListField(child=Text())
    identifier = Text(allow_blank=True)
    made_at = serializers.DateTimeField(allow_null=True)
    kind = serializers.ChoiceField(ProvenanceRecord.Kind.values, allow_blank=True)
    label_text = Text(allow_blank=True)
    issuer = Text(allow_blank=True)
    tool = Text(allow_blank=True)
    signed_at = Text(allow_blank=True)


class VerifyView(APIView):
    """Files that may have been made here."""

    permission_classes = (AllowAny,)
    throttle_classes = (VerifyThrottle,)
    parser_classes = (MultiPartParser, JSONParser)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large before any of it is looked at."""
        verifying.refuse_large(content_length(request) - verifying.FORM_OVERHEAD)
        super().initial(request, *args, **kwargs)

    @extend_schema(
        request={
            "multipart/form-data": CheckFileSerializer,
            "application/json": CheckLinkSerializer,
        },
        responses={
            200: VerdictSerializer,
            **dict.fromkeys((400, 403, 410, 413, 429, 503), ProblemSerializer),
            422: UnusableSerializer,
        },
        examples=[
            OpenApiExample(
                "a link",
                {"link": "https://studio.example.org/watch/h8Zk/"},
                request_only=True,
                media_type="application/json",
            )
        ],
        auth=[],
        operation_id="verify_create",
    )
    def post(self, request: Request) -> Response:
        """Tell whether a file was made here; it is thrown away after."""
        wanted = CheckSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        sent = wanted.validated_data
        if "file" in sent:
            verdict = verifying.verify_file(sent["file"])
        else:
            verdict = verifying.verify_link(sent["link"])
        return Response(VerdictSerializer(verdict).data)


def content_length(request: HttpRequest | Request) -> int:
    """Announced size of a request's body in bytes; 0 where there is none."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
