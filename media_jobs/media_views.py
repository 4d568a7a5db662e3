"""Files: for whoever owns them, and for whoever has an address that was signed for them."""

import uuid
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Final

from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from media_jobs import signed_urls, storage
from media_jobs.files import serve_file
from media_jobs.models import FILES, Avatar, MediaAsset, Video
from media_jobs.permissions import own_assets, visible_avatars

# Stored names change with their content.
FOR_EVER: Final = "private, max-age=31536000, immutable"
PICTURES: Final = {".webp": "image/webp", ".png": "image/png", ".jpg": "image/jpeg"}


@require_safe
def asset(request: HttpRequest, asset_id: uuid.UUID, name: str) -> HttpResponseBase:
    """A stored file; the name in the address is for people."""
    rows: QuerySet[MediaAsset] = MediaAsset.objects.filter(withheld_at__isnull=True)
    if not signed_urls.is_signed(request, storage.asset_subject(asset_id)):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        rows = own_assets(request)
    row = get_object_or_404(rows, pk=asset_id)
    path = Path(row.file.path)
    if not path.exists():
        raise Http404
    return serve_file(
        request,
        path,
        row.content_type,
        etag=row.sha256,
        download_name=_download_name(row, name) if _is_saved(request, row) else "",
    )


def _is_saved(request: HttpRequest, row: MediaAsset) -> bool:
    """Whether a browser is to save a file rather than show it: always what somebody sent."""
    return bool(request.GET.get("download")) or row.content_type == storage.OPAQUE


def _download_name(row: MediaAsset, name: str) -> str:
    """The title of the video with the file's suffix."""
    holders = (Q(**{name: row}) for name in FILES)
    its_videos = Video.objects.filter(reduce(or_, holders))
    title = its_videos.values_list("title", flat=True).first()
    clean = "".join(
        " " if char in '\\/:*?"<>|' or ord(char) < ord(" ") else char for char in title or ""
    )
    return f"{clean.strip(' .')}{Path(name).suffix}" if clean.strip(" .") else name


@require_safe
def avatar_picture(request: HttpRequest, avatar_id: uuid.UUID, which: str) -> HttpResponseBase:
    """A presenter's picture, for those who may use the presenter."""
    rows: QuerySet[Avatar] = Avatar.objects.all()
    if not signed_urls.is_signed(request, storage.avatar_subject(avatar_id, which)):
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        rows = visible_avatars(request)
    row = get_object_or_404(rows, pk=avatar_id)
    picture = {"picture": row.picture, "thumbnail": row.thumbnail}.get(which)
    if not picture:
        raise Http404
    path = Path(picture.path)
    if not path.exists():
        raise Http404
    content_type = PICTURES.get(path.suffix.lower(), storage.OPAQUE)
    return serve_file(request, path, content_type, etag=path.stem, cache_control=FOR_EVER)
