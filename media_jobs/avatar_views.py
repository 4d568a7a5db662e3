"""The API of presenters."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from media_jobs import (
    consent_recordings,
    consent_statements,
    consents,
    own_avatars,
    speech_orders,
    transcripts,
)
from media_jobs.avatar_serializers import (
    AvatarRenameSerializer,
    AvatarSerializer,
    AvatarSharingSerializer,
    ConsentRecordingSerializer,
    NewAvatarSerializer,
    StatementsSerializer,
)
from media_jobs.models import Avatar, Consent
from media_jobs.permissions import visible_avatars
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.refusals import ServiceError
from media_jobs.upload_serializers import UnusableSerializer

NOT_THERE = {401: ProblemSerializer, 404: ProblemSerializer}
NOT_YOURS = {403: ProblemSerializer, **NOT_THERE}


class AvatarViewSet(viewsets.ReadOnlyModelViewSet[Avatar]):
    """Presenters."""

    queryset = Avatar.objects.none()
    serializer_class = AvatarSerializer

    def get_queryset(self) -> Any:
        """The visitor's own, those shared with them, and the library."""
        return visible_avatars(self.request)

    def _answer(self, avatar: Avatar, status: int = HTTPStatus.OK) -> Response:
        fresh = self.get_queryset().get(pk=avatar.pk)
        return Response(self.get_serializer(fresh).data, status=status)

    @extend_schema(
        request=NewAvatarSerializer,
        responses={
            201: AvatarSerializer,
            400: ProblemSerializer,
            401: ProblemSerializer,
            422: UnusableSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Make a private presenter of an upload."""
        wanted = NewAvatarSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        user, http = signed_in_user(request), request._request  # noqa: SLF001 (DRF's own name)
        avatar = own_avatars.create_avatar(user, request=http, **wanted.validated_data)
        return self._answer(avatar, HTTPStatus.CREATED)

    @extend_schema(
        request=AvatarRenameSerializer,
        responses={200: AvatarSerializer, 400: ProblemSerializer} | NOT_YOURS,
    )
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename one's own."""
        avatar = self.get_object()
        wanted = AvatarRenameSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        name = wanted.validated_data["name"]
        return self._answer(own_avatars.rename_avatar(signed_in_user(request), avatar, name))

    @extend_schema(responses={204: None, 409: ProblemSerializer} | NOT_YOURS)
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete one's own; finished videos stay."""
        http = request._request  # noqa: SLF001
        own_avatars.delete_avatar(signed_in_user(request), self.get_object(), request=http)
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(
        request=AvatarSharingSerializer,
        responses={200: AvatarSerializer, 400: ProblemSerializer, 409: ProblemSerializer}
        | NOT_YOURS,
    )
    @action(detail=True, methods=["post"])
    def share(self, request: Request, pk: str) -> Response:
        """Say who else may make videos with one's own."""
        avatar = self.get_object()
        wanted = AvatarSharingSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        shared = own_avatars.share_avatar(
            signed_in_user(request),
            avatar,
            **wanted.validated_data,
            request=request._request,  # noqa: SLF001
        )
        return self._answer(shared)

    @extend_schema(
        request=None, responses={200: AvatarSerializer, 409: ProblemSerializer} | NOT_YOURS
    )
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        """Take the consent for one's own back: its picture is deleted, no new videos."""
        http = request._request  # noqa: SLF001
        user = signed_in_user(request)
        return self._answer(own_avatars.revoke_avatar(user, self.get_object(), request=http))

    @extend_schema(
        request=None, responses={200: AvatarSerializer, 409: ProblemSerializer} | NOT_YOURS
    )
    @action(detail=True, methods=["post"])
    def ask(self, request: Request, pk: str) -> Response:
        """Write once more to the person shown."""
        consent = self._own_consent(request)
        consents.ask_again(consent, request=request._request)  # noqa: SLF001
        return self._answer(self.get_object())

    @extend_schema(
        request=ConsentRecordingSerializer,
        responses={202: AvatarSerializer, 400: ProblemSerializer, 409: ProblemSerializer}
        | NOT_YOURS,
    )
    @action(detail=True, methods=["post"])
    def recording(self, request: Request, pk: str) -> Response:
        """Bring a recording in which the person shown says the sentence."""
        consent, user = self._own_consent(request), signed_in_user(request)
        wanted = ConsentRecordingSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        upload = speech_orders.own_upload(user, wanted.validated_data["upload"], "upload")
        consent_recordings.attach(consent, upload, request=request._request)  # noqa: SLF001
        transcripts.start(upload, consent_recordings.LANGUAGE)
        return self._answer(self.get_object(), HTTPStatus.ACCEPTED)

    def _own_consent(self, request: Request) -> Consent:
        avatar: Avatar = self.get_object()
        own_avatars.refuse_others(signed_in_user(request), avatar)
        consent = consents.of_avatar(avatar)
        if consent is None:
            raise ServiceError("consent_not_waiting", "Nobody's answer is waited for.")
        return consent


class StatementsView(APIView):
    """Statements."""

    @extend_schema(responses=StatementsSerializer, operation_id="statements_retrieve")
    def get(self, request: Request) -> Response:
        """What has to be stated about a face, and what else is needed on this site."""
        known = {
            "version": consent_statements.CURRENT,
            "statements": consent_statements.offered(),
            "proof": settings.AVATARS_CONSENT_PROOF,
            "is_reviewed": settings.AVATARS_ARE_REVIEWED,
        }
        return Response(StatementsSerializer(known).data)
