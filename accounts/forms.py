"""The owner's set-up form."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from accounts import setup
from accounts.models import User


class SetupForm(forms.Form):
    """E-mail, name and password of the owner; the token too when the visitor is elsewhere."""

    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    display_name = forms.CharField(
        label="Name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password1 = forms.CharField(
        label="Password",
        strip=False,
        help_text="At least 10 characters.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    token = forms.CharField(
        label="Set-up token",
        help_text="The terminal in which the site was started shows it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, token_required: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not token_required:
            del self.fields["token"]

    def clean_email(self) -> str:
        """The address in lower case, as it is stored."""
        return str(self.cleaned_data["email"]).lower()

    def clean_token(self) -> str:
        """The token, if it is the right one."""
        given = str(self.cleaned_data["token"])
        if not setup.is_token(given):
            raise ValidationError("This is not the token that the terminal shows.", code="token")
        return given

    def clean(self) -> dict[str, Any]:
        """Check that the passwords agree and are strong enough."""
        fields = super().clean() or self.cleaned_data
        password = fields.get("password1")
        if password and password != fields.get("password2"):
            self.add_error("password2", "The two passwords differ.")
        elif password:
            person = User(
                email=fields.get("email", ""), display_name=fields.get("display_name", "")
            )
            try:
                password_validation.validate_password(password, person)
            except ValidationError as exc:
                self.add_error("password1", exc)
        return fields
