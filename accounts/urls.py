"""Addresses of accounts, besides the pages of django-allauth that are open here."""

from django.urls import path

from accounts import (
    access_pages,
    group_views,
    invitation_views,
    leaving_views,
    sign_in_views,
    views,
)

app_name = "accounts"
urlpatterns = [
    path("setup/", views.setup_page, name="setup"),
    path("profile/", views.profile, name="profile"),
    path("profile/leave/", leaving_views.leave, name="leave"),
    path("profile/hand-over/", leaving_views.hand_over, name="hand-over"),
    path("come-back/", leaving_views.come_back, name="come-back"),
    path("profile/security/", sign_in_views.security, name="security"),
    path("profile/sessions/", access_pages.sessions_page, name="sessions"),
    path("profile/sessions/others/", access_pages.end_other_sessions, name="end-other-sessions"),
    path("profile/sessions/<uuid:sign_in_id>/end/", access_pages.end_session, name="end-session"),
    path("profile/keys/", access_pages.keys_page, name="keys"),
    path("profile/keys/<uuid:key_id>/revoke/", access_pages.revoke_key, name="revoke-key"),
    path("profile/groups/", group_views.page, name="groups"),
    path("profile/groups/<uuid:group_id>/rename/", group_views.rename, name="rename-group"),
    path("profile/groups/<uuid:group_id>/delete/", group_views.delete, name="delete-group"),
    path("profile/groups/<uuid:group_id>/invite/", group_views.invite, name="invite-to-group"),
    path("profile/groups/<uuid:group_id>/leave/", group_views.leave, name="leave-group"),
    path(
        "profile/groups/members/<uuid:membership_id>/remove/",
        group_views.remove,
        name="remove-from-group",
    ),
    path(
        "profile/groups/invitations/<uuid:invitation_id>/",
        group_views.answer,
        name="answer-group",
    ),
    path("invitations/", invitation_views.listed, name="invitations"),
    path("invitations/<uuid:key>/send/", invitation_views.send_again, name="send-invitation"),
    path("invitations/<uuid:key>/revoke/", invitation_views.revoke, name="revoke-invitation"),
    path("invitation/<str:token>/", invitation_views.welcome, name="invitation"),
    path("mail/stop/<str:token>/", views.stop_mails, name="stop-mails"),
]
