"""Pages of accounts that django-allauth does not bring."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import setup
from accounts.forms import SetupForm


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
