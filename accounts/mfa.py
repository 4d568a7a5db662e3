"""Second factors: how their secrets are kept, and who must have one."""

import base64
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User

Respond = Callable[[HttpRequest], HttpResponseBase]

PURPOSE: Final = b"avatar studio: secrets of second factors"
# What staff without a second factor may still open: the way to one, and the way out.
OPEN_PATHS: Final = ("/accounts/", "/profile/security/", "/static/")


def has_second_factor(person: User) -> bool:
    """Whether a password alone does not sign somebody in."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(person, kinds))


def must_have_one(person: User) -> bool:
    """Whether somebody needs a second factor for what they may do here."""
    return bool(settings.REQUIRE_MFA_FOR_STAFF and person.is_staff)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps secrets encrypted and names this site."""

    def encrypt(self, text: str) -> str:
        """A secret as it is stored: a copy of the database alone makes no codes."""
        return _fernet().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself.

        Raises:
            InvalidToken: the secret key of the site has changed since.
        """
        return _fernet().decrypt(encrypted_text.encode("ascii")).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Whether one may be given up: not the last of somebody who must have one."""
        if not must_have_one(authenticator.user):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = others.exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 (allauth's name)
        """What a new passkey is called until it gets a name."""
        n = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey") if n == 0 else _("Passkey %(number)d") % {"number": n + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """This site as passkeys know it: by the host that is in the address bar."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """A person as passkeys know them."""
        return {
            "id": user_pk_to_url_str(user).encode("ascii"),
            "display_name": user.get_short_name(),
            "name": user.email,
        }


def _fernet() -> MultiFernet:
    """Keys derived from the secret keys of the site, the present one first (RFC 5869)."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(key))) for key in keys])


def _derived(key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(key.encode())
    return base64.urlsafe_b64encode(made)


def staff_middleware(get_response: Respond) -> Respond:
    """Lead staff who must have a second factor to where they get one."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        person = request.user
        if (
            isinstance(person, User)
            and must_have_one(person)
            and not request.path_info.startswith(OPEN_PATHS)
            and not has_second_factor(person)
        ):
            return _led_away(request)
        return get_response(request)

    return answer


def _led_away(request: HttpRequest) -> HttpResponse:
    text = _("Your role here needs two-step sign-in. Set it up to go on.")
    if request.path_info.startswith("/api/"):
        body = {"code": "mfa_required", "detail": text, "fields": {}}
        return JsonResponse(body, status=HTTPStatus.FORBIDDEN)
    get_adapter(request).add_message(request, messages.WARNING, message=text)
    return redirect(reverse("accounts:security"))
