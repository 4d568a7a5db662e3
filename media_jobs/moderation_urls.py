"""Addresses of the moderators' pages, below those of the admin."""

from django.urls import path

from media_jobs import dashboard_views, moderation_views

app_name = "moderation"
urlpatterns = [
    path("", moderation_views.start, name="start"),
    path("videos/", moderation_views.videos, name="videos"),
    path("videos/<uuid:video_id>/", moderation_views.video, name="video"),
    path("videos/<uuid:video_id>/<str:name>", moderation_views.video_file, name="video-file"),
    path("avatars/", moderation_views.avatars, name="avatars"),
    path(
        "avatars/<uuid:avatar_id>/<str:which>",
        moderation_views.avatar_file,
        name="avatar-file",
    ),
    path("reports/", moderation_views.reports, name="reports"),
    path("people/", moderation_views.people, name="people"),
    path("decide/", moderation_views.decide, name="decide"),
    path("dashboard/", dashboard_views.dashboard, name="dashboard"),
]
