"""The API of the languages of a dub."""

from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.auth import signed_in_user
from inference.voices import main_language
from media_jobs import dub_rendering, dub_targets, dub_voices, dubs, events
from media_jobs.dub_order_serializers import (
    NewTargetSerializer,
    SavedTargetSerializer,
    SaySerializer,
    ShortenSerializer,
    TranslateSerializer,
)
from media_jobs.dub_serializers import DubTargetSerializer, PlanSerializer, ShortenedSerializer
from media_jobs.dub_views import NOT_THERE, REFUSED, TOO_SOON
from media_jobs.models import DubProject, DubTarget
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.refusals import ServiceError
from media_jobs.throttles import SpokenLineThrottle, TranslationThrottle

BUSY = {503: ProblemSerializer}
PATHS = [
    OpenApiParameter("dub_id", OpenApiTypes.UUID, OpenApiParameter.PATH),
    OpenApiParameter("language", OpenApiTypes.STR, OpenApiParameter.PATH),
]


class DubTargetViewSet(viewsets.GenericViewSet[DubTarget]):
    """Languages of one of the visitor's dub projects."""

    queryset = DubTarget.objects.none()
    serializer_class = DubTargetSerializer
    throttle_classes = (TranslationThrottle, SpokenLineThrottle)
    lookup_field = "language"
    lookup_value_regex = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"
    pagination_class = None

    def _project(self) -> DubProject:
        own = dubs.own_dubs(signed_in_user(self.request))
        project: DubProject = get_object_or_404(own, pk=self.kwargs["dub_id"])
        return project

    def get_object(self) -> DubTarget:
        """A language of an own project."""
        project = self._project()
        language = main_language(self.kwargs["language"])
        target: DubTarget = get_object_or_404(project.targets.all(), language=language)
        target.project = project
        return target

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the places of waiting jobs."""
        return {**super().get_serializer_context(), "queue": events.queue_positions()}

    def _shown(self, target: DubTarget) -> Any:
        target.project.refresh_from_db()
        return self.get_serializer(target).data

    def _answer(self, target: DubTarget, status: int = HTTPStatus.OK) -> Response:
        return Response(self._shown(target), status=status)

    @extend_schema(
        request=NewTargetSerializer,
        responses={201: DubTargetSerializer} | TOO_SOON,
        parameters=PATHS[:1],
    )
    def create(self, request: Request, dub_id: str) -> Response:
        """Have the video dubbed into one more language; translating starts by itself."""
        project, wanted = self._project(), NewTargetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return self._answer(
            dub_targets.add_target(project, **wanted.validated_data), HTTPStatus.CREATED
        )

    @extend_schema(responses={200: DubTargetSerializer} | NOT_THERE, parameters=PATHS)
    def retrieve(self, request: Request, dub_id: str, language: str) -> Response:
        """One language."""
        return self._answer(self.get_object())

    @extend_schema(
        request=SavedTargetSerializer,
        responses={200: DubTargetSerializer} | TOO_SOON,
        parameters=PATHS,
    )
    def update(self, request: Request, dub_id: str, language: str) -> Response:
        """Keep what a person entered, unless another window has saved since."""
        target, wanted = self.get_object(), SavedTargetSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        try:
            return self._answer(dub_targets.save_target(target, **wanted.validated_data))
        except ServiceError as exc:
            if exc.code == "dub_changed":
                exc.besides["target"] = self._shown(target)
            raise

    @extend_schema(responses={204: None} | NOT_THERE, parameters=PATHS)
    def destroy(self, request: Request, dub_id: str, language: str) -> Response:
        """No longer dub into this language; a finished video stays in the library."""
        dub_targets.delete_target(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(
        request=TranslateSerializer,
        responses={202: DubTargetSerializer} | TOO_SOON,
        parameters=PATHS,
    )
    @action(detail=True, methods=["post"])
    def translate(self, request: Request, dub_id: str, language: str) -> Response:
        """Have lines translated; what is there stays until then."""
        target, wanted = self.get_object(), TranslateSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        dub_targets.translate(target, **wanted.validated_data)
        return self._answer(target, HTTPStatus.ACCEPTED)

    @extend_schema(request=None, responses={200: DubTargetSerializer} | NOT_THERE, parameters=PATHS)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, dub_id: str, language: str) -> Response:
        """Stop translating; what is there stays."""
        target = self.get_object()
        target.cancel()
        return self._answer(target)

    @extend_schema(
        request=ShortenSerializer,
        responses={200: ShortenedSerializer, 502: ProblemSerializer} | BUSY | REFUSED | NOT_THERE,
        parameters=PATHS,
    )
    @action(detail=True, methods=["post"])
    def shorten(self, request: Request, dub_id: str, language: str) -> Response:
        """A shorter translation of a line, so that it fits into its time; nothing is saved."""
        target, wanted = self.get_object(), ShortenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return Response({"text": dub_targets.shorten(target, **wanted.validated_data)})

    @extend_schema(
        request=SaySerializer,
        responses={(200, "audio/mp4"): OpenApiTypes.BINARY, 422: ProblemSerializer}
        | BUSY
        | REFUSED
        | NOT_THERE,
        parameters=PATHS,
    )
    @action(detail=True, methods=["post"])
    def say(self, request: Request, dub_id: str, language: str) -> HttpResponse:
        """Speak a line as the dub will, or any text; AAC, nothing is kept of it here."""
        target, wanted = self.get_object(), SaySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        spoken = dub_voices.say(target, **wanted.validated_data)
        headers = {
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            "X-Seconds": f"{spoken.seconds:.3f}",
            "X-Natural-Seconds": f"{spoken.natural_seconds:.3f}",
            "X-Verdict": spoken.verdict,
        }
        return HttpResponse(spoken.sound, content_type="audio/mp4", headers=headers)

    @extend_schema(responses={200: PlanSerializer} | BUSY | TOO_SOON, parameters=PATHS)
    @action(detail=True, methods=["get"])
    def plan(self, request: Request, dub_id: str, language: str) -> Response:
        """What making this dub now would do anew, and how long that takes."""
        return Response(PlanSerializer(dub_rendering.plan(self.get_object())).data)
