"""What django-allauth may do here with e-mail addresses and passwords."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from accounts import sign_up
from accounts.models import User

STAGE = "allauth.account.stages.EmailVerificationStage"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made as ``AVATAR_SIGN_UP`` says."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may make an account."""
        return sign_up.is_open(request)

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Fill in the new account from the form."""
        user.display_name = form.cleaned_data["display_name"]
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address; all who come without one, as through a socket, count as one."""
        return get_client_ip(request) or "unknown"

    def get_login_stages(self) -> list[str]:
        """The steps of signing in; addresses are only confirmed where that is of use."""
        stages: list[str] = super().get_login_stages()
        return ["accounts.stages.AddressStage" if name == STAGE else name for name in stages]

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """A message in the words of this site."""
        facts = {
            **context,
            "site_name": settings.SITE_NAME,
            "address": email,
            "go_url": context.get("url") or context.get("password_reset_url", ""),
        }
        subject = render_to_string(f"{template_prefix}_subject.txt", facts)
        facts["subject"] = " ".join(subject.split())
        message: EmailMessage = super().render_mail(template_prefix, email, facts, headers)
        return message

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Where a new password is chosen, as an address for e-mails."""
        user_id, _, token = key.partition("-")
        return sign_up.absolute(
            self.request, reverse("account_reset_password_from_key", args=[user_id, token])
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the password was."""
        return reverse("accounts:security")

    def get_email_verification_redirect_url(self, email_address: object) -> str:
        """Where it says which address the account has."""
        return reverse("accounts:security")
