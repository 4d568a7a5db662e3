"""The form of the profile page."""

from collections.abc import Iterator
from typing import Final

from django import forms
from django.conf.locale import LANG_INFO

from accounts import time_zones
from accounts.models import User

NAME_LENGTH: Final = 120  # characters
WHEN: Final = [
    (User.MailWhen.ALWAYS, "Always"),
    (User.MailWhen.AWAY, "When away"),
    (User.MailWhen.NEVER, "Never"),
]


def _languages() -> Iterator[tuple[str, str]]:
    """Tags and names of languages, each in itself, by name."""
    known = {tag: info["name_local"] for tag, info in LANG_INFO.items() if "name_local" in info}
    yield from sorted(known.items(), key=lambda each: each[1].casefold())


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What people say about themselves, and which e-mails they want."""

    display_name = forms.CharField(
        error_messages={"required": "Write your name."},
        label="Name",
        max_length=NAME_LENGTH,
        widget=forms.TextInput({"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label="Language", help_text="The one you mostly write and speak in."
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        help_text="For dates in e-mails. Pages use the clock of your device.",
    )
    mail_when_finished = forms.ChoiceField(
        label="When a video is ready", choices=WHEN, widget=forms.RadioSelect
    )
    mail_when_failed = forms.ChoiceField(
        label="When a video could not be made", choices=WHEN, widget=forms.RadioSelect
    )

    class Meta:
        """Model and fields."""

        model = User
        fields = (
            "display_name",
            "language",
            "time_zone",
            "mail_when_finished",
            "mail_when_failed",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        person: User = self.instance
        languages = dict(_languages())
        languages.setdefault(person.language, person.language)
        self.fields["language"].choices = [*languages.items()]  # type: ignore[attr-defined]
        known = {name for _, places in time_zones.choices() for name, _ in places}
        kept = {person.time_zone} - known - {""}  # chosen when it was still offered
        self.fields["time_zone"].choices = [  # type: ignore[attr-defined]
            ("", "Not set"),
            *time_zones.choices(),
            *((name, name) for name in kept),
        ]

    def clean_display_name(self) -> str:
        """The name without needless space."""
        return " ".join(str(self.cleaned_data["display_name"]).split())
