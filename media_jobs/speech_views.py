"""The API of voices to fetch, languages, pronunciations and the studio's draft."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from inference.errors import UnknownCatalogueVoiceError, UnknownVoiceError
from inference.language_detection import detect_language, language_mismatch
from media_jobs import personal, pronouncing, voice_fetching
from media_jobs.models import StudioDraft
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.speech_serializers import (
    CatalogueVoiceSerializer,
    DraftChangedSerializer,
    DraftSerializer,
    LanguageSerializer,
    PronunciationsSerializer,
    TextSerializer,
    TrialSerializer,
    VoiceFetchSerializer,
)
from media_jobs.throttles import DetectionThrottle, TrialThrottle

REFUSED = {400: ProblemSerializer, 401: ProblemSerializer}
NOT_OURS = {401: ProblemSerializer, 403: ProblemSerializer, 404: ProblemSerializer}


class VoiceCatalogue(APIView):
    """Voices that can be fetched."""

    @extend_schema(
        parameters=[OpenApiParameter("language", description="BCP 47 tag; `de` finds `de-DE`.")],
        responses=CatalogueVoiceSerializer(many=True),
        operation_id="voices_catalogue_list",
    )
    def get(self, request: Request) -> Response:
        """All of them, or those of a language."""
        rows = voice_fetching.offered_voices(request.query_params.get("language", ""))
        context = {"can_fetch": voice_fetching.may_fetch(signed_in_user(request))}
        shown = CatalogueVoiceSerializer(instance=rows, many=True, context=context)
        return Response(shown.data)


class CatalogueVoiceView(APIView):
    """One voice on its way into this installation."""

    @extend_schema(responses={200: VoiceFetchSerializer} | NOT_OURS)
    def get(self, request: Request, voice_id: str) -> Response:
        """Where it stands."""
        try:
            offered = voice_fetching.offered_voice(voice_id)
        except UnknownCatalogueVoiceError:
            raise Http404 from None
        return Response(VoiceFetchSerializer(offered).data)

    @extend_schema(
        request=None, responses={200: VoiceFetchSerializer, 202: VoiceFetchSerializer} | NOT_OURS
    )
    def post(self, request: Request, voice_id: str) -> Response:
        """Have it fetched; only the owner of the site and its staff may."""
        try:
            offered, is_to_come = voice_fetching.start(signed_in_user(request), voice_id)
        except UnknownCatalogueVoiceError:
            raise Http404 from None
        status = HTTPStatus.ACCEPTED if is_to_come else HTTPStatus.OK
        return Response(VoiceFetchSerializer(offered).data, status=status)

    @extend_schema(responses={204: None} | NOT_OURS)
    def delete(self, request: Request, voice_id: str) -> Response:
        """Stop fetching it."""
        try:
            voice_fetching.cancel(signed_in_user(request), voice_id)
        except UnknownCatalogueVoiceError:
            raise Http404 from None
        return Response(status=HTTPStatus.NO_CONTENT)


class LanguageDetection(APIView):
    """What a text is written in."""

    throttle_classes = (DetectionThrottle,)

    @extend_schema(
        request=TextSerializer,
        responses={200: LanguageSerializer, 429: ProblemSerializer} | REFUSED,
        operation_id="languages_detect",
    )
    def post(self, request: Request) -> Response:
        """Tell the language, and a better voice where the given one surely does not speak it."""
        given = TextSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        text, voice = given.validated_data["text"], given.validated_data["voice"]
        likely = [signed_in_user(request).language, *given.validated_data["likely"]]
        language, probability = detect_language(text, likely)
        answer = {
            "language": language,
            "probability": probability,
            "better_voice": _better_voice(text, voice),
        }
        return Response(answer)


def _better_voice(text: str, voice: str) -> str:
    try:
        mismatch = language_mismatch(text, voice) if voice else None
    except UnknownVoiceError:
        return ""
    return mismatch.better_voice if mismatch else ""


class PronunciationsView(APIView):
    """The visitor's dictionary."""

    @extend_schema(responses=PronunciationsSerializer, operation_id="pronunciations_retrieve")
    def get(self, request: Request) -> Response:
        """How words are said, in every text of the visitor's."""
        return Response({"entries": personal.pronunciations_of(signed_in_user(request))})

    @extend_schema(
        request=PronunciationsSerializer,
        responses={200: PronunciationsSerializer} | REFUSED,
        operation_id="pronunciations_update",
    )
    def put(self, request: Request) -> Response:
        """Replace it; a refusal names row and half, as `entries.3.say`."""
        wanted = PronunciationsSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        entries = wanted.validated_data["entries"]
        saved = personal.save_pronunciations(signed_in_user(request), entries)
        return Response({"entries": saved})


class PronunciationTrial(APIView):
    """A word to be heard."""

    throttle_classes = (TrialThrottle,)

    @extend_schema(
        request=TrialSerializer,
        responses={(200, "audio/mp4"): OpenApiTypes.BINARY}
        | {422: ProblemSerializer, 429: ProblemSerializer, 503: ProblemSerializer}
        | REFUSED,
        operation_id="pronunciations_try",
    )
    def post(self, request: Request) -> HttpResponse:
        """Speak it, as AAC; nothing is kept."""
        wanted = TrialSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        sound = pronouncing.hear(signed_in_user(request), **wanted.validated_data)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        return HttpResponse(sound, content_type="audio/mp4", headers=headers)


class DraftView(APIView):
    """The studio's form before a video is made of it."""

    def _answer(self, draft: StudioDraft | None) -> Response:
        shown: dict[str, Any] = {"data": None, "updated_at": None}
        if draft:
            shown = {"data": draft.data, "updated_at": draft.updated_at}
        return Response(DraftSerializer(shown).data)

    @extend_schema(responses=DraftSerializer, operation_id="draft_retrieve")
    def get(self, request: Request) -> Response:
        """What was left there."""
        return self._answer(personal.draft_of(signed_in_user(request)))

    @extend_schema(
        request=DraftSerializer,
        responses={200: DraftSerializer, 409: DraftChangedSerializer, 413: ProblemSerializer}
        | REFUSED,
        operation_id="draft_update",
    )
    def put(self, request: Request) -> Response:
        """Keep it, unless another window has saved one since."""
        wanted = DraftSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        given = wanted.validated_data
        draft = personal.save_draft(
            signed_in_user(request),
            given["data"] or {},
            seen=given.get("updated_at"),
            overwrite="updated_at" not in given,
        )
        return self._answer(draft)

    @extend_schema(responses={204: None, 401: ProblemSerializer}, operation_id="draft_destroy")
    def delete(self, request: Request) -> Response:
        """Forget it."""
        personal.delete_draft(signed_in_user(request))
        return Response(status=HTTPStatus.NO_CONTENT)
