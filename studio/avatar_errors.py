"""Refusals about presenters of one's own, their consent and their review, in words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _

from studio.error_entry import ErrorWords, at_fault

_CONSENT: Final = {
    "statement_changed": ErrorWords(
        _("The statement has changed"), "", _("Reload the page, read it again and confirm it.")
    ),
    "person_name_required": ErrorWords(
        _("The name is missing"), "", _("Write the name of the person shown.")
    ),
    "person_email_required": ErrorWords(
        _("The e-mail address is missing"),
        _("The person shown is asked there."),
        _("Write their address."),
    ),
    "bad_person_email": ErrorWords(
        _("This is no e-mail address"), "", _("Look at it again; it is like name@example.org.")
    ),
    "person_is_you": ErrorWords(
        _("This is your own address"), "", _("Say that the picture shows you.")
    ),
    "too_many_asked": ErrorWords(_("Too many people were asked today"), "", _("Go on tomorrow.")),
    "consent_not_waiting": ErrorWords(
        _("Nobody's answer is waited for"), "", _("Reload the page to see how it stands.")
    ),
    "asked_already": ErrorWords(
        _("They were written to within the last hour"), "", _("Give them a little time.")
    ),
    "consent_over": ErrorWords(_("There is nothing to take back any more"), "", ""),
    "not_a_consent_recording": ErrorWords(
        _("This is no recording of the sentence"),
        "",
        _("Choose a sound or a video of at most a minute in which the sentence is said."),
    ),
}

_REVIEW: Final = {
    "avatar_not_ready": at_fault(
        "avatar",
        _("This face may not speak now"),
        _("Consent or a review is missing, or it was refused."),
        _("The page “Avatars” says why. Choose another face meanwhile."),
    ),
    "avatar_withdrawn": at_fault(
        "avatar",
        _("The face may not be used any more"),
        _("Consent was taken back, or a moderator refused it."),
        _("Choose another face. What is said is kept."),
    ),
    "avatar_not_approved": ErrorWords(
        _("Only an approved face can be shared"), "", _("Wait until it can speak.")
    ),
    "avatar_not_reviewable": ErrorWords(
        _("This was decided already"), "", _("Reload the page to see how it stands.")
    ),
    "empty_reason": ErrorWords(_("The reason is missing"), "", _("Say why, for its owner.")),
    "unknown_group": ErrorWords(
        _("This group is not here any more"), "", _("Choose another one, or make a new one.")
    ),
    "staff_only": ErrorWords(
        _("Only administrators can do this"), "", _("Share it with a group instead.")
    ),
    "bad_crop": ErrorWords(
        _("The picture cannot be cropped like this"),
        _("The face has to be whole, and the part large enough."),
        _("Keep more of the picture."),
    ),
}

AVATARS: Final[Mapping[str, ErrorWords]] = MappingProxyType({**_CONSENT, **_REVIEW})
