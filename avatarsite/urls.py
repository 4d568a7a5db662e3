"""Routes of the web process."""

from allauth.account.decorators import secure_admin_login
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView

admin.site.site_header = "Avatar Studio administration"
admin.site.site_title = "Avatar Studio"
# The admin's own sign-in page has no rate limit.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# django-allauth shows these with their secrets, and lets states be typed in.
for name in (
    "account.EmailAddress",
    "mfa.Authenticator",
    "socialaccount.SocialAccount",
    "socialaccount.SocialApp",
    "socialaccount.SocialToken",
):
    admin.site.unregister(apps.get_model(name))

# django-allauth looks here for what it answers where a limit is reached.
handler429 = "accounts.sign_in_views.too_many"
handler400 = "avatarsite.failures.bad_request"
handler403 = "avatarsite.failures.forbidden"
handler404 = "avatarsite.failures.not_found"
handler500 = "avatarsite.failures.failed"

urlpatterns = [
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.svg")),
    path("admin/moderation/", include("media_jobs.moderation_urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("accounts.allauth_urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/", include("accounts.api_urls")),
    path("api/v1/", include("media_jobs.api_urls")),
    path("media/", include("media_jobs.urls")),
    path("", include("accounts.urls")),
    path("", include("studio.urls")),
]
