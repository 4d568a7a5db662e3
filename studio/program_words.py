"""Why a token, an API key or a webhook does not do what it should, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords

_SIGN_IN: Final = _("Sign in again.")

PROGRAMS: Final[Mapping[str, ErrorWords]] = MappingProxyType(
    {
        "token_invalid": ErrorWords(
            _("The token does not work"), _("It was not made here, or has expired."), _SIGN_IN
        ),
        "token_ended": ErrorWords(
            _("This program was signed out"), _("Somebody ended it in the profile."), _SIGN_IN
        ),
        "token_reused": ErrorWords(
            _("This program was signed out"),
            _("A refresh token came a second time, so it may have been copied."),
            _SIGN_IN,
        ),
        "confirm_first": ErrorWords(
            _("Show that it is you"),
            _("An API key goes on for long, so it is made soon after signing in."),
            _("Make it in your profile, under API keys."),
        ),
        "https_only": ErrorWords(
            _("This was not encrypted"),
            _("Somebody on the way may have read it."),
            _("Ask over https, and end the key or token that was sent."),
        ),
        "mfa_required": ErrorWords(
            _("A second factor is needed"),
            _("Whoever looks after this studio has to sign in with one."),
            _("Set it up in your profile, under Security."),
        ),
        "key_invalid": ErrorWords(
            _("The API key does not work"),
            _("It was not made here, has expired, or was revoked."),
            _("Make a new one in your profile."),
        ),
        "wrong_credentials": ErrorWords(
            _("The address or the password is wrong"), "", _("Check both and try again.")
        ),
        "second_step_needed": ErrorWords(
            _("A password is not enough for this account"),
            _("It asks for a second step at sign-in."),
            _("Make an API key in your profile."),
        ),
        "address_not_confirmed": ErrorWords(
            _("The e-mail address is not confirmed"),
            "",
            _("Follow the link in the e-mail that you got when you signed up."),
        ),
        "scope_missing": ErrorWords(
            _("The API key is not for this"),
            _("What a key may do is chosen when it is made."),
            _("Make another one in your profile."),
        ),
        "too_many_keys": ErrorWords(
            _("You have too many API keys"), "", _("Revoke one that is not needed any more.")
        ),
        "bad_webhook_url": ErrorWords(
            _("A webhook cannot have this address"),
            _("It must be a public https:// address."),
            _("Correct the address."),
        ),
        "webhooks_off": ErrorWords(
            _("Webhooks are switched off"),
            _("The administrator of this studio does not allow them."),
            _("Ask the administrator."),
        ),
        "too_many_webhooks": ErrorWords(
            _("You have too many webhooks"), "", _("Delete one that is not needed any more.")
        ),
        "under_way": ErrorWords(
            _("This message is being sent just now"), "", _("Look again in a moment.")
        ),
    }
)
