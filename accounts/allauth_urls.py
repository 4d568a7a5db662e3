"""The pages of django-allauth that are open here, under the names it looks for.

Left out are those of ways to sign in that are not offered. What it lists on pages of its own,
second factors and linked accounts, is on one page here.
"""

from typing import Final

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.google import views as google
from django.core.exceptions import ValidationError
from django.urls import path, re_path, register_converter
from django.views.generic import RedirectView

from accounts import sign_in_views as own


class AuthenticatorKey:
    """Key of a passkey in an address: a number, or what the database has instead."""

    regex = "[0-9a-f]{1,24}"

    def to_python(self, value: str) -> object:
        """The key itself.

        Raises:
            ValueError: this database has no such keys; the page is then not found.
        """
        try:
            return Authenticator._meta.pk.to_python(value)
        except ValidationError as exc:
            raise ValueError(value) from exc

    def to_url(self, value: object) -> str:
        """As it stands in an address."""
        return str(value)


register_converter(AuthenticatorKey, "authenticator")

SECURITY: Final = RedirectView.as_view(pattern_name="accounts:security")
SIGN_IN: Final = RedirectView.as_view(pattern_name="account_login")

account_pages = [
    path("login/", own.may_lead_to_google(own.SignInView.as_view()), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("signup/", own.may_lead_to_google(account.signup), name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("email/", own.change_address, name="account_email"),
    path(
        "confirm-email/",
        account.email_verification_sent,
        name="account_email_verification_sent",
    ),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", own.set_password, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path(
        "password/reset/done/",
        account.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9a-f]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

mfa_pages = [
    path("2fa/", SECURITY, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own.add_app, name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("2fa/passkeys/", SECURITY, name="mfa_list_webauthn"),
    path("2fa/passkeys/add/", own.add_passkey, name="mfa_add_webauthn"),
    path("2fa/passkeys/login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path(
        "2fa/passkeys/reauthenticate/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("2fa/passkeys/<authenticator:pk>/edit/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "2fa/passkeys/<authenticator:pk>/remove/",
        passkeys.remove_webauthn,
        name="mfa_remove_webauthn",
    ),
]

google_pages = [
    path("google/login/", own.with_google(google.oauth2_login), name="google_login"),
    path("google/login/callback/", own.with_google(google.oauth2_callback), name="google_callback"),
    path("google/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("google/error/", social.login_error, name="socialaccount_login_error"),
    path("google/unlink/", own.unlink_google, name="socialaccount_connections"),
    path("google/signup/", SIGN_IN, name="socialaccount_signup"),
]

urlpatterns = [*account_pages, *mfa_pages, *google_pages]
