"""The API and the files; no business rules, those are in ``services``."""

from http import HTTPStatus
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from inference.backgrounds import BACKGROUNDS
from inference.voices import available_voices
from media_jobs import events, mailbox, services, voice_samples
from media_jobs.files import serve_file
from media_jobs.models import MediaJob, Video
from media_jobs.order_serializers import NewVideoSerializer
from media_jobs.pagination import one_of
from media_jobs.permissions import own_jobs, own_videos
from media_jobs.quality_serializers import QualitySerializer
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.serializers import (
    BackgroundSerializer,
    DescribeSerializer,
    JobSerializer,
    VideoSerializer,
    VoiceSerializer,
)

REFUSED = {400: ProblemSerializer, 401: ProblemSerializer}
NOT_THERE = {401: ProblemSerializer, 404: ProblemSerializer}
TOO_LATE = NOT_THERE | {409: ProblemSerializer}


class VoiceList(APIView):
    """Voices."""

    @extend_schema(responses=VoiceSerializer(many=True), operation_id="voices_list")
    def get(self, request: Request) -> Response:
        """All voices, best first within a language."""
        return Response(VoiceSerializer(available_voices(), many=True).data)


class VoiceSample(APIView):
    """A few spoken words."""

    @extend_schema(responses={(200, "audio/mp4"): OpenApiTypes.BINARY} | NOT_THERE)
    def get(self, request: Request, voice_id: str) -> HttpResponseBase:
        """The sound, as AAC."""
        known = {voice.id for voice in available_voices()}
        path = voice_samples.path_of(voice_id)
        if voice_id not in known or not path.exists():
            raise Http404
        etag = f"{voice_id}-{path.stat().st_mtime_ns}"
        return serve_file(request._request, path, "audio/mp4", etag=etag)  # noqa: SLF001 (DRF gives no other way to Django's request)


class BackgroundList(APIView):
    """Backgrounds."""

    @extend_schema(responses=BackgroundSerializer(many=True), operation_id="backgrounds_list")
    def get(self, request: Request) -> Response:
        """What a presenter can stand before."""
        return Response(BackgroundSerializer(BACKGROUNDS, many=True).data)


class _WithQueue(viewsets.GenericViewSet[Any]):
    """Gives serializers the places of waiting jobs, found once for a whole list."""

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the queue."""
        return {**super().get_serializer_context(), "queue": events.queue_positions()}


class VideoViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, _WithQueue):
    """The visitor's videos."""

    queryset = Video.objects.none()
    serializer_class = VideoSerializer

    def get_queryset(self) -> Any:
        """Own ones outside the trash; ``?kind=`` only those."""
        rows = own_videos(self.request)
        kind = self.request.query_params.get("kind")
        return rows if kind is None else rows.filter(kind=one_of("kind", kind, Video.Kind.values))

    @extend_schema(parameters=[OpenApiParameter("kind", enum=Video.Kind.values)])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Own ones, newest first."""
        return super().list(request, *args, **kwargs)

    def _answer(self, video_id: Any, status: int = HTTPStatus.OK) -> Response:
        video = get_object_or_404(self.get_queryset(), pk=video_id)
        return Response(self.get_serializer(video).data, status=status)

    @extend_schema(request=NewVideoSerializer, responses={202: VideoSerializer} | REFUSED)
    def create(self, request: Request) -> Response:
        """Start making a video; watch ``/ws/jobs/<job.id>/`` for progress."""
        wanted = NewVideoSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        video = services.create_video(signed_in_user(request), **wanted.validated_data)
        return self._answer(video.pk, HTTPStatus.ACCEPTED)

    @extend_schema(
        request=DescribeSerializer, responses={200: VideoSerializer} | NOT_THERE | REFUSED
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is written about it."""
        wanted = DescribeSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        services.describe_video(self.get_object(), **wanted.validated_data)
        return self._answer(pk)

    @extend_schema(responses={204: None} | NOT_THERE)
    def destroy(self, request: Request, pk: str) -> Response:
        """Move to the trash, from which ``restore`` takes it back for some days."""
        services.delete_video(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(request=None, responses={200: VideoSerializer} | TOO_LATE)
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: str) -> Response:
        """Take out of the trash."""
        trashed = Video.objects.filter(owner=signed_in_user(request))
        services.restore_video(get_object_or_404(trashed, pk=pk))
        return self._answer(pk)

    @extend_schema(
        request=None,
        responses={200: JobSerializer, 202: JobSerializer} | TOO_LATE,
        methods=["post"],
    )
    @extend_schema(request=None, responses={200: QualitySerializer} | NOT_THERE, methods=["get"])
    @action(detail=True, methods=["get", "post"])
    def quality(self, request: Request, pk: str) -> Response:
        """What was measured; POST has it measured, which waits behind every video."""
        video = self.get_object()
        if request.method == "GET":
            return Response(QualitySerializer(video).data)
        job, is_new = services.measure_video(video)
        status = HTTPStatus.ACCEPTED if is_new else HTTPStatus.OK
        return Response({**events.snapshot(job)}, status=status)


class JobViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, _WithQueue):
    """The visitor's jobs."""

    queryset = MediaJob.objects.none()
    serializer_class = JobSerializer

    def get_queryset(self) -> Any:
        """Own ones, newest first."""
        return own_jobs(self.request)

    @extend_schema(request=None, responses={200: JobSerializer} | TOO_LATE)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop it: at once while it waits, within about a second while it runs."""
        job = services.cancel_job(self.get_object())
        return Response(self.get_serializer(job).data)

    @extend_schema(request=None, responses={204: None} | NOT_THERE)
    @action(detail=True, methods=["post"])
    def seen(self, request: Request, pk: str) -> Response:
        """Say that its owner saw it end, so that an e-mail would be no news."""
        mailbox.seen(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(request=None, responses={200: JobSerializer} | TOO_LATE)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Queue it again after a failure or a cancel."""
        job = services.retry_job(self.get_object())
        return Response({**events.snapshot(job)})
