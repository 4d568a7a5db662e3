"""Signing in with Google: whom that makes an account for, and to whose it is linked.

Google says of an address whether it has confirmed it at some time. That somebody has it now it
only knows of its own: those that end in gmail.com, and those of an organisation whose accounts it
keeps (claim ``hd``), see
https://developers.google.com/identity/gsi/web/guides/verify-google-id-token. Only these count as
confirmed here. Anything else could be an address that has changed hands.
"""

import logging
from copy import copy
from typing import Any, Final
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.google.views import GoogleOAuth2Adapter
from bson import ObjectId
from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from accounts import google_pictures, invitations, sign_up
from accounts.models import User
from accounts.profile import NAME_LENGTH

logger = logging.getLogger(__name__)

PROVIDER: Final = "google"
OWN_DOMAIN: Final = "@gmail.com"


def is_on() -> bool:
    """Whether the settings name a client of Google."""
    return "APP" in settings.SOCIALACCOUNT_PROVIDERS[PROVIDER]


def origin() -> str:
    """Where Google asks people to sign in: the only other site that a form here may lead to."""
    url = urlsplit(GoogleOAuth2Adapter.authorize_url)
    return f"{url.scheme}://{url.netloc}"


def account_of(person: User) -> SocialAccount | None:
    """The Google account that is linked to a person."""
    return SocialAccount.objects.filter(user=person, provider=PROVIDER).first()


def knows_owner(facts: dict[str, Any]) -> bool:
    """Whether Google can tell that the address in an ID token belongs to who signs in now."""
    address = str(facts.get("email") or "").lower()
    is_confirmed = facts.get("email_verified") is True
    return is_confirmed and (address.endswith(OWN_DOMAIN) or bool(facts.get("hd")))


class GoogleAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """The conditions under which a Google account opens an account here."""

    def list_apps(
        self,
        request: HttpRequest | None,
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The client of the settings; none that staff could add to the database."""
        app = settings.SOCIALACCOUNT_PROVIDERS[PROVIDER].get("APP")
        if app is None or provider not in (None, PROVIDER):
            return []
        if client_id not in (None, app["client_id"]):
            return []
        return [SocialApp(provider=PROVIDER, name="Google", **app)]

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        """The account as it would be made: with the name and language that Google tells."""
        user: User = super().populate_user(request, sociallogin, data)
        facts = sociallogin.account.extra_data
        parts = (facts.get("given_name"), facts.get("family_name"))
        name = facts.get("name") or " ".join(part for part in parts if part)
        user.display_name = " ".join(str(name).split())[:NAME_LENGTH]
        return user

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """The account to link: one whose owner has confirmed the very address that Google knows.

        An address that was only typed in at a sign-up proves nothing: whoever did that may wait
        for the one whom it belongs to.
        """
        if not knows_owner(sociallogin.account.extra_data):
            return None
        found: tuple[User, str] | None = super().authenticate_by_email(sociallogin)
        if found is None or account_of(found[0]) is not None:
            return None
        person, address = found
        own = EmailAddress.objects.filter(user=person, email=address.lower(), verified=True)
        return found if own.exists() else None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Turn those away for whom neither an account is there nor one can be made."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        facts = sociallogin.account.extra_data
        address = str(sociallogin.user.email or "")
        if not address or facts.get("email_verified") is not True:
            self._refuse(request, "unconfirmed", address)
        if User.objects.filter(email=address.lower()).exists() or _is_taken(address):
            self._refuse(request, "exists", address)
        if not self.is_open_for_signup(request, sociallogin):
            return  # allauth shows that sign-up is closed
        if not sign_up.is_allowed(address):
            self._refuse(request, "domain", address)
        if not knows_owner(facts):
            for each in sociallogin.email_addresses:
                each.verified = False  # then a code is sent to it

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: object = None
    ) -> User:
        """Make the account, and use up the invitation that allows it."""
        sociallogin.user.google_id = sociallogin.account.uid
        try:
            with invitations.used(request, sociallogin.user.email) as invitation:
                user: User = super().save_user(request, sociallogin, form)
                invitations.settle(invitation, user)
        except invitations.NotInvitedError as exc:
            raise ImmediateHttpResponse(invitations.refusal(request, exc)) from None
        google_pictures.give(user, sociallogin.account.extra_data.get("picture"))
        return user

    def serialize_instance(self, instance: Model) -> dict[str, Any]:
        """A row for the session; a key of MongoDB as text."""
        row = copy(instance)
        for name, value in vars(instance).items():
            if isinstance(value, ObjectId):
                setattr(row, name, str(value))
        kept: dict[str, Any] = super().serialize_instance(row)
        return kept

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        """Where it says what is linked."""
        return reverse("accounts:security")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: object = None,
        exception: Exception | None = None,
        extra_context: object = None,
    ) -> None:
        """Write down what went wrong; never what Google or the browser sent."""
        logger.warning("signing in with Google failed: %s %s", error, type(exception).__name__)

    def _refuse(self, request: HttpRequest, reason: str, address: str) -> None:
        context = {"reason": reason, "address": address, "domains": settings.SIGN_UP_DOMAINS}
        page = render(request, "socialaccount/refused.html", context, status=403)
        raise ImmediateHttpResponse(page)


def _is_taken(address: str) -> bool:
    return bool(EmailAddress.objects.filter(email=address.lower()).exists())
