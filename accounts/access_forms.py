"""The form that makes an API key."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.scopes import Scope

NAME_LENGTH: Final = 80  # characters
NO_END: Final = "0"
LENGTHS: Final = [
    ("7", _("a week")),
    ("30", _("a month")),
    ("90", _("three months")),
    ("365", _("a year")),
    (NO_END, _("no end")),
]


class ApiKeyForm(forms.Form):
    """What a key is for, what it opens, and how long."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Give it a name, so that you know it again.")},
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=[choice for choice in Scope.choices if choice[0] != Scope.READ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.ChoiceField(
        label=_("It works for"),
        choices=LENGTHS,
        initial="90",
        widget=forms.Select({"class": "select"}),
    )

    def clean_days(self) -> int | None:
        """Days; ``None`` for no end."""
        chosen = str(self.cleaned_data["days"])
        return None if chosen == NO_END else int(chosen)
