"""Addresses of accounts, besides the pages of django-allauth that are open here."""

from django.urls import path

from accounts import invitation_views, leaving_views, sign_in_views, views

app_name = "accounts"
urlpatterns = [
    path("setup/", views.setup_page, name="setup"),
    path("profile/", views.profile, name="profile"),
    path("profile/leave/", leaving_views.leave, name="leave"),
    path("profile/hand-over/", leaving_views.hand_over, name="hand-over"),
    path("come-back/", leaving_views.come_back, name="come-back"),
    path("profile/security/", sign_in_views.security, name="security"),
    path("invitations/", invitation_views.listed, name="invitations"),
    path("invitations/<uuid:key>/send/", invitation_views.send_again, name="send-invitation"),
    path("invitations/<uuid:key>/revoke/", invitation_views.revoke, name="revoke-invitation"),
    path("invitation/<str:token>/", invitation_views.welcome, name="invitation"),
    path("mail/stop/<str:token>/", views.stop_mails, name="stop-mails"),
]
