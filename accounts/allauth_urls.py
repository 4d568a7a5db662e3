"""The pages of django-allauth that are open here, under the names it looks for.

Left out are those that need outgoing e-mail. Signing up is closed by the adapter; its address is
there because the sign-in page asks for it.
"""

from allauth.account import views
from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
]
