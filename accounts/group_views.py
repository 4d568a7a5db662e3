"""The page of groups, and what its forms do."""

import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Concatenate, Final, ParamSpec

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import groups
from accounts.auth import signed_in_user
from accounts.models import Group, Membership, User

PAGE: Final = "accounts:groups"
REFUSALS: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "group_name": gettext_lazy("Give the group a name of at most 80 characters."),
        "too_many_groups": gettext_lazy("You have too many groups. Delete one first."),
        "too_many_members": gettext_lazy("This group is full."),
        "already_invited": gettext_lazy("This address was invited already."),
        "your_own_address": gettext_lazy("This is your own address; you are in the group."),
        "bad_address": gettext_lazy("This is no e-mail address."),
    }
)

Rest = ParamSpec("Rest")
Act = Callable[Concatenate[HttpRequest, User, Rest], str]


class InvitationForm(forms.Form):
    """Whom to invite."""

    email = forms.EmailField(max_length=254)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Own groups, joined ones and invitations; a form makes a group."""
    person = signed_in_user(request)
    problem, name = "", request.POST.get("name", "")
    if request.method == "POST":
        try:
            groups.make(person, name, request=request)
        except groups.GroupError as exc:
            problem = str(REFUSALS[exc.code])
        else:
            messages.success(request, _("The group is there. Invite somebody."))
            return redirect(PAGE)
    context = {
        "groups": groups.of(person),
        "invitations": groups.invitations_of(person),
        "problem": problem,
        "name": name,
    }
    status = HTTPStatus.BAD_REQUEST if problem else HTTPStatus.OK
    return render(request, "accounts/groups.html", context, status=status)


def _post(act: Act[Rest]) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """A view that does something and says what, on the page it leads back to."""

    def view(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            said = act(request, signed_in_user(request), *args, **kwargs)
        except groups.GroupError as exc:
            messages.error(request, str(REFUSALS[exc.code]))
        else:
            if said:
                messages.success(request, said)
        return redirect(PAGE)

    return require_POST(login_required(never_cache(view)))


def _own(person: User, group_id: uuid.UUID) -> Group:
    return get_object_or_404(Group, pk=group_id, owner=person)


@_post
def rename(request: HttpRequest, person: User, group_id: uuid.UUID) -> str:
    """Give an own group another name."""
    groups.rename(_own(person, group_id), request.POST.get("name", ""))
    return _("Saved.")


@_post
def delete(request: HttpRequest, person: User, group_id: uuid.UUID) -> str:
    """Delete an own group."""
    groups.delete(_own(person, group_id), request=request)
    return _("The group is deleted. What was shared with it is private again.")


@_post
def invite(request: HttpRequest, person: User, group_id: uuid.UUID) -> str:
    """Invite somebody to an own group."""
    group = _own(person, group_id)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        raise groups.GroupError("bad_address")
    groups.invite(group, form.cleaned_data["email"], request=request)
    return _("Invited. They see it on their page of avatars and decide there.")


@_post
def remove(request: HttpRequest, person: User, membership_id: uuid.UUID) -> str:
    """Take somebody out of an own group, or an invitation back."""
    row = get_object_or_404(Membership, pk=membership_id, group__owner=person)
    groups.remove(row, request=request)
    return _("Removed.")


@_post
def leave(request: HttpRequest, person: User, group_id: uuid.UUID) -> str:
    """Leave somebody else's group."""
    group = get_object_or_404(groups.of(person), pk=group_id)
    return _("You left the group.") if groups.leave(person, group, request=request) else ""


@_post
def answer(request: HttpRequest, person: User, invitation_id: uuid.UUID) -> str:
    """Join a group, or do not."""
    if request.POST.get("act") == "join":
        joined = groups.join(person, invitation_id, request=request)
        return _("You are in the group.") if joined else ""
    return _("Declined.") if groups.decline(person, invitation_id) else ""
