"""The API of files that arrive in pieces."""

from http import HTTPStatus
from typing import IO, Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser, JSONParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api_fields import Text
from accounts.auth import signed_in_user
from media_jobs import upload_sessions
from media_jobs.models import Upload, UploadSession
from media_jobs.permissions import own_uploads
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.throttles import UploadThrottle
from media_jobs.upload_serializers import UnusableSerializer, UploadSerializer

NOT_THERE = {401: ProblemSerializer, 404: ProblemSerializer}
PIECE = "piece"  # key of a body that is bytes
TOO_MUCH = {413: ProblemSerializer, 507: ProblemSerializer}


class NewUploadSessionSerializer(serializers.Serializer[Any]):
    """A file that is about to come."""

    name = Text(max_length=500, allow_blank=True)
    purpose = serializers.ChoiceField(Upload.Purpose.choices)
    size = serializers.IntegerField(
        default=None,
        allow_null=True,
        min_value=0,
        help_text="Bytes; null while that is not known, as during a recording.",
    )


class UploadSessionSerializer(serializers.ModelSerializer[UploadSession]):
    """A file on its way."""

    chunk_bytes = serializers.SerializerMethodField()
    expires_at = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = UploadSession
        fields = ("id", "name", "purpose", "size", "offset", "chunk_bytes", "expires_at")
        read_only_fields = fields

    def get_chunk_bytes(self, _: UploadSession) -> int:
        """How long a piece may be."""
        return upload_sessions.CHUNK

    def get_expires_at(self, session: UploadSession) -> str:
        """When it is given up if nothing more comes."""
        return upload_sessions.expires_at(session).isoformat()


class WrongOffsetSerializer(ProblemSerializer):
    """A piece that does not follow what has arrived."""

    offset = serializers.IntegerField(help_text="Bytes that have arrived; go on from there.")


class BytesParser(BaseParser):
    """A body as it comes, up to one byte more than a piece may have."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Any = None,
    ) -> dict[str, bytes]:
        """Read it."""
        return {PIECE: stream.read(upload_sessions.CHUNK + 1)}


class UploadSessionViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[UploadSession]
):
    """Files that the visitor sends in pieces, so that a broken line costs one piece."""

    queryset = UploadSession.objects.none()
    serializer_class = UploadSessionSerializer
    parser_classes = (JSONParser, BytesParser)
    throttle_classes = (UploadThrottle,)
    pagination_class = None

    def get_queryset(self) -> Any:
        """Own ones."""
        return UploadSession.objects.filter(owner=signed_in_user(self.request))

    @extend_schema(
        request={"application/json": NewUploadSessionSerializer},
        responses={201: UploadSessionSerializer, 400: ProblemSerializer, 401: ProblemSerializer}
        | {409: ProblemSerializer, 429: ProblemSerializer}
        | TOO_MUCH,
        examples=[
            OpenApiExample(
                "A recording that still grows",
                {"name": "recording.webm", "purpose": "speech", "size": None},
                request_only=True,
            ),
            OpenApiExample(
                "A file",
                {"name": "talk.mp3", "purpose": "speech", "size": 7_340_032},
                request_only=True,
            ),
        ],
    )
    def create(self, request: Request) -> Response:
        """Begin; then send pieces to ``…/<id>/?offset=`` and ``finish`` it."""
        wanted = NewUploadSessionSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        session = upload_sessions.begin(signed_in_user(request), **wanted.validated_data)
        return Response(self.get_serializer(session).data, status=HTTPStatus.CREATED)

    @extend_schema(
        request={"application/octet-stream": OpenApiTypes.BINARY},
        parameters=[
            OpenApiParameter(
                "offset", int, required=True, description="Where in the file the piece begins."
            )
        ],
        responses={200: UploadSessionSerializer, 409: WrongOffsetSerializer}
        | {400: ProblemSerializer, 422: UnusableSerializer}
        | TOO_MUCH
        | NOT_THERE,
    )
    def update(self, request: Request, pk: str) -> Response:
        """Add a piece of at most ``chunk_bytes``."""
        session, sent = self.get_object(), request.data
        piece = sent.get(PIECE, b"") if isinstance(sent, dict) else None
        if not isinstance(piece, bytes):
            raise serializers.ValidationError({PIECE: ["Send bytes."]})
        session = upload_sessions.add(session, _offset(request), piece)
        return Response(self.get_serializer(session).data)

    @extend_schema(responses={204: None} | NOT_THERE)
    def destroy(self, request: Request, pk: str) -> Response:
        """Give it up."""
        upload_sessions.discard(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(
        request=None,
        responses={201: UploadSerializer, 409: WrongOffsetSerializer, 422: UnusableSerializer}
        | {400: ProblemSerializer, 503: ProblemSerializer}
        | TOO_MUCH
        | NOT_THERE,
    )
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, pk: str) -> Response:
        """Have the file looked at; as when it is sent at once. After 503 it can be tried again."""
        upload = upload_sessions.finish(self.get_object())
        row = own_uploads(request).get(pk=upload.pk)
        return Response(UploadSerializer(row).data, status=HTTPStatus.CREATED)


def _offset(request: Request) -> int:
    try:
        return int(request.query_params["offset"])
    except (KeyError, ValueError):
        detail = "Say where in the file the piece begins."
        raise serializers.ValidationError({"offset": [detail]}) from None
