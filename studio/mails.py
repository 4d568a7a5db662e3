"""The e-mails about videos, in words: how one ended, and where to go from there.

``media_jobs`` decides whether and when one is sent, and finds this by ``JOBS_NOTICE_WRITER``.
"""

import logging
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.time_zones import zone_of
from media_jobs import links
from media_jobs.mail_server import WIRE
from media_jobs.models import Mail, Video
from media_jobs.notices import Notice
from studio.editing import edit_url
from studio.mail_poster import Poster, poster_of
from studio.templatetags.studio_ui import clock, language_name
from studio.wording import error_words

logger = logging.getLogger(__name__)

PRINTABLE: Final = "quoted-printable"  # passes every server, whatever it can do
POSTER_ID: Final = "poster@avatar-studio"  # the picture's Content-ID


def write(notice: Notice) -> EmailMessage:
    """Subject and bodies of a message; its other headers are not of words.

    The HTML part shows the still from inside the message, since mail programs fetch nothing from
    a server before they are told to.
    """
    with timezone.override(zone_of(notice.person)):
        subject, context = _CONTEXTS[notice.kind](notice)
        context |= {"notice": notice, "site_name": settings.SITE_NAME, "subject": subject}
        poster = _poster(notice.video) if notice.kind == Mail.Kind.FINISHED else None
        context |= {"poster": poster, "poster_id": POSTER_ID}
        text = render_to_string(f"mail/{notice.kind}.txt", context)
        html = render_to_string(f"mail/{notice.kind}.html", context)
    message = EmailMessage(policy=WIRE)
    message["Subject"] = subject
    message.set_content(text, cte=PRINTABLE)
    message.add_alternative(html, subtype="html", cte=PRINTABLE)
    if poster:
        _add_picture(message, poster)
    return message


def _add_picture(message: EmailMessage, poster: Poster) -> None:
    """Put the picture beside the HTML part: alternative(text, related(html, picture))."""
    html = message.get_body(("html",))
    if isinstance(html, EmailMessage):
        html.add_related(
            poster.jpeg,
            "image",
            "jpeg",
            cid=f"<{POSTER_ID}>",
            disposition="inline",
            filename="poster.jpg",
        )


def _finished(notice: Notice) -> tuple[str, dict[str, Any]]:
    subject = _("“%(title)s” is ready") % {"title": notice.video.title}
    video = notice.video
    is_dub = video.kind == Video.Kind.DUB
    return subject, {
        "facts": _facts(video),
        "is_dub": is_dub,
        "too_long": _too_long(video) if is_dub else "",
        "edit_url": links.absolute(edit_url(video)) if is_dub else "",
    }


def _too_long(video: Video) -> str:
    """How many lines of a dub do not fit into their time; nothing where all do."""
    n = int(video.report.get("n_overflowing") or 0)
    if not n:
        return ""
    told = ngettext(
        "%(n)d line is too long for its time; a shorter wording would fit.",
        "%(n)d lines are too long for their time; shorter wordings would fit.",
        n,
    )
    return told % {"n": n}


def _failed(notice: Notice) -> tuple[str, dict[str, Any]]:
    subject = _("“%(title)s” could not be made") % {"title": notice.video.title}
    return subject, {
        "error": error_words(notice.job.error_code),
        "edit_url": links.absolute(edit_url(notice.video)),
        "is_dub": notice.video.kind == Video.Kind.DUB,
    }


_CONTEXTS: Final[Mapping[str, Callable[[Notice], tuple[str, dict[str, Any]]]]] = MappingProxyType(
    {Mail.Kind.FINISHED: _finished, Mail.Kind.FAILED: _failed}
)


def _facts(video: Video) -> str:
    """Length, language and size in one line."""
    known = [
        clock(video.duration),
        _language(video),
        f"{video.width} × {video.height}" if video.width else "",
    ]
    return " · ".join(fact for fact in known if fact)


def _language(video: Video) -> str:
    """What is spoken; of a dub, also what the original speaks."""
    spoken = language_name(video.language) if video.language else ""
    if video.kind != Video.Kind.DUB or not video.source_language:
        return spoken
    return f"{language_name(video.source_language)} → {spoken}"


def _poster(video: Video) -> Poster | None:
    """The still; a message without it is better than none."""
    if video.poster is None:
        return None
    try:
        return poster_of(Path(video.poster.file.path))
    except OSError:
        logger.warning("no picture of video %s for its e-mail", video.pk)
        return None
