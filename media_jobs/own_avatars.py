"""People's own presenters: made from an upload, renamed, deleted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from media_jobs import inspection, speech_orders, uploads
from media_jobs.models import Avatar, MediaJob, Upload
from media_jobs.refusals import ServiceError, refuse

MAX_NAME: Final = 120  # characters


def create_avatar(
    owner: User,
    *,
    upload: Any,
    name: str,
    face_index: int | None = None,
    face_position: Sequence[float] | None = None,
    may_use: bool = False,
) -> Avatar:
    """Make a private presenter of a picture or video.

    Args:
        owner: whose presenter it becomes.
        upload: the picture or video; its id or row.
        name: for people.
        face_index: which of its faces, as the upload numbers them.
        face_position: the same by place, (x, y) as shares of width and height.
        may_use: whether the owner says to be allowed to use this face.

    Raises:
        ServiceError: an input is refused.
        UnusableMaterialError: no face in it can be made to speak.
    """
    if not may_use:
        detail = "Confirm that you may use this face."
        raise refuse("may_use", "may_use_required", detail)
    name = _checked_name(name)
    sent = speech_orders.own_upload(owner, upload, "upload")
    position = _face_place(sent, face_index, face_position)
    is_video = sent.kind == Upload.Kind.VIDEO
    avatar = Avatar(
        owner=owner,
        name=name,
        slug=slugify(name)[:MAX_NAME] or "presenter",
        kind=Avatar.Kind.VIDEO if is_video else Avatar.Kind.PHOTO,
        face_position=position,
        source=sent if is_video else None,
        may_use_at=timezone.now(),
    )
    _add_pictures(avatar, sent)
    try:
        avatar.save()
    except BaseException:
        _delete_pictures(avatar)
        raise
    return avatar


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise refuse("name", "empty_name", "Give the presenter a name.")
    if len(name) > MAX_NAME:
        raise refuse("name", "name_too_long", f"A name has at most {MAX_NAME} characters.")
    return name


def _face_place(
    upload: Upload, index: int | None, position: Sequence[float] | None
) -> list[float] | None:
    """Where the chosen face is in the picture, as shares; ``None`` where nobody chose one."""
    if upload.kind == Upload.Kind.SOUND:
        raise refuse("upload", "not_a_face_file", "Choose a picture or a video.")
    if position is not None:
        if not all(0 <= share <= 1 for share in position):
            detail = "A position has two shares from 0 to 1."
            raise refuse("face_position", "bad_face_position", detail)
        return [float(share) for share in position]
    if index is None:
        return None
    for face in upload.faces:
        if face["index"] == index:
            left, top, right, bottom = face["box"]
            return [(left + right) / 2, (top + bottom) / 2]
    raise refuse("face_index", "unknown_face", "There is no such face in this file.")


def _add_pictures(avatar: Avatar, upload: Upload) -> None:
    """Still, thumbnail and face analysis, all made in the render process."""
    with inspection.scratch() as folder:
        spec = {"path": upload.asset.file.path, "face_position": avatar.face_position}
        made = inspection.ask("portrait", spec, field="upload", workdir=str(folder))
        picture, small = Path(made["picture"]), Path(made["thumbnail"])
        avatar.analysis = made["analysis"] or {}
        avatar.has_alpha = bool(avatar.analysis.get("has_alpha"))
        if avatar.kind == Avatar.Kind.PHOTO:  # the still has its own order of faces
            avatar.face_index = made["face_index"]
        avatar.picture.save(picture.name, ContentFile(picture.read_bytes()), save=False)
        avatar.thumbnail.save(small.name, ContentFile(small.read_bytes()), save=False)


def rename_avatar(user: User, avatar: Avatar, name: str) -> Avatar:
    """Give one's own presenter another name.

    Raises:
        ServiceError: ``not_your_avatar``, or the name is empty or too long.
    """
    _refuse_others(user, avatar)
    avatar.name = _checked_name(name)
    Avatar.objects.filter(pk=avatar.pk).update(name=avatar.name)
    return avatar


def delete_avatar(user: User, avatar: Avatar) -> None:
    """Delete one's own presenter with its files; finished videos stay.

    Raises:
        ServiceError: ``not_your_avatar``, or ``avatar_in_use`` by an unfinished job.
    """
    _refuse_others(user, avatar)
    source = avatar.source
    with transaction.atomic():
        unfinished = MediaJob.objects.unfinished().filter(video__avatar=avatar)
        if unfinished.filter(kind=MediaJob.Kind.TALK).exists():
            detail = "A video with this presenter is being made; wait for it or cancel it."
            raise ServiceError("avatar_in_use", detail)
        avatar.delete()
    _delete_pictures(avatar)
    if source is not None and Upload.objects.unused().filter(pk=source.pk).exists():
        uploads.remove(source)


def _refuse_others(user: User, avatar: Avatar) -> None:
    if avatar.owner_id != user.pk:
        raise ServiceError("not_your_avatar", "Presenters of the library cannot be changed.")


def _delete_pictures(avatar: Avatar) -> None:
    for picture in (avatar.picture, avatar.thumbnail):
        if picture:
            picture.delete(save=False)
