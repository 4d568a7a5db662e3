"""E-mails about presenters: to the person shown, and to the owner about decisions.

They are plain text: a stranger who is asked for consent should see every address in full.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from media_jobs import consent_statements, links
from media_jobs.models import Avatar, Consent

DECISIONS: Final = frozenset({"agreed", "approved", "rejected", "revoked"})


def write_to_person(consent: Consent, page_url: str) -> None:
    """Ask the person shown, or tell them where their answer is not needed.

    Args:
        consent: with ``person_email``.
        page_url: where they answer, now and later.
    """
    is_asked = consent.proof == Consent.Proof.EMAIL
    owner = consent.owner.get_short_name()
    subject = (
        _("May %(name)s make a talking avatar of you?")
        if is_asked
        else _("%(name)s made a talking avatar of you")
    )
    context = {
        "consent": consent,
        "owner": owner,
        "is_asked": is_asked,
        "page_url": page_url,
        "statement": consent_statements.text_of(consent.who, consent.statement_version),
        "terms_url": links.absolute(reverse(settings.AVATARS_TERMS_PAGE)),
    }
    _send(subject % {"name": owner}, "consent", context, consent.person_email)


def tell_owner(avatar: Avatar, decision: str) -> None:
    """Write to the owner what became of a presenter.

    Args:
        avatar: as it is now.
        decision: one of ``DECISIONS``.
    """
    if avatar.owner is None or decision not in DECISIONS:
        return
    subjects = {
        "agreed": _("The person shown by “%(name)s” agreed"),
        "approved": _("“%(name)s” can speak now"),
        "rejected": _("“%(name)s” was not approved"),
        "revoked": _("“%(name)s” is gone"),
    }
    context = {
        "avatar": avatar,
        "decision": decision,
        "is_waiting": avatar.state == Avatar.State.PENDING,
        "page_url": links.absolute(reverse(settings.AVATARS_PAGE)),
        "terms_url": links.absolute(reverse(settings.AVATARS_TERMS_PAGE)),
    }
    _send(subjects[decision] % {"name": avatar.name}, "avatar", context, avatar.owner.email)


def _send(subject: str, template: str, context: Mapping[str, Any], recipient: str) -> None:
    context = {**context, "site_name": settings.SITE_NAME}
    body = render_to_string(f"mail/{template}.txt", context).strip() + "\n"
    EmailMessage(" ".join(subject.split()), body, to=[recipient]).send()
