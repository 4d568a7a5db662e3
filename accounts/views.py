"""Pages of accounts that django-allauth does not bring."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import mail_wishes, setup
from accounts.auth import signed_in_user
from accounts.forms import SetupForm
from accounts.models import User
from accounts.profile import ProfileForm


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def setup_page(request: HttpRequest) -> HttpResponse:
    """Create the owner and sign in; once there is one, this page leads to the start page."""
    if not setup.is_open():
        return redirect("studio:studio")
    token_required = not setup.is_from_this_machine(request)
    form = SetupForm(request.POST or None, token_required=token_required)
    if request.method == "POST" and form.is_valid():
        return _create_and_sign_in(request, form)
    context = {"form": form, "token_required": token_required}
    status = 400 if form.is_bound else 200
    return render(request, "accounts/setup.html", context, status=status)


def _create_and_sign_in(request: HttpRequest, form: SetupForm) -> HttpResponse:
    fields = form.cleaned_data
    try:
        owner = setup.create_owner(fields["email"], fields["display_name"], fields["password1"])
    except setup.AlreadySetUpError:
        return redirect("account_login")
    login(request, owner)
    return redirect("studio:studio")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What the signed-in person can say about themselves."""
    person = User.objects.get(
        pk=signed_in_user(request).pk
    )  # the form changes it before it is saved
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/profile.html", {"form": form}, status=status)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """End one kind of e-mail for whom an e-mail was sent to.

    A mail program posts here at the press of its own button (RFC 8058), without a cookie and so
    without a CSRF token; the signed address is what allows it. Looking changes nothing, since
    programs look at every address in a message.
    """
    try:
        person, kind = mail_wishes.wanted_by(token)
    except mail_wishes.BadTokenError:
        return render(
            request, "accounts/stop_mails.html", {"kind": ""}, status=HTTPStatus.NOT_FOUND
        )
    if request.method == "POST":
        mail_wishes.stop(person, kind)
    context = {"kind": kind, "is_stopped": request.method == "POST", "address": person.email}
    return render(request, "accounts/stop_mails.html", context)
