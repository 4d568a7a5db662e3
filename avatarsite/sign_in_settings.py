"""Settings of accounts and of signing in; ``avatarsite.settings`` takes all of them over."""

from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from avatarsite import env

_MODES: Final = ("open", "invitation", "closed")
_HAS_MAIL_SERVER: Final = bool(env.text("AVATAR_SMTP_URL"))


def _mode(name: str) -> str:
    word = env.text(name, "closed").lower()
    if word not in _MODES:
        raise ImproperlyConfigured(f"{name}={word!r} must be one of {', '.join(_MODES)}")
    return word


def _domains(name: str) -> list[str]:
    """Domains in lower case, in the letters that e-mail addresses are compared in."""
    domains = [item.lower().removeprefix("@") for item in env.items(name)]
    if wrong := next((item for item in domains if "." not in item or "@" in item), None):
        raise ImproperlyConfigured(f"{name}: {wrong!r} is no domain such as example.org")
    return domains


def _google(id_name: str, secret_name: str) -> dict[str, Any]:
    """What django-allauth knows of Google; without an ``APP`` it is off."""
    client_id, secret = env.text(id_name), env.text(secret_name)
    if bool(client_id) != bool(secret):
        raise ImproperlyConfigured(f"{id_name} and {secret_name} must both be set, or neither")
    app = {"APP": {"client_id": client_id, "secret": secret}} if client_id else {}
    return {
        "SCOPE": ["openid", "profile", "email"],
        "AUTH_PARAMS": {"access_type": "online", "prompt": "select_account"},
        "OAUTH_PKCE_ENABLED": True,
        **app,
    }


# -- Who may have an account -------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
SIGN_UP = _mode("AVATAR_SIGN_UP")
SIGN_UP_DOMAINS = _domains("AVATAR_ALLOWED_EMAIL_DOMAINS")  # empty: every domain
# Without a mail server codes reach the owner alone; then an address is taken as it was typed,
# unless the site relies on what people's addresses say about them.
SIGN_UP_CONFIRMS_ADDRESSES = _HAS_MAIL_SERVER or bool(SIGN_UP_DOMAINS)
REQUIRE_MFA_FOR_STAFF = env.flag("AVATAR_REQUIRE_MFA_FOR_STAFF")

# -- Passwords and sessions --------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "display_name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.password_words.SiteWordsValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_SERIALIZER = "accounts.session_json.SessionSerializer"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "studio:studio"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {
    "signup": "accounts.sign_up.SignUpForm",
    "add_email": "accounts.sign_up.NewAddressForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds
ACCOUNT_CHANGE_EMAIL = True  # one address each; a new one replaces it once it is confirmed
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # `accounts.stages` leaves it out where it may
# A code is read on whatever device has the e-mail, and programs that open links do not use it up.
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 3600  # seconds
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = _HAS_MAIL_SERVER  # of changes to how one signs in
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nothing is sent to addresses without an account
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("AVATAR_BEHIND_PROXY") else 0

# -- Second factor and passkeys ----------------------------------------------------------------

MFA_ADAPTER = "accounts.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Avatar Studio"
MFA_TOTP_TOLERANCE = 1  # steps of 30 s that a clock may be off
MFA_ALLOW_UNVERIFIED_EMAIL = not SIGN_UP_CONFIRMS_ADDRESSES

# -- Google ------------------------------------------------------------------------------------

SOCIALACCOUNT_ADAPTER = "accounts.google.GoogleAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "google": _google("AVATAR_GOOGLE_CLIENT_ID", "AVATAR_GOOGLE_CLIENT_SECRET")
}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # under the conditions of the adapter
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 8  # seconds
