"""The API of dub projects: made, prepared, their lines edited, their dubs ordered."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from media_jobs import (
    dub_languages,
    dub_rendering,
    dub_scripts,
    dub_states,
    dubs,
    events,
    glossaries,
    translators,
)
from media_jobs.dub_order_serializers import (
    DubChangesSerializer,
    GlossarySerializer,
    ListenSerializer,
    NewDubSerializer,
    RenderSerializer,
    SavedScriptSerializer,
)
from media_jobs.dub_serializers import (
    DubProjectSerializer,
    LanguageRowSerializer,
    RenderedSerializer,
    ScriptSavedSerializer,
    TranslatorSerializer,
)
from media_jobs.models import DubProject
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.throttles import DubThrottle

NOT_THERE = {401: ProblemSerializer, 404: ProblemSerializer}
REFUSED = {400: ProblemSerializer, 401: ProblemSerializer, 429: ProblemSerializer}
TOO_SOON = NOT_THERE | REFUSED | {409: ProblemSerializer}


class LanguageList(APIView):
    """Languages of dubs."""

    @extend_schema(responses=LanguageRowSerializer(many=True), operation_id="languages_list")
    def get(self, request: Request) -> Response:
        """What videos can be dubbed into here."""
        rows = dub_languages.known_languages()
        return Response(LanguageRowSerializer(instance=rows, many=True).data)


class TranslatorList(APIView):
    """Translators."""

    @extend_schema(
        parameters=[
            OpenApiParameter("source", description="BCP 47 tag; empty: not known yet."),
            OpenApiParameter("target", description="BCP 47 tag; empty: any."),
        ],
        responses=TranslatorSerializer(many=True),
        operation_id="translators_list",
    )
    def get(self, request: Request) -> Response:
        """Who can translate here, and whether between two languages."""
        asked = (request.query_params.get(name, "") for name in ("source", "target"))
        rows = translators.known_translators(*asked)
        return Response(TranslatorSerializer(instance=rows, many=True).data)


class GlossaryView(APIView):
    """The visitor's fixed translations."""

    @extend_schema(responses=GlossarySerializer, operation_id="glossary_retrieve")
    def get(self, request: Request) -> Response:
        """Words with a fixed translation, in every dub of the visitor's."""
        return Response({"entries": glossaries.glossary_of(signed_in_user(request))})

    @extend_schema(
        request=GlossarySerializer,
        responses={200: GlossarySerializer} | REFUSED,
        operation_id="glossary_update",
    )
    def put(self, request: Request) -> Response:
        """Replace them; a refusal names row and half, as `entries.3.term`."""
        wanted = GlossarySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        entries = wanted.validated_data["entries"]
        return Response({"entries": glossaries.save_glossary(signed_in_user(request), entries)})


class DubViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[DubProject]
):
    """The visitor's dub projects."""

    queryset = DubProject.objects.none()
    serializer_class = DubProjectSerializer
    throttle_classes = (DubThrottle,)

    def get_queryset(self) -> Any:
        """Own ones, newest first."""
        return dubs.own_dubs(signed_in_user(self.request))

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the places of waiting jobs."""
        return {**super().get_serializer_context(), "queue": events.queue_positions()}

    def _answer(self, project_id: Any, status: int = HTTPStatus.OK) -> Response:
        project = get_object_or_404(self.get_queryset(), pk=project_id)
        return Response(self.get_serializer(project).data, status=status)

    @extend_schema(request=NewDubSerializer, responses={202: DubProjectSerializer} | REFUSED)
    def create(self, request: Request) -> Response:
        """Begin with a video; look again until its state is final, then edit its lines."""
        wanted = NewDubSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        project = dubs.create_dub(signed_in_user(request), **wanted.validated_data)
        return self._answer(project.pk, HTTPStatus.ACCEPTED)

    @extend_schema(
        request=DubChangesSerializer, responses={200: DubProjectSerializer} | NOT_THERE | REFUSED
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what holds for all languages."""
        project, wanted = self.get_object(), DubChangesSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        dubs.describe_dub(project, **wanted.validated_data)
        return self._answer(pk)

    @extend_schema(responses={204: None} | NOT_THERE)
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete it with the original; its finished videos stay in the library."""
        dubs.delete_dub(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(request=None, responses={200: DubProjectSerializer} | NOT_THERE)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop preparing and translating."""
        dubs.cancel(self.get_object())
        return self._answer(pk)

    @extend_schema(request=None, responses={202: DubProjectSerializer} | TOO_SOON)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Go on with a preparation that failed or was cancelled."""
        dubs.retry(self.get_object())
        return self._answer(pk, HTTPStatus.ACCEPTED)

    @extend_schema(request=ListenSerializer, responses={202: DubProjectSerializer} | TOO_SOON)
    @action(detail=True, methods=["post"])
    def listen(self, request: Request, pk: str) -> Response:
        """Start over with the lines; their translations go."""
        project, wanted = self.get_object(), ListenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        dubs.listen_again(project, **wanted.validated_data)
        return self._answer(pk, HTTPStatus.ACCEPTED)

    @extend_schema(request=SavedScriptSerializer, responses={200: ScriptSavedSerializer} | TOO_SOON)
    @action(detail=True, methods=["put"])
    def script(self, request: Request, pk: str) -> Response:
        """Keep the lines, unless another window has saved them since."""
        project, wanted = self.get_object(), SavedScriptSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        saved = dub_scripts.save_script(project, **wanted.validated_data)
        return Response(dub_states.saved_script(saved))

    @extend_schema(
        request=RenderSerializer, responses={202: RenderedSerializer(many=True)} | TOO_SOON
    )
    @action(detail=True, methods=["post"])
    def render(self, request: Request, pk: str) -> Response:
        """Make dubs, all of those asked for or none; watch their jobs as for any video."""
        project, wanted = self.get_object(), RenderSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        languages = wanted.validated_data["targets"]
        allowed = wanted.validated_data["allow_silent"]
        made = dub_rendering.render(project, languages, allow_silent=allowed)
        queue = events.queue_positions()
        shown = [dub_states.rendered(target, queue) for target in made]
        return Response(shown, status=HTTPStatus.ACCEPTED)
