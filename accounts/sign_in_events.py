"""What follows when somebody changes how they sign in.

django-allauth tells of it by signals, and in no other way; ``AccountsConfig.ready`` connects these.
"""

import logging
from typing import Any, Final

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from accounts import audit, google_pictures, sessions
from accounts.models import User

logger: Final = logging.getLogger(__name__)


def connect() -> None:
    """Listen; once."""
    uid = "accounts.sign_in_events"
    user_login_failed.connect(refused, dispatch_uid=uid)
    account.user_signed_up.connect(signed_up, dispatch_uid=uid)
    account.password_changed.connect(password_changed, dispatch_uid=uid)
    account.password_set.connect(password_changed, dispatch_uid=uid)
    account.password_reset.connect(password_reset, dispatch_uid=uid)
    account.email_changed.connect(address_changed, dispatch_uid=uid)
    mfa.authenticator_added.connect(factor_added, dispatch_uid=uid)
    mfa.authenticator_removed.connect(factor_removed, dispatch_uid=uid)
    mfa.authenticator_reset.connect(codes_made, dispatch_uid=uid)
    social.social_account_added.connect(google_linked, dispatch_uid=uid)
    social.social_account_removed.connect(google_unlinked, dispatch_uid=uid)


def refused(request: HttpRequest | None = None, **_: Any) -> None:
    """A sign-in failed: for the log that the operator watches. What was typed stays out of it.

    It may be somebody's password, typed into the wrong field.
    """
    logger.warning("a sign-in failed; visitor %s", audit.visitor(request) if request else "unknown")


def signed_up(request: HttpRequest, user: User, **facts: Any) -> None:
    """Somebody made an account."""
    login = facts.get("sociallogin")
    way = login.account.provider if isinstance(login, SocialLogin) else "password"
    audit.record(user, "account.made", user, {"way": way}, request=request)


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """Sign every other browser and program out, and note it."""
    sessions.end_all(user, keep=request)
    audit.record(user, "password.changed", user, request=request)


def password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    """Sign every browser and program out: whoever lost the password may not be alone with it."""
    sessions.end_all(user)
    audit.record(user, "password.reset", user, request=request)


def address_changed(
    request: HttpRequest,
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **_: Any,
) -> None:
    """Note the addresses, the old one too: it is the way back to a stolen account."""
    before = from_email_address.email if from_email_address else ""
    changes = {"email": [before, to_email_address.email]}
    audit.record(user, "account.address_changed", user, changes, request=request)


def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Note a second factor or a passkey."""
    audit.record(user, "mfa.added", user, {"kind": authenticator.type}, request=request)


def factor_removed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Note that one is gone."""
    audit.record(user, "mfa.removed", user, {"kind": authenticator.type}, request=request)


def codes_made(request: HttpRequest, user: User, **_: Any) -> None:
    """Note new recovery codes."""
    audit.record(user, "mfa.codes_made", user, request=request)


def google_linked(request: HttpRequest, sociallogin: SocialLogin, **_: Any) -> None:
    """Keep whose Google account it is, and show its picture where there is none."""
    person: User = sociallogin.user
    person.google_id = sociallogin.account.uid
    User.objects.filter(pk=person.pk).update(google_id=person.google_id)
    google_pictures.give(person, sociallogin.account.extra_data.get("picture"))
    audit.record(person, "google.linked", person, request=request)


def google_unlinked(request: HttpRequest, socialaccount: SocialAccount, **_: Any) -> None:
    """Forget the Google account."""
    person: User = socialaccount.user
    User.objects.filter(pk=person.pk, google_id=socialaccount.uid).update(google_id=None)
    audit.record(person, "google.unlinked", person, request=request)
