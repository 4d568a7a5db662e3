"""Consent to be shown: stated by the owner of a presenter, where need be proven, taken back.

The person shown gets a link by e-mail. Its address is the key of the consent with a seal made from
the site's secret, so nobody without the e-mail can answer, the owner of the presenter included.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import User
from media_jobs import avatar_mails, avatar_review, consent_statements, flags, links
from media_jobs.consent_states import settle, state_with_consent
from media_jobs.models import Avatar, Consent, Flag, Upload
from media_jobs.refusals import ServiceError, refuse

MAX_NAME: Final = 120  # characters
SALT: Final = "media_jobs.consents"
ANSWER_WITHIN: Final = timedelta(days=30)  # of the e-mail that asks; taking back has no end
ASK_AGAIN_AFTER: Final = timedelta(hours=1)
ASKED_A_DAY: Final = 20  # e-mails about consent that one account may cause


class NoSuchConsentError(Exception):
    """The token was not made here."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What the owner of a presenter says about the person it shows.

    Attributes:
        who: of ``Consent.Who``.
        version: of the statement that was agreed to.
        person_name: of another person.
        person_email: of another person; empty where it is not needed.
        is_minor: the person is under 18.
        is_public_figure: the person is widely known.
    """

    who: str = Consent.Who.ME
    version: str = consent_statements.CURRENT
    person_name: str = ""
    person_email: str = ""
    is_minor: bool = False
    is_public_figure: bool = False

    @property
    def is_about_another(self) -> bool:
        """Whether somebody else is shown."""
        return self.who == Consent.Who.OTHER


def checked(owner: User, wishes: Mapping[str, Any] | None) -> Statement:
    """A statement as it came in.

    Args:
        owner: who makes it.
        wishes: attributes of ``Statement``; none means that the owner is shown.

    Raises:
        ServiceError: ``statement_changed``, ``person_name_required``, ``person_email_required``,
            ``bad_person_email`` or ``person_is_you``.
    """
    said = Statement(**(wishes or {}))
    if said.version != consent_statements.CURRENT:
        detail = "The statement has changed meanwhile. Read it again."
        raise refuse("consent", "statement_changed", detail)
    if not said.is_about_another:
        return Statement(
            said.who,
            said.version,
            is_minor=said.is_minor and said.who == Consent.Who.ME,
            is_public_figure=said.is_public_figure and said.who == Consent.Who.ME,
        )
    name, email = " ".join(said.person_name.split())[:MAX_NAME], said.person_email.strip().lower()
    if not name:
        raise refuse("person_name", "person_name_required", "Write the name of the person shown.")
    _check_email(owner, email)
    return Statement(said.who, said.version, name, email, said.is_minor, said.is_public_figure)


def _check_email(owner: User, email: str) -> None:
    if not email:
        if settings.AVATARS_CONSENT_PROOF == Consent.Proof.EMAIL:
            detail = "Write the e-mail address of the person shown: they are asked there."
            raise refuse("person_email", "person_email_required", detail)
        return
    try:
        validate_email(email)
    except ValidationError:
        detail = "This is no e-mail address."
        raise refuse("person_email", "bad_person_email", detail) from None
    if email == owner.email:
        detail = "This is your own address. Say that the picture shows you."
        raise refuse("person_email", "person_is_you", detail)
    day = timezone.now() - timedelta(days=1)
    if Consent.objects.filter(owner=owner, asked_at__gte=day).count() >= ASKED_A_DAY:
        detail = f"At most {ASKED_A_DAY} people a day are asked for you. Go on tomorrow."
        raise refuse("person_email", "too_many_asked", detail)


def state_after(said: Statement) -> str:
    """The state, of ``Avatar.State``, of a presenter about which this was stated."""
    if _proof_for(said) != Consent.Proof.NONE:
        return Avatar.State.DRAFT
    return state_with_consent(is_sensitive=said.is_minor or said.is_public_figure)


def _proof_for(said: Statement) -> str:
    return settings.AVATARS_CONSENT_PROOF if said.is_about_another else Consent.Proof.NONE


def record(
    avatar: Avatar, said: Statement, upload: Upload, *, request: HttpRequest | None = None
) -> Consent:
    """Keep what the owner of a new presenter stated, and write to the person shown."""
    if avatar.owner is None:
        raise ServiceError("not_your_avatar", "Presenters of the library need no consent.")
    proof = _proof_for(said)
    consent = Consent.objects.create(
        avatar=avatar,
        avatar_name=avatar.name,
        owner=avatar.owner,
        who=said.who,
        statement_version=said.version,
        statement_sha256=consent_statements.sha256_of(said.who, said.version),
        picture_sha256=upload.asset.sha256,
        is_minor=said.is_minor,
        is_public_figure=said.is_public_figure,
        person_name=said.person_name,
        person_email=said.person_email,
        proof=proof,
        answer=Consent.Answer.NONE if proof == Consent.Proof.NONE else Consent.Answer.WAITING,
    )
    facts = {
        "avatar": str(avatar.pk),
        "who": consent.who,
        "statement": [None, consent.statement_sha256],
        "picture": [None, consent.picture_sha256],
        "minor": consent.is_minor,
        "public_figure": consent.is_public_figure,
    }
    audit.record(avatar.owner, "consent.given", consent, facts, request=request)
    _flag(avatar, consent)
    if consent.person_email:
        _write(consent)
    return consent


def _flag(avatar: Avatar, consent: Consent) -> None:
    """Have moderators look, as the rules promise."""
    if consent.is_minor:
        flags.raise_flag(Flag.Kind.MINOR, avatar=avatar)
    if consent.is_public_figure:
        flags.raise_flag(Flag.Kind.PUBLIC_FIGURE, avatar=avatar)


def of_avatar(avatar: Avatar) -> Consent | None:
    """The consent that counts; ``None`` where it is of the library or older than consents."""
    rows = sorted(avatar.consents.all(), key=lambda each: each.stated_at)
    return rows[-1] if rows else None


def ask_again(consent: Consent, *, request: HttpRequest | None = None) -> None:
    """Write to the person shown once more.

    Raises:
        ServiceError: ``consent_not_waiting``, or ``asked_already`` within the last hour.
    """
    if not _is_asked(consent):
        raise ServiceError("consent_not_waiting", "Nobody's answer is waited for.")
    if not may_ask_again(consent):
        raise ServiceError("asked_already", "They were written to within the last hour.")
    audit.record(consent.owner, "consent.asked", consent, request=request)
    _write(consent)


def _is_asked(consent: Consent) -> bool:
    is_waiting = consent.answer == Consent.Answer.WAITING and consent.revoked_at is None
    return is_waiting and consent.proof == Consent.Proof.EMAIL


def may_ask_again(consent: Consent) -> bool:
    """Whether the person shown can be written to once more now."""
    moment = timezone.now() - ASK_AGAIN_AFTER
    return _is_asked(consent) and (consent.asked_at is None or consent.asked_at < moment)


def _write(consent: Consent) -> None:
    consent.asked_at = timezone.now()
    Consent.objects.filter(pk=consent.pk).update(asked_at=consent.asked_at)
    avatar_mails.write_to_person(consent, page_url(consent))


# -- The link of the person shown --------------------------------------------------------------


def token_of(consent: Consent) -> str:
    """What the address of the page holds on which the person shown answers."""
    return signing.Signer(salt=SALT).sign_object(str(consent.pk))


def page_url(consent: Consent) -> str:
    """The full address of that page."""
    return links.absolute(reverse(settings.AVATARS_CONSENT_PAGE, args=[token_of(consent)]))


def of_token(token: str) -> Consent:
    """The consent that a link is about, with presenter and owner.

    Raises:
        NoSuchConsentError: the token was not made here, or what it was about is gone.
    """
    try:
        key = signing.Signer(salt=SALT).unsign_object(token)
        return Consent.objects.select_related("avatar__source", "owner").get(pk=key)
    except (signing.BadSignature, ValidationError, Consent.DoesNotExist):
        raise NoSuchConsentError from None


def may_answer(consent: Consent) -> bool:
    """Whether the person shown can still agree or refuse."""
    return (
        consent.answer == Consent.Answer.WAITING
        and consent.proof == Consent.Proof.EMAIL
        and consent.avatar is not None
        and consent.revoked_at is None
        and consent.asked_at is not None
        and timezone.now() - consent.asked_at < ANSWER_WITHIN
    )


def may_take_back(consent: Consent) -> bool:
    """Whether there is something that the person shown can end."""
    return consent.avatar is not None and consent.revoked_at is None


def answer(consent: Consent, *, agrees: bool, request: HttpRequest | None = None) -> None:
    """Take the answer of the person shown.

    Raises:
        ServiceError: ``consent_not_waiting``, it was answered, ended or is too old.
    """
    word = Consent.Answer.AGREED if agrees else Consent.Answer.REFUSED
    waiting = Consent.objects.filter(pk=consent.pk, answer=Consent.Answer.WAITING)
    if not may_answer(consent) or not waiting.update(answer=word, answered_at=timezone.now()):
        raise ServiceError("consent_not_waiting", "This was answered already, or is over.")
    consent.refresh_from_db()
    audit.record(None, f"consent.{word}", consent, request=request)
    if consent.avatar is None:
        return
    if agrees:
        settle(consent)
    else:
        _end(consent, "The person shown did not agree.", request)


def take_back(consent: Consent, *, request: HttpRequest | None = None) -> None:
    """End the presenter, as the person shown wishes.

    Raises:
        ServiceError: ``consent_over``, it has ended already.
    """
    if not may_take_back(consent):
        raise ServiceError("consent_over", "There is nothing any more to take back.")
    _end(consent, "The person shown took their consent back.", request)


def _end(consent: Consent, reason: str, request: HttpRequest | None) -> None:
    by = Consent.Revoker.PERSON
    if consent.avatar is not None:
        avatar_review.revoke(consent.avatar, None, reason, by=by, request=request)


def end_unanswered() -> int:
    """Delete what has waited too long for the person shown: nobody agreed to keep their picture.

    Returns:
        How many presenters ended.
    """
    before = timezone.now() - ANSWER_WITHIN
    late = Consent.objects.filter(
        answer=Consent.Answer.WAITING,
        revoked_at__isnull=True,
        avatar__isnull=False,
        stated_at__lt=before,
    ).exclude(asked_at__gte=before)
    avatars = [row.avatar for row in late.select_related("avatar__source", "avatar__owner")]
    drafts = [avatar for avatar in avatars if avatar and avatar.state == Avatar.State.DRAFT]
    for avatar in drafts:
        avatar_review.revoke(avatar, None, "The person shown did not agree in time.", by="")
    return len(drafts)
