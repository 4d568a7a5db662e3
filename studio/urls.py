"""Addresses of the pages."""

from django.urls import path

from studio import views

app_name = "studio"
urlpatterns = [
    path("", views.studio, name="studio"),
    path("recordings/<uuid:upload_id>/", views.recording, name="recording"),
    path("library/", views.library, name="library"),
    path("library/<uuid:video_id>/card/", views.film, name="film"),
    path("videos/<uuid:video_id>/", views.video, name="video"),
    path("videos/<uuid:video_id>/quality/", views.quality, name="quality"),
]
