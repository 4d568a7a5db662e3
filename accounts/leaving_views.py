"""Pages of leaving: the way out, the way back, and handing the site over."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import leaving, ownership
from accounts.auth import signed_in_user
from accounts.confirming import confirmed
from accounts.models import User


class LeaveForm(forms.Form):
    """The own address, typed, so that nobody leaves by a slip."""

    email = forms.CharField(
        label="Your e-mail address",
        help_text="Type it to confirm.",
        error_messages={"required": "Type your e-mail address to confirm."},
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person

    def clean_email(self) -> str:
        """The address, if it is the person's."""
        given = str(self.cleaned_data["email"]).strip().lower()
        if given != self._person.email:
            raise ValidationError("This is not the address of this account.")
        return given


class HandOverForm(forms.Form):
    """Who is to own the site."""

    heir = forms.ModelChoiceField(
        User.objects.none(),
        label="New owner",
        empty_label="Choose somebody",
        help_text="Those who may use the admin.",
        error_messages={"required": "Choose somebody."},
    )

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        keys = [heir.pk for heir in ownership.heirs(owner)]
        choice: Any = self.fields["heir"]
        choice.queryset = User.objects.filter(pk__in=keys)
        choice.label_from_instance = lambda heir: f"{heir} ({heir.email})"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def leave(request: HttpRequest) -> HttpResponse:
    """Delete the visitor's account, some days from now."""
    person = signed_in_user(request)
    if person.is_owner:
        context = {"heirs_form": HandOverForm(owner=person), "heirs": ownership.heirs(person)}
        return render(request, "accounts/leave.html", context)
    form = LeaveForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        return _left(request, person)
    context = {"form": form, "days": settings.ACCOUNT_GRACE_DAYS}
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "accounts/leave.html", context, status=status)


def _left(request: HttpRequest, person: User) -> HttpResponse:
    try:
        when = leaving.ask(person, request=request)
    except leaving.OwnerStaysError:
        return redirect("accounts:leave")
    logout(request)
    return render(request, "accounts/left.html", {"when": when})


@login_required
@never_cache
@require_POST
@confirmed
def hand_over(request: HttpRequest) -> HttpResponse:
    """Make somebody else the owner of the site."""
    person = signed_in_user(request)
    form = HandOverForm(request.POST, owner=person)
    if person.is_owner and form.is_valid():
        try:
            ownership.hand_over(person, form.cleaned_data["heir"], request=request)
        except ownership.NotHandedOverError:
            form.add_error("heir", "This did not work; choose again.")
        else:
            messages.success(request, _("The site has a new owner."))
            return redirect("accounts:leave")
    context = {"heirs_form": form, "heirs": ownership.heirs(person)}
    return render(request, "accounts/leave.html", context, status=HTTPStatus.BAD_REQUEST)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """Keep an account that is about to go."""
    person = signed_in_user(request)
    if request.method == "POST":
        if leaving.come_back(person, request=request):
            messages.success(request, _("Welcome back. Your account stays."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    if person.leaves_at is None:
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/come_back.html", {"when": person.leaves_at})
