"""Addresses of accounts, besides the pages of django-allauth that are open here."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("setup/", views.setup_page, name="setup"),
    path("profile/", views.profile, name="profile"),
    path("mail/stop/<str:token>/", views.stop_mails, name="stop-mails"),
]
