"""Addresses of accounts: our set-up page, and the pages of django-allauth that are open here."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("setup/", views.setup_page, name="setup")]
