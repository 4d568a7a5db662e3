"""Addresses of the API of accounts."""

from django.urls import path

from accounts import access_views, token_views

app_name = "accounts-api"
urlpatterns = [
    path("auth/token/", token_views.TokenView.as_view(), name="token"),
    path("auth/exchange/", token_views.ExchangeView.as_view(), name="exchange"),
    path("auth/refresh/", token_views.RefreshView.as_view(), name="refresh"),
    path("auth/revoke/", token_views.RevokeView.as_view(), name="revoke"),
    path("sessions/", access_views.SignInList.as_view(), name="sessions"),
    path("sessions/<uuid:sign_in_id>/", access_views.OneSignIn.as_view(), name="session"),
    path("keys/", access_views.ApiKeyList.as_view(), name="keys"),
    path("keys/<uuid:key_id>/", access_views.OneApiKey.as_view(), name="key"),
]
