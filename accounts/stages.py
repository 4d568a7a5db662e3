"""Steps of signing in that differ from those of django-allauth."""

from allauth.account.stages import EmailVerificationStage
from django.conf import settings
from django.http import HttpResponse


class AddressStage(EmailVerificationStage):  # type: ignore[misc]  # allauth ships no types
    """Confirms the address of an account, unless nobody would get the code.

    Without a mail server the code would wait in the outbox of the owner, who let the person in.
    An address that is not confirmed counts for nothing but signing in: nobody is linked to it.
    """

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """The page that asks for the code, if there is a need for it; then whether to go on."""
        if self.login.user is not None and not settings.SIGN_UP_CONFIRMS_ADDRESSES:
            return None, True
        response, goes_on = super().handle()
        return response, goes_on
