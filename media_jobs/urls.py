"""Addresses of files."""

from django.urls import path

from media_jobs import share_views, views

app_name = "media_jobs"
urlpatterns = [
    path("avatars/<uuid:avatar_id>/<str:which>", views.avatar_picture, name="avatar-picture"),
    path("shared/<str:token>/<str:name>", share_views.shared_file, name="shared-file"),
    path("<uuid:asset_id>/<str:name>", views.asset, name="asset"),
]
