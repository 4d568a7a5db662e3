"""The API of uploads, engines and what all of it takes."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import plans
from accounts.auth import signed_in_user
from media_jobs import engines, storage, transcripts, uploads
from media_jobs.models import Upload
from media_jobs.pagination import one_of
from media_jobs.permissions import own_uploads
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.throttles import UploadThrottle
from media_jobs.transcript_serializers import (
    EditedTranscriptSerializer,
    NewTranscriptSerializer,
    TranscriptSerializer,
)
from media_jobs.upload_serializers import (
    EngineSerializer,
    NewUploadSerializer,
    StorageSerializer,
    UnusableSerializer,
    UploadSerializer,
)

FORM_OVERHEAD = 64 * 1024  # bytes of a multipart form around its file

NOT_THERE = {401: ProblemSerializer, 404: ProblemSerializer}
REFUSED = {400: ProblemSerializer, 401: ProblemSerializer, 422: UnusableSerializer}


class UploadViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Upload]
):
    """What the visitor sent."""

    queryset = Upload.objects.none()
    serializer_class = UploadSerializer
    parser_classes = (MultiPartParser,)
    throttle_classes = (UploadThrottle,)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is too large before any of it is looked at."""
        if _content_length(request) > uploads.max_bytes() + FORM_OVERHEAD:
            raise uploads.too_large()
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> Any:
        """Own ones, newest first; ``?purpose=`` only those."""
        rows = own_uploads(self.request)
        purpose = self.request.query_params.get("purpose")
        if purpose is None:
            return rows
        return rows.filter(purpose=one_of("purpose", purpose, Upload.Purpose.values))

    @extend_schema(parameters=[OpenApiParameter("purpose", enum=Upload.Purpose.values)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Own ones, newest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(
        request={"multipart/form-data": NewUploadSerializer},
        responses={201: UploadSerializer, 413: ProblemSerializer, 503: ProblemSerializer}
        | {507: ProblemSerializer}
        | REFUSED,
    )
    def create(self, request: Request) -> Response:
        """Send a file; answers once it was looked at, and keeps nothing that cannot be used."""
        sent = NewUploadSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        upload = uploads.receive(signed_in_user(request), **sent.validated_data)
        return Response(self.get_serializer(upload).data, status=HTTPStatus.CREATED)

    @extend_schema(responses=TranscriptSerializer, methods=["get"])
    @extend_schema(
        request=NewTranscriptSerializer,
        responses={202: TranscriptSerializer, 429: ProblemSerializer} | REFUSED | NOT_THERE,
        methods=["post"],
    )
    @extend_schema(
        request=EditedTranscriptSerializer,
        responses={200: TranscriptSerializer} | REFUSED | NOT_THERE,
        methods=["put"],
    )
    @extend_schema(request=None, responses={204: None} | NOT_THERE, methods=["delete"])
    @action(detail=True, methods=["get", "post", "put", "delete"], parser_classes=[JSONParser])
    def transcript(self, request: Request, pk: str) -> Response:
        """What is said in it: look, have it written down anew, save corrections, forget it."""
        upload, status = self.get_object(), HTTPStatus.OK
        if request.method == "DELETE":
            transcripts.forget(upload)
            return Response(status=HTTPStatus.NO_CONTENT)
        row = transcripts.transcript_of(upload)
        if request.method == "POST":
            wanted = NewTranscriptSerializer(data=request.data)
            wanted.is_valid(raise_exception=True)
            row = transcripts.start(upload, **wanted.validated_data)
            status = HTTPStatus.ACCEPTED
        elif request.method == "PUT":
            edited = EditedTranscriptSerializer(data=request.data)
            edited.is_valid(raise_exception=True)
            row = transcripts.save_edited(upload, **edited.validated_data)
        return Response(TranscriptSerializer().to_representation(row), status=status)

    @extend_schema(responses={204: None, 409: ProblemSerializer} | NOT_THERE)
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete it, unless a video or a presenter needs it."""
        uploads.delete(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)


def _content_length(request: Request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


class EngineList(APIView):
    """Engines."""

    @extend_schema(responses=EngineSerializer(many=True), operation_id="engines_list")
    def get(self, request: Request) -> Response:
        """Who can redraw a mouth, and whether that works here."""
        return Response(EngineSerializer(instance=engines.known_engines(), many=True).data)


class StorageView(APIView):
    """Storage."""

    @extend_schema(responses=StorageSerializer, operation_id="storage_retrieve")
    def get(self, request: Request) -> Response:
        """What the visitor's files take, and what may be sent."""
        person = signed_in_user(request)
        own = plans.limits_of(person)
        limits = {
            "max_upload_mb": own.upload_mb,
            "max_recording_seconds": settings.UPLOADS_MAX_RECORDING_SECONDS,
            "max_face_video_seconds": settings.UPLOADS_MAX_FACE_VIDEO_SECONDS,
            "max_dub_mb": own.dub_mb,
            "max_dub_seconds": settings.UPLOADS_MAX_DUB_SECONDS,
            "max_storage_mb": own.storage_mb,
        }
        used = storage.used_bytes(person.pk)
        return Response(StorageSerializer({**used, **limits}).data)
