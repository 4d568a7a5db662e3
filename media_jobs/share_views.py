"""Share links: their API for the owner, and the files of a shared video for everybody."""

import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import audit
from accounts.api_fields import Text
from media_jobs import embedding, files, rates, sharing, signed_urls, storage, viewing
from media_jobs.models import MediaAsset, ShareLink, Video
from media_jobs.permissions import own_videos
from media_jobs.refusal_serializers import ProblemSerializer

FILES_A_MINUTE: Final = 600  # a player asks for many parts of one file
# Browsers and proxies ask again each time, so that no copy outlives the link.
ASK_AGAIN: Final = "private, no-cache"
VIDEO, POSTER, CAPTIONS = "video.mp4", "poster.jpg", "captions.vtt"
AUDITED: Final = ("allows_download", "allows_embedding", "max_views")


class ShareLinkSerializer(serializers.ModelSerializer[ShareLink]):
    """A link that works."""

    url = serializers.SerializerMethodField()
    embed_code = serializers.SerializerMethodField()
    has_password = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = ShareLink
        fields = (
            "id",
            "url",
            "origin",
            "allows_download",
            "allows_embedding",
            "embed_code",
            "has_password",
            "created_at",
            "expires_at",
            "max_views",
            "n_views",
            "last_viewed_at",
        )
        read_only_fields = fields

    def get_url(self, link: ShareLink) -> str:
        """The address to hand on; whoever has it can watch."""
        return sharing.page_url(link)

    def get_embed_code(self, link: ShareLink) -> str | None:
        """HTML that shows the video in a page of another site; null where that is not allowed."""
        return embedding.code_of(link) if link.allows_embedding else None

    def get_has_password(self, link: ShareLink) -> bool:
        """Whether one is asked for."""
        return bool(link.password)


class NewShareLinkSerializer(serializers.Serializer[Any]):
    """What a new link is to be."""

    days = serializers.IntegerField(
        allow_null=True, default=7, help_text="That it works; null for no end, where allowed."
    )
    allows_download = serializers.BooleanField(default=False)
    allows_embedding = serializers.BooleanField(
        default=False, help_text="Whether pages of other sites may show the video."
    )
    password = Text(
        default="",
        allow_blank=True,
        trim_whitespace=False,
        min_length=sharing.PASSWORD_LENGTHS[0],
        max_length=sharing.PASSWORD_LENGTHS[1],
        help_text="That is asked for before the video is shown; none if empty.",
    )
    max_views = serializers.IntegerField(
        default=None,
        allow_null=True,
        min_value=1,
        max_value=sharing.MAX_VIEWS,
        help_text="How often somebody may begin to watch; null for as often as they like.",
    )


class ShareLinks(APIView):
    """Links of a video."""

    def _video(self, request: Request, video_id: uuid.UUID) -> Video:
        return get_object_or_404(own_videos(request), pk=video_id)

    @extend_schema(
        responses={200: ShareLinkSerializer(many=True), 404: ProblemSerializer},
        operation_id="videos_shares_list",
    )
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        """Those that work, newest first."""
        open_ = sharing.open_links(self._video(request, video_id))
        return Response(ShareLinkSerializer(open_, many=True).data)

    @extend_schema(
        request=NewShareLinkSerializer,
        responses={
            201: ShareLinkSerializer,
            400: ProblemSerializer,
            403: ProblemSerializer,
            404: ProblemSerializer,
            409: ProblemSerializer,
        },
        examples=[
            OpenApiExample("a week", {"days": 7, "allows_download": True}, request_only=True)
        ],
        operation_id="videos_shares_create",
    )
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        """Make a link."""
        video = self._video(request, video_id)
        wanted = NewShareLinkSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        link = sharing.share(video, **wanted.validated_data)
        facts = {
            "video": str(video.pk),
            "days": wanted.validated_data["days"],
            "has_password": bool(link.password),
            **{name: getattr(link, name) for name in AUDITED},
        }
        audit.record(request.user, "link.made", link, facts, request=request._request)  # noqa: SLF001 (DRF gives no other way to Django's request)
        return Response(ShareLinkSerializer(link).data, status=HTTPStatus.CREATED)


class OneShareLink(APIView):
    """One link."""

    @extend_schema(
        responses={204: None, 404: ProblemSerializer}, operation_id="videos_shares_destroy"
    )
    def delete(self, request: Request, video_id: uuid.UUID, link_id: uuid.UUID) -> Response:
        """End it at once."""
        video = get_object_or_404(own_videos(request), pk=video_id)
        link = get_object_or_404(sharing.open_links(video), pk=link_id)
        sharing.revoke(link)
        facts = {"video": str(video.pk)}
        audit.record(request.user, "link.revoked", link, facts, request=request._request)  # noqa: SLF001 (DRF gives no other way to Django's request)
        return Response(status=HTTPStatus.NO_CONTENT)


@require_safe
def shared_file(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A file of a shared video, whole or in parts, as long as the link works."""
    if rates.is_too_often(request, "shared-file", per_minute=FILES_A_MINUTE):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "60"})
    try:
        link = sharing.opened(token)
    except sharing.NoSuchLinkError:
        raise Http404 from None
    except sharing.LinkOverError:
        return HttpResponse(status=HTTPStatus.GONE)
    if link.password and not signed_urls.is_signed(request, sharing.subject_of(link)):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    is_saved = bool(request.GET.get("download"))
    row = _asset(link, name)
    if row is None or (is_saved and not (link.allows_download and name == VIDEO)):
        raise Http404
    path = Path(row.file.path)
    if not path.exists():
        raise Http404
    if name == VIDEO and not viewing.may_watch(request, link, is_saved=is_saved):
        return HttpResponse(status=HTTPStatus.GONE)
    response = files.serve_file(
        request,
        path,
        row.content_type,
        etag=row.sha256,
        download_name=storage.asset_name(row, link.video.title) if is_saved else "",
        cache_control=ASK_AGAIN,
        is_public=True,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _asset(link: ShareLink, name: str) -> MediaAsset | None:
    video = link.video
    return {VIDEO: video.file, POSTER: video.poster, CAPTIONS: video.vtt}.get(name)
