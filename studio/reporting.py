"""The form by which strangers complain about a shared video."""

from typing import Any, Final

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from media_jobs.models import Report
from media_jobs.reports import MAX_TEXT

SALT: Final = "studio.reporting"
QUICKEST: Final = 2  # seconds that a person needs at least
STAMP_AGE: Final = 24 * 3600  # seconds that a form stays good

REASONS: Final = (
    ("", _("Choose a reason")),
    (Report.Reason.LIKENESS, _("It shows me, or somebody I speak for, without permission")),
    (Report.Reason.MINOR, _("It shows a child or young person")),
    (Report.Reason.DECEPTION, _("It deceives: fraud, false news, words nobody said")),
    (Report.Reason.HATE, _("It is hateful, threatening or harassing")),
    (Report.Reason.SEXUAL, _("It is sexual")),
    (Report.Reason.VIOLENCE, _("It is violent or calls for it")),
    (Report.Reason.COPYRIGHT, _("It uses what belongs to somebody else")),
    (Report.Reason.OTHER, _("Something else")),
)


class ReportForm(forms.Form):
    """A reason, and if its sender likes, more words and an address for the answer.

    ``website`` is not shown: only programs fill it in. ``stamp`` tells when the form was handed
    out, so that it cannot be sent faster than anybody types.
    """

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=REASONS)
    text = forms.CharField(
        label=_("Tell us more"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "class": "textarea report__text"}),
        help_text=_("What should we look at, and where in the video? This helps us decide."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        required=False,
        help_text=_("Only if you want an answer: when we have it, and when we have decided."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    stamp = forms.CharField(widget=forms.HiddenInput)
    website = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("stamp", new_stamp())

    def clean(self) -> dict[str, Any]:
        """Ask for words where the reason says nothing."""
        values = {**(super().clean() or {})}
        if values.get("reason") == Report.Reason.OTHER and not values.get("text", "").strip():
            self.add_error("text", _("Say what is wrong with it."))
        return values

    @property
    def is_of_a_program(self) -> bool:
        """Whether no person can have filled it in."""
        return bool(self.cleaned_data.get("website")) or not _took_long_enough(
            self.cleaned_data.get("stamp", "")
        )


def new_stamp() -> str:
    """When a form is handed out, signed."""
    return signing.TimestampSigner(salt=SALT).sign("report")


def _took_long_enough(stamp: str) -> bool:
    signer = signing.TimestampSigner(salt=SALT)
    try:
        signer.unsign(stamp, max_age=STAMP_AGE)
    except signing.BadSignature:
        return False
    try:
        signer.unsign(stamp, max_age=QUICKEST)
    except signing.SignatureExpired:
        return True
    return False
