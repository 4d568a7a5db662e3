"""Addresses of the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from media_jobs import views

app_name = "api"
router = SimpleRouter()
router.register("avatars", views.AvatarViewSet, basename="avatar")
router.register("videos", views.VideoViewSet, basename="video")
router.register("jobs", views.JobViewSet, basename="job")
urlpatterns = [
    *router.urls,
    path("voices/", views.VoiceList.as_view(), name="voices"),
    path("voices/<str:voice_id>/sample/", views.VoiceSample.as_view(), name="voice-sample"),
    path("backgrounds/", views.BackgroundList.as_view(), name="backgrounds"),
]
