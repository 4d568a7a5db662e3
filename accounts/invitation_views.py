"""Pages of invitations: for staff who make them, and for who was invited."""

from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import google, invitations, sign_up
from accounts.auth import signed_in_user
from accounts.models import Invitation, User
from accounts.sign_in_views import may_lead_to_google

PER_PAGE = 30
DAYS = [(1, gettext_lazy("1 day")), (7, gettext_lazy("7 days")), (30, gettext_lazy("30 days"))]


class InvitationForm(forms.Form):
    """Whom to invite, and for how long."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        required=False,
        help_text=gettext_lazy("Empty: a link for whoever you give it to."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For this list only."),
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Valid for"), choices=DAYS, coerce=int, initial=7
    )

    def clean_email(self) -> str:
        """An address that may have an account and has none."""
        address = str(self.cleaned_data["email"]).lower()
        if address:
            sign_up.check_domain(address)
            if User.objects.filter(email=address).exists():
                raise forms.ValidationError(_("This person has an account."), code="known")
        return address


def _inviter(request: HttpRequest) -> User:
    """Who asks, if they may invite."""
    person = signed_in_user(request)
    if not person.has_perm("accounts.add_invitation"):
        raise PermissionDenied
    return person


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """All invitations, and the form for another one."""
    person = _inviter(request)
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = invitations.make(person, **form.cleaned_data, request=request)
        _send(request, made)
        return redirect(f"{request.path}#invitation-{made.pk}")
    rows = Invitation.objects.select_related("invited_by", "accepted_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "entries": [_entry(request, row) for row in page],
        "mode": settings.SIGN_UP,
        "has_server": settings.MAIL_SERVER is not None,
    }
    status = HTTPStatus.BAD_REQUEST if form.is_bound else HTTPStatus.OK
    return render(request, "account/invitations.html", context, status=status)


def _entry(request: HttpRequest, row: Invitation) -> dict[str, Any]:
    is_usable = row.is_usable(timezone.now())
    state = "expired" if row.state == row.State.OPEN and not is_usable else row.state
    url = sign_up.absolute(request, invitations.link_path(row)) if is_usable else ""
    return {"row": row, "state": state, "url": url}


def _send(request: HttpRequest, row: Invitation) -> None:
    """E-mail an invitation that is for an address, and say what happened."""
    if not row.email:
        messages.success(request, _("Invitation made. Copy its link and pass it on."))
        return
    url = sign_up.absolute(request, invitations.link_path(row, is_mailed=True))
    if not invitations.send(row, url, request=request):
        messages.error(request, _("It went out just now. Try again in a minute."))
    elif settings.MAIL_SERVER is None:
        messages.success(request, _("No mail server is set: the e-mail waits in the outbox."))
    else:
        messages.success(request, _("The invitation is on its way."))


@login_required
@require_POST
def send_again(request: HttpRequest, key: str) -> HttpResponse:
    """E-mail an invitation once more."""
    _inviter(request)
    _send(request, get_object_or_404(Invitation.objects.usable().exclude(email=""), pk=key))
    return redirect("accounts:invitations")


@login_required
@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """Take an invitation back."""
    person = _inviter(request)
    if invitations.revoke(get_object_or_404(Invitation, pk=key), person, request=request):
        messages.success(request, _("Taken back. The link opens nothing any more."))
    return redirect("accounts:invitations")


@may_lead_to_google
@never_cache
@require_GET
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a link of an invitation opens; looking at it uses nothing up."""
    if request.user.is_authenticated:
        return redirect("studio:studio")
    try:
        invitation, is_mailed = invitations.shown_by(token)
    except invitations.NotInvitedError as exc:
        return invitations.refusal(request, exc)
    invitations.hold(request, invitation, is_mailed=is_mailed)
    context = {"invitation": invitation, "has_google": google.is_on()}
    return render(request, "account/invitation.html", context)
