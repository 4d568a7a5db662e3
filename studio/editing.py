"""Where a video can be changed: in the studio, or the lines of a dub."""

from django.urls import reverse
from django.utils.http import urlencode

from media_jobs.models import DubTarget, Video
from studio.dubs import editor_url


def edit_url(video: Video) -> str:
    """The page that begins with the choices of a video.

    Args:
        video: with ``dub_target``, where it is a dub, or it is fetched.
    """
    if video.kind != Video.Kind.DUB:
        return f"{reverse('studio:studio')}?{urlencode({'from': str(video.pk)})}"
    target = target_of(video)
    return editor_url(target.project_id, target.language) if target else reverse("studio:dubs")


def target_of(video: Video) -> DubTarget | None:
    """The language of a project that a dub is of; ``None`` once the project is deleted."""
    target: DubTarget | None = getattr(video, "dub_target", None)
    return target
