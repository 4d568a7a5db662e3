"""The API of what belongs to the visitor's account: picture, what is used."""

import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from accounts.models import User
from media_jobs import profile_pictures
from media_jobs.files import serve_file
from media_jobs.media_views import FOR_EVER
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.throttles import PictureThrottle
from media_jobs.upload_serializers import UnusableSerializer

REFUSED: Final = {400: ProblemSerializer, 401: ProblemSerializer, 413: ProblemSerializer}


class NewPictureSerializer(serializers.Serializer[Any]):
    """A picture and the square to cut out of it; without a square the largest in the middle."""

    file = serializers.FileField()
    left = serializers.FloatField(
        required=False, min_value=0, max_value=1, help_text="Share of the width."
    )
    top = serializers.FloatField(
        required=False, min_value=0, max_value=1, help_text="Share of the height."
    )
    side = serializers.FloatField(
        required=False, min_value=0, max_value=1, help_text="Share of the shorter side."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """All three of the square, or none."""
        given = [name for name in ("left", "top", "side") if name in attrs]
        if len(given) not in (0, 3):
            raise serializers.ValidationError({"side": ["Send left, top and side, or none."]})
        attrs["crop"] = [attrs[name] for name in given] or None
        return attrs


class PictureView(APIView):
    """The visitor's own picture."""

    parser_classes = (MultiPartParser,)
    throttle_classes = (PictureThrottle,)

    @extend_schema(
        request={"multipart/form-data": NewPictureSerializer},
        responses={204: None, 422: UnusableSerializer, 503: ProblemSerializer} | REFUSED,
    )
    def post(self, request: Request) -> Response:
        """Replace it."""
        sent = NewPictureSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        file, crop = sent.validated_data["file"], sent.validated_data["crop"]
        profile_pictures.set_picture(signed_in_user(request), file, crop)
        return Response(status=HTTPStatus.NO_CONTENT)

    @extend_schema(responses={204: None, 401: ProblemSerializer})
    def delete(self, request: Request) -> Response:
        """Show letters again."""
        profile_pictures.remove_picture(signed_in_user(request))
        return Response(status=HTTPStatus.NO_CONTENT)


@require_safe
@login_required
def person_picture(request: HttpRequest, person_id: uuid.UUID) -> HttpResponseBase:
    """A person's picture, for themselves and for those who look after the site."""
    visitor = signed_in_user(request)
    rows = User.objects.all() if visitor.is_staff else User.objects.filter(pk=visitor.pk)
    person = get_object_or_404(rows, pk=person_id)
    if not person.picture or not (path := Path(person.picture.path)).exists():
        raise Http404
    return serve_file(request, path, "image/webp", etag=path.stem, cache_control=FOR_EVER)
