"""The API of exports and of what is used, and the archive itself."""

import uuid
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.auth import signed_in_user
from accounts.models import User
from media_jobs import exports, quotas, signed_urls
from media_jobs.files import serve_file
from media_jobs.models import DataExport
from media_jobs.refusal_serializers import ProblemSerializer
from media_jobs.throttles import ExportThrottle

NOT_THERE: Final = {401: ProblemSerializer, 404: ProblemSerializer}
ZIP: Final = "application/zip"


class DataExportSerializer(serializers.ModelSerializer[DataExport]):
    """An archive of everything about the visitor."""

    download_url = serializers.SerializerMethodField()

    class Meta:
        """Model and fields."""

        model = DataExport
        fields = (
            "id",
            "state",
            "progress",
            "error_code",
            "size_bytes",
            "n_files",
            "download_url",
            "expires_at",
            "created_at",
        )
        read_only_fields = fields

    def get_download_url(self, row: DataExport) -> str | None:
        """Opens without signing in for some hours: keep it to yourself. Null until it is made."""
        return exports.download_url(row) if row.file else None


class DataExportViewSet(
    mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[DataExport]
):
    """Archives of everything about the visitor."""

    queryset = DataExport.objects.none()
    serializer_class = DataExportSerializer
    throttle_classes = (ExportThrottle,)

    def get_queryset(self) -> Any:
        """Own ones, newest first."""
        return exports.own_exports(signed_in_user(self.request))

    @extend_schema(
        request=None,
        responses={
            202: DataExportSerializer,
            401: ProblemSerializer,
            429: ProblemSerializer,
        },
    )
    def create(self, request: Request) -> Response:
        """Have one made, unless that is under way; an e-mail tells when it is ready."""
        row = exports.order(signed_in_user(request), request=request._request)  # noqa: SLF001 (DRF gives no other way to Django's request)
        return Response(self.get_serializer(row).data, status=HTTPStatus.ACCEPTED)

    @extend_schema(responses={204: None} | NOT_THERE)
    def destroy(self, request: Request, pk: str) -> Response:
        """Stop or delete one."""
        exports.cancel(self.get_object())
        return Response(status=HTTPStatus.NO_CONTENT)


@require_safe
def archive(request: HttpRequest, export_id: uuid.UUID) -> HttpResponseBase:
    """The archive, for its owner and for whoever has a signed address of it."""
    rows: QuerySet[DataExport] = DataExport.objects.exclude(file="")
    if not signed_urls.is_signed(request, exports.subject_of(export_id)):
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        rows = rows.filter(owner=request.user)
    row = get_object_or_404(rows, pk=export_id)
    path = Path(row.file.path)
    if not path.is_file():
        raise Http404
    name = f"avatar-studio-{row.created_at:%Y-%m-%d}.zip"
    return serve_file(
        request, path, ZIP, etag=path.stem, download_name=name, cache_control="private, no-store"
    )


class LimitsSerializer(serializers.Serializer[Any]):
    """What a person may use."""

    plan = serializers.CharField(help_text="Empty: as the site's settings say.")
    render_minutes = serializers.IntegerField(help_text="Of finished video a month; 0: no limit.")
    storage_mb = serializers.IntegerField(help_text="Of all files; 0: no limit.")
    jobs = serializers.IntegerField(help_text="Videos in the making at once; 0: no limit.")
    upload_mb = serializers.IntegerField(help_text="Of one file.")
    dub_mb = serializers.IntegerField(help_text="Of one video to be dubbed.")


class UsageSerializer(serializers.Serializer[Any]):
    """What a person has used."""

    limits = LimitsSerializer()
    seconds = serializers.FloatField(help_text="Of video finished in this calendar month (UTC).")
    seconds_coming = serializers.FloatField(help_text="About how much is in the making.")
    seconds_left = serializers.FloatField(allow_null=True, help_text="Null: any number.")
    n_jobs = serializers.IntegerField(help_text="Videos in the making.")
    jobs_left = serializers.IntegerField(allow_null=True, help_text="Null: any number.")
    used_bytes = serializers.IntegerField(source="storage.used_bytes")
    bytes_left = serializers.IntegerField(allow_null=True, help_text="Null: any number.")
    resets_at = serializers.DateTimeField(help_text="When the next month begins.")


class UsageView(APIView):
    """Usage."""

    @extend_schema(
        responses={200: UsageSerializer, 401: ProblemSerializer}, operation_id="usage_retrieve"
    )
    def get(self, request: Request) -> Response:
        """What the visitor has used, and what is left."""
        return Response(UsageSerializer(quotas.usage_of(signed_in_user(request))).data)
