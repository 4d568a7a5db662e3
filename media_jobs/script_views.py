"""The API of scripts about a topic and of who writes them."""

from http import HTTPStatus
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from media_jobs import scripts, writers
from media_jobs.models import WrittenScript
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.script_serializers import (
    BriefSerializer,
    RetrySerializer,
    RewriteSerializer,
    ScriptEditSerializer,
    ScriptSerializer,
    WriterSerializer,
)
from media_jobs.throttles import ScriptThrottle

NOT_THERE = {401: ProblemSerializer, 404: ProblemSerializer}
REFUSED = {400: ProblemSerializer, 401: ProblemSerializer, 429: ProblemSerializer}
TOO_SOON = NOT_THERE | REFUSED | {409: ProblemSerializer}


class WriterList(APIView):
    """Writers."""

    @extend_schema(responses=WriterSerializer(many=True), operation_id="writers_list")
    def get(self, request: Request) -> Response:
        """Who can write scripts, and whether that works here."""
        return Response(WriterSerializer(instance=writers.known_writers(), many=True).data)


class ScriptViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[WrittenScript]
):
    """The visitor's scripts."""

    queryset = WrittenScript.objects.none()
    serializer_class = ScriptSerializer
    throttle_classes = (ScriptThrottle,)

    def get_queryset(self) -> Any:
        """Own ones, newest first."""
        return scripts.own_scripts(signed_in_user(self.request))

    def _answer(self, row: WrittenScript, status: int = HTTPStatus.OK) -> Response:
        return Response(self.get_serializer(row).data, status=status)

    @extend_schema(request=BriefSerializer, responses={202: ScriptSerializer} | REFUSED)
    def create(self, request: Request) -> Response:
        """Have a script written; look again until its state is final."""
        wanted = BriefSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        row = scripts.order_script(signed_in_user(request), **wanted.validated_data)
        return self._answer(row, HTTPStatus.ACCEPTED)

    @extend_schema(request=ScriptEditSerializer, responses={200: ScriptSerializer} | TOO_SOON)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Keep what was changed by hand."""
        row, wanted = self.get_object(), ScriptEditSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return self._answer(scripts.edit(row, **wanted.validated_data))

    @extend_schema(responses={204: None} | NOT_THERE)
    def destroy(self, request: Request, pk: str) -> Response:
        """Cancel and delete it; videos made from it stay."""
        self.get_object().delete()
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(request=None, responses={200: ScriptSerializer} | NOT_THERE)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Stop writing; what was there before stays."""
        return self._answer(scripts.cancel(self.get_object()))

    @extend_schema(request=RetrySerializer, responses={202: ScriptSerializer} | TOO_SOON)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Try again, perhaps with another writer; the brief is the same."""
        row, wanted = self.get_object(), RetrySerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return self._answer(scripts.retry(row, **wanted.validated_data), HTTPStatus.ACCEPTED)

    @extend_schema(request=RewriteSerializer, responses={202: ScriptSerializer} | TOO_SOON)
    @action(detail=True, methods=["post"])
    def rewrite(self, request: Request, pk: str) -> Response:
        """Have one part written anew; the others stay."""
        row, wanted = self.get_object(), RewriteSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        return self._answer(scripts.rewrite(row, **wanted.validated_data), HTTPStatus.ACCEPTED)
