"""Pages of signing in that differ from those of django-allauth, and the one that lists them all."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.account.views import LoginView, email, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import activate_totp
from allauth.mfa.webauthn.views import add_webauthn
from allauth.socialaccount.views import ConnectionsView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import google, mfa
from accounts.auth import signed_in_user
from accounts.confirming import confirmed

View = Callable[..., HttpResponseBase]

TRIES_WINDOW: Final = 300  # seconds in which tries at one account are counted


class SignInView(LoginView):  # type: ignore[misc]  # allauth ships no types
    """The sign-in page; where an account had too many tries, programs see that by the status."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The page with what is wrong."""
        response: HttpResponse = super().form_invalid(form)
        errors = form.non_field_errors().as_data()
        if any(error.code == "too_many_login_attempts" for error in errors):
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(TRIES_WINDOW)
        return response


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What django-allauth answers where a limit is reached."""
    response = render(request, "429.html", {"seconds": 60}, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = "60"  # seconds: the window of all limits that lead here
    return response


def with_google(view: View) -> View:
    """Only there where Google is set up."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not google.is_on():
            raise Http404
        return may_lead_to_google(view)(request, *args, **kwargs)

    return answer


def may_lead_to_google(view: View) -> View:
    """Let forms of a page lead to Google; browsers hold their redirects against the policy."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if google.is_on():
            response.form_targets = (google.origin(),)  # type: ignore[attr-defined]
        return response

    return answer


@may_lead_to_google
@login_required
@never_cache
@require_GET
def security(request: HttpRequest) -> HttpResponse:
    """How one signs in: address, password, second factor, passkeys, Google."""
    person = signed_in_user(request)
    known = Authenticator.objects.filter(user=person)
    kinds = {each.type: each for each in known}
    codes = kinds.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "totp": kinds.get(Authenticator.Type.TOTP),
        "n_codes": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_codes": codes is not None,
        "passkeys": [each for each in known if each.type == Authenticator.Type.WEBAUTHN],
        "google": google.account_of(person),
        "has_google": google.is_on(),
        "has_password": person.has_usable_password(),
        "confirms": settings.SIGN_UP_CONFIRMS_ADDRESSES,
        "address": EmailAddress.objects.filter(user=person, primary=True).first(),
        "must_have_factor": mfa.must_have_one(person),
        "has_factor": mfa.has_second_factor(person),
    }
    return render(request, "account/security.html", context)


class _Unlink(ConnectionsView):  # type: ignore[misc]  # allauth ships no types
    """Takes the link to Google away; says on the page why it cannot."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Back to the page with the reason."""
        for errors in form.errors.values():
            for error in errors:
                messages.error(self.request, str(error))
        return redirect("accounts:security")


unlink_google = require_POST(_Unlink.as_view())


# Whoever finds a browser open must not be able to add a way in of their own. What django-allauth
# asks for does not stop them where the account has neither password nor second factor.
set_password = login_required(confirmed(password_set))
change_address = login_required(confirmed(email))
add_app = login_required(confirmed(activate_totp))
add_passkey = login_required(confirmed(add_webauthn))
