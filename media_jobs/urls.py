"""Addresses of files."""

from django.urls import path

from media_jobs import export_views, media_views, profile_views, share_views

app_name = "media_jobs"
urlpatterns = [
    path("avatars/<uuid:avatar_id>/<str:which>", media_views.avatar_picture, name="avatar-picture"),
    path("exports/<uuid:export_id>/", export_views.archive, name="export"),
    path("people/<uuid:person_id>/", profile_views.person_picture, name="person-picture"),
    path("shared/<str:token>/<str:name>", share_views.shared_file, name="shared-file"),
    path("<uuid:asset_id>/<str:name>", media_views.asset, name="asset"),
]
