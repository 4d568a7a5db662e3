"""Who may make an account, and the forms for it."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import AddEmailForm, SignupForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import invitations
from accounts.models import User
from accounts.profile import NAME_LENGTH


def is_open(request: HttpRequest) -> bool:
    """Whether a visitor may make an account: anybody, whoever was invited, or nobody."""
    if settings.SIGN_UP == "invitation":
        return invitations.held_by(request) is not None
    return bool(settings.SIGN_UP == "open")


def is_allowed(address: str) -> bool:
    """Whether the domain of an e-mail address is among those that accounts may have."""
    domain = address.rpartition("@")[2].lower()
    return not settings.SIGN_UP_DOMAINS or domain in settings.SIGN_UP_DOMAINS


def check_domain(address: str) -> None:
    """Refuse an address of another domain.

    Raises:
        ValidationError: ``domain``.
    """
    if not is_allowed(address):
        names = ", ".join(settings.SIGN_UP_DOMAINS)
        raise ValidationError(
            _("Only addresses of %(domains)s can be used here."), "domain", {"domains": names}
        )


def absolute(request: HttpRequest, path: str) -> str:
    """A path of this site as a full address for e-mails and for passing on.

    ``Host`` is only believed where no address of the site is set; Django has compared it with the
    allowed hosts.
    """
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL else request.build_absolute_uri(path)


class SignUpForm(SignupForm):  # type: ignore[misc]  # allauth ships no types
    """Name, e-mail address and password of somebody new."""

    field_order = ("display_name", "email", "password1", "password2")
    display_name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        error_messages={"required": gettext_lazy("Write your name.")},
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["password1"].help_text = _("At least 10 characters.")
        self.fields["password2"].label = _("Password again")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean_display_name(self) -> str:
        """The name without needless space."""
        return " ".join(str(self.cleaned_data["display_name"]).split())

    def clean_email(self) -> str:
        """An address that may have an account.

        That it has one already is only kept secret where an e-mail tells its owner instead.
        """
        check_domain(self.cleaned_data["email"])
        address: str = super().clean_email()
        if self.account_already_exists and not settings.SIGN_UP_CONFIRMS_ADDRESSES:
            raise get_adapter().validation_error("email_taken")
        return address

    def clean(self) -> dict[str, Any]:
        """Check the password against the name as well."""
        cleaned: dict[str, Any] = super().clean()
        password = cleaned.get("password1")
        if password and "password1" not in self.errors:
            person = User(
                email=cleaned.get("email", ""), display_name=cleaned.get("display_name", "")
            )
            try:
                get_adapter().clean_password(password, user=person)
            except ValidationError as exc:
                self.add_error("password1", exc)
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Make the account, and use the invitation up that allows it.

        Returns:
            The account, or what to answer where none is made.
        """
        if self.account_already_exists:
            user, response = super().try_save(request)
            return user, response
        try:
            with invitations.used(request, self.cleaned_data["email"]) as invitation:
                user, response = super().try_save(request)
                invitations.settle(invitation, user)
        except invitations.NotInvitedError as exc:
            return None, invitations.refusal(request, exc)
        return user, response


class NewAddressForm(AddEmailForm):  # type: ignore[misc]  # allauth ships no types
    """Another e-mail address for an account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self) -> str:
        """An address that accounts may have, and that no other account signs in with."""
        check_domain(self.cleaned_data["email"])
        address: str = super().clean_email()
        # An account whose address is not confirmed would only be in the way once the code is right.
        if User.objects.filter(email=address).exclude(pk=self.user.pk).exists():
            raise get_adapter().validation_error("email_taken")
        return address
