"""Addresses of the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from media_jobs import share_views, upload_views, views

app_name = "api"
router = SimpleRouter()
router.register("avatars", upload_views.AvatarViewSet, basename="avatar")
router.register("uploads", upload_views.UploadViewSet, basename="upload")
router.register("videos", views.VideoViewSet, basename="video")
router.register("jobs", views.JobViewSet, basename="job")
urlpatterns = [
    *router.urls,
    path(
        "videos/<uuid:video_id>/shares/", share_views.ShareLinks.as_view(), name="video-shares"
    ),
    path(
        "videos/<uuid:video_id>/shares/<uuid:link_id>/",
        share_views.OneShareLink.as_view(),
        name="video-share",
    ),
    path("voices/", views.VoiceList.as_view(), name="voices"),
    path("voices/<str:voice_id>/sample/", views.VoiceSample.as_view(), name="voice-sample"),
    path("backgrounds/", views.BackgroundList.as_view(), name="backgrounds"),
    path("engines/", upload_views.EngineList.as_view(), name="engines"),
    path("storage/", upload_views.StorageView.as_view(), name="storage"),
]
