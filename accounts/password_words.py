"""Words that somebody who knows the site would try first."""

import re
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

SHORTEST: Final = 4  # letters of a word that counts


class SiteWordsValidator:
    """Refuses passwords that are little more than the name of the site."""

    def validate(self, password: str, user: User | None = None) -> None:  # noqa: ARG002 (Django's)
        """Check.

        Raises:
            ValidationError: without the site's words, too little is left.
        """
        left = password.lower()
        for word in _words():
            left = left.replace(word, "")
        if len(left) < len(password) and len(re.sub(r"[\W\d_]", "", left)) < SHORTEST:
            raise ValidationError(self.get_help_text(), code="password_of_the_site")

    def get_help_text(self) -> str:
        """What is wanted."""
        return _("The password can’t be made of the name of this site.")


def _words() -> list[str]:
    name = settings.SITE_NAME.lower()
    words = [name.replace(" ", ""), *name.split(), *settings.SITE_PASSWORD_WORDS]
    return sorted((word for word in words if len(word) >= SHORTEST), key=len, reverse=True)
