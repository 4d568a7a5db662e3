"""Recorded consent: the person shown says a sentence, which is written down and compared.

The sentence holds a number made for this one consent, so that a recording of somebody who agreed
to something else does not pass. Whose voice it is cannot be told; moderators can listen.
"""

import re
from difflib import SequenceMatcher
from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import audit
from media_jobs.consent_states import settle
from media_jobs.models import Consent, Upload
from media_jobs.refusals import ServiceError, refuse

LANGUAGE: Final = "en"  # of the sentence
ENOUGH: Final = 0.75  # share of the sentence's words that must be heard in order
MAX_SECONDS: Final = 60
MAX_HEARD: Final = 500  # characters
DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# What recognisers write for a digit that was said.
SPELLINGS: Final = {**{word: str(n) for n, word in enumerate(DIGITS)}, "oh": "0", "to": "2"}
WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def number_of(consent: Consent) -> str:
    """Four digits that belong to this consent."""
    seal = salted_hmac("media_jobs.consent_recordings", str(consent.pk), algorithm="sha256")
    return f"{int(seal.hexdigest()[:8], 16) % 10_000:04d}"


def sentence_of(consent: Consent) -> str:
    """What the person shown has to say."""
    number = " ".join(DIGITS[int(digit)] for digit in number_of(consent))
    return (
        f"My name is {consent.person_name}. I agree that a talking avatar is made of me."
        f" My number is {number}."
    )


def attach(consent: Consent, upload: Upload, *, request: HttpRequest | None = None) -> None:
    """Take a recording to be listened to; an earlier one is forgotten.

    Raises:
        ServiceError: ``consent_not_waiting``; ``not_a_consent_recording``, it has no sound or is
            too long.
    """
    if not (upload.has_sound and 0 < (upload.duration or 0) <= MAX_SECONDS):
        detail = f"Choose a recording of the sentence, at most {MAX_SECONDS} seconds long."
        raise refuse("upload", "not_a_consent_recording", detail)
    waiting = Consent.objects.filter(
        pk=consent.pk,
        proof=Consent.Proof.RECORDING,
        answer=Consent.Answer.WAITING,
        revoked_at__isnull=True,
    )
    if not waiting.update(recording=upload, heard=""):
        raise ServiceError("consent_not_waiting", "No recording is waited for.")
    facts = {"recording": [None, upload.asset.sha256]}
    audit.record(consent.owner, "consent.recorded", consent, facts, request=request)


def heard(upload: Upload, text: str) -> None:
    """Take what was understood of a recording, if a consent waits for it.

    Args:
        upload: the recording.
        text: as the recogniser wrote it; never what a person corrected.
    """
    rows = Consent.objects.filter(recording=upload, answer=Consent.Answer.WAITING)
    for consent in rows.select_related("avatar__owner", "owner"):
        _take(consent, text)


def _take(consent: Consent, text: str) -> None:
    changes: dict[str, object] = {"heard": text[:MAX_HEARD]}
    is_said = says(text, sentence_of(consent), number_of(consent))
    if is_said:
        changes |= {"answer": Consent.Answer.AGREED, "answered_at": timezone.now()}
    waiting = Consent.objects.filter(pk=consent.pk, answer=Consent.Answer.WAITING)
    if waiting.update(**changes) and is_said:
        consent.refresh_from_db()
        audit.record(None, "consent.agreed", consent, {"by": "recording"})
        settle(consent)


def says(text: str, sentence: str, number: str) -> bool:
    """Whether a text is the sentence, as far as recognisers get it right.

    Names are often misheard, so a share of the words is enough; the number has to be right.
    """
    words, wanted = _words(text), _words(sentence)
    digits = "".join(word for word in words if word.isdigit())
    matches = SequenceMatcher(None, wanted, words, autojunk=False).get_matching_blocks()
    share = sum(block.size for block in matches) / len(wanted)
    return number in digits and share >= ENOUGH


def _words(text: str) -> list[str]:
    """Words in lower case; each digit, written or said, a word of its own."""
    found: list[str] = []
    for word in WORD.findall(text.lower()):
        known = SPELLINGS.get(word, word)
        found += list(known) if known.isdigit() else [known]
    return found
