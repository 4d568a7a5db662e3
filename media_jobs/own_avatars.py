"""People's own presenters: made from an upload, shared, revoked, deleted."""

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from accounts import audit, groups
from accounts.models import Group, User
from media_jobs import avatar_review, consents, inspection, speech_orders
from media_jobs.avatar_material import Material
from media_jobs.models import Avatar, Consent, MediaJob, Upload
from media_jobs.refusals import ServiceError, refuse

MAX_NAME: Final = 120  # characters
WHOLE: Final = [0.0, 0.0, 1.0, 1.0]
SMALLEST_CROP: Final = 0.1  # of each side


def create_avatar(
    owner: User,
    *,
    upload: Any,
    name: str,
    face_index: int | None = None,
    face_position: Sequence[float] | None = None,
    crop: Sequence[float] | None = None,
    may_use: bool = False,
    consent: Mapping[str, Any] | None = None,
    request: HttpRequest | None = None,
) -> Avatar:
    """Make a private presenter of a picture or video.

    It can be used at once, unless the person shown has to agree or a moderator to look at it.

    Args:
        owner: whose presenter it becomes.
        upload: the picture or video; its id or row.
        name: for people.
        face_index: which of its faces, as the upload numbers them.
        face_position: the same by place, (x, y) as shares of width and height.
        crop: what of a picture to keep: left, top, right, bottom as shares of its sides.
        may_use: whether the owner agrees to the statement about the person shown.
        consent: who is shown; attributes of ``consents.Statement``. The owner, if left out.
        request: by which it was done.

    Raises:
        ServiceError: an input is refused.
        UnusableMaterialError: no face in it can be made to speak.
    """
    if not may_use:
        detail = "Confirm that you may use this face."
        raise refuse("may_use", "may_use_required", detail)
    name = _checked_name(name)
    said = consents.checked(owner, consent)
    sent = speech_orders.own_upload(owner, upload, "upload")
    position = _face_place(sent, face_index, face_position)
    is_video = sent.kind == Upload.Kind.VIDEO
    avatar = Avatar(
        owner=owner,
        name=name,
        slug=slugify(name)[:MAX_NAME] or "presenter",
        kind=Avatar.Kind.VIDEO if is_video else Avatar.Kind.PHOTO,
        face_position=position,
        crop=_checked_crop(sent, crop, position),
        source=sent if is_video else None,
        may_use_at=timezone.now(),
        state=consents.state_after(said),
    )
    _add_pictures(avatar, sent)
    try:
        avatar.save()
        consents.record(avatar, said, sent, request=request)
    except BaseException:
        Material.of(avatar).remove_pictures()
        raise
    return avatar


def _checked_crop(
    upload: Upload, crop: Sequence[float] | None, face: Sequence[float] | None
) -> list[float] | None:
    """A part of a picture that is large enough and holds the chosen face; ``None`` for all."""
    if crop is None or list(crop) == WHOLE:
        return None
    if upload.kind != Upload.Kind.PICTURE:
        raise refuse("crop", "bad_crop", "Only pictures can be cropped.")
    left, top, right, bottom = (float(share) for share in crop)
    inside = all(0 <= share <= 1 for share in (left, top, right, bottom))
    if not inside or right - left < SMALLEST_CROP or bottom - top < SMALLEST_CROP:
        detail = "Keep more of the picture."
        raise refuse("crop", "bad_crop", detail)
    if face is not None and not (left < face[0] < right and top < face[1] < bottom):
        raise refuse("crop", "bad_crop", "The face that speaks is cut off.")
    return [left, top, right, bottom]


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
        spec = {
            "path": upload.asset.file.path,
            "face_position": avatar.face_position,
            "crop": avatar.crop,
        }
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
    refuse_others(user, avatar)
    avatar.name = _checked_name(name)
    Avatar.objects.filter(pk=avatar.pk).update(name=avatar.name)
    return avatar


def share_avatar(
    user: User,
    avatar: Avatar,
    visibility: str,
    group: Group | uuid.UUID | str | None = None,
    *,
    request: HttpRequest | None = None,
) -> Avatar:
    """Say who else may make videos with one's own presenter.

    Args:
        user: its owner.
        avatar: the row.
        visibility: of ``Avatar.Visibility``; only administrators give one to everybody.
        group: with whom it is shared, where it is; one that the owner is in.
        request: by which it was done.

    Raises:
        ServiceError: ``not_your_avatar``, ``avatar_not_approved``, ``unknown_group`` or
            ``staff_only``.
    """
    refuse_others(user, avatar)
    is_shared = visibility == Avatar.Visibility.GROUP
    chosen = _own_group(user, group) if is_shared else None
    if visibility == Avatar.Visibility.LIBRARY and not user.is_staff:
        detail = "Only administrators put presenters into the library."
        raise refuse("visibility", "staff_only", detail)
    before = [avatar.visibility, str(avatar.group_id or "")]
    rows = Avatar.objects.filter(pk=avatar.pk)
    if visibility != Avatar.Visibility.PRIVATE:
        rows = rows.filter(state=Avatar.State.APPROVED)
    if not rows.update(visibility=visibility, group=chosen):
        raise ServiceError("avatar_not_approved", "Only an approved presenter can be shared.")
    avatar.refresh_from_db()
    after = [avatar.visibility, str(avatar.group_id or "")]
    audit.record(user, "avatar.shared", avatar, {"shared": [before, after]}, request=request)
    return avatar


def _own_group(user: User, group: Group | uuid.UUID | str | None) -> Group:
    try:
        key = group.pk if isinstance(group, Group) else uuid.UUID(str(group))
        return groups.of(user).get(pk=key)
    except (ValueError, Group.DoesNotExist):
        raise refuse("group", "unknown_group", "Choose one of your groups.") from None


def revoke_avatar(user: User, avatar: Avatar, *, request: HttpRequest | None = None) -> Avatar:
    """Take the consent for one's own presenter back; its picture is deleted.

    Raises:
        ServiceError: ``not_your_avatar``, or ``avatar_not_reviewable``, it is revoked already.
    """
    refuse_others(user, avatar)
    return avatar_review.revoke(avatar, user, by=Consent.Revoker.OWNER, request=request)


def delete_avatar(user: User, avatar: Avatar, *, request: HttpRequest | None = None) -> None:
    """Delete one's own presenter with its files; finished videos stay.

    Raises:
        ServiceError: ``not_your_avatar``, or ``avatar_in_use`` by an unfinished job.
    """
    refuse_others(user, avatar)
    unfinished = MediaJob.objects.unfinished().filter(video__avatar=avatar)
    if unfinished.filter(kind=MediaJob.Kind.TALK).exists():
        detail = "A video with this presenter is being made; wait for it or cancel it."
        raise ServiceError("avatar_in_use", detail)
    audit.record(user, "avatar.deleted", avatar, request=request)
    remove(avatar)


def remove(avatar: Avatar) -> None:
    """Delete a presenter with everything it was made from, whoever may still want it.

    A job that needs it fails with ``avatar_gone``.
    """
    material = Material.of(avatar)
    avatar.delete()
    material.remove()


def refuse_others(user: User, avatar: Avatar) -> None:
    """See that a presenter is somebody's own.

    Raises:
        ServiceError: ``not_your_avatar``.
    """
    if avatar.owner_id != user.pk:
        raise ServiceError("not_your_avatar", "Only its owner can change this presenter.")
