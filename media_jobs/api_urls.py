"""Addresses of the API."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from media_jobs import (
    avatar_views,
    dub_target_views,
    dub_views,
    export_views,
    profile_views,
    script_views,
    share_views,
    speech_views,
    upload_session_views,
    upload_views,
    verify_views,
    views,
    webhook_views,
)

app_name = "api"
router = SimpleRouter()
router.register("dubs", dub_views.DubViewSet, basename="dub")
router.register(
    r"dubs/(?P<dub_id>[0-9a-f-]{36})/targets",
    dub_target_views.DubTargetViewSet,
    basename="dub-target",
)
router.register("avatars", avatar_views.AvatarViewSet, basename="avatar")
router.register(
    "uploads/sessions", upload_session_views.UploadSessionViewSet, basename="upload-session"
)
router.register("exports", export_views.DataExportViewSet, basename="export")
router.register("scripts", script_views.ScriptViewSet, basename="script")
router.register("uploads", upload_views.UploadViewSet, basename="upload")
router.register("videos", views.VideoViewSet, basename="video")
router.register("jobs", views.JobViewSet, basename="job")
router.register("webhooks", webhook_views.WebhookViewSet, basename="webhook")
urlpatterns = [
    *router.urls,
    path("videos/<uuid:video_id>/shares/", share_views.ShareLinks.as_view(), name="video-shares"),
    path(
        "videos/<uuid:video_id>/shares/<uuid:link_id>/",
        share_views.OneShareLink.as_view(),
        name="video-share",
    ),
    path("voices/", views.VoiceList.as_view(), name="voices"),
    path("voices/catalogue/", speech_views.VoiceCatalogue.as_view(), name="voice-catalogue"),
    path(
        "voices/catalogue/<str:voice_id>/",
        speech_views.CatalogueVoiceView.as_view(),
        name="catalogue-voice",
    ),
    path("languages/", dub_views.LanguageList.as_view(), name="languages"),
    path("translators/", dub_views.TranslatorList.as_view(), name="translators"),
    path("glossary/", dub_views.GlossaryView.as_view(), name="glossary"),
    path("languages/detect/", speech_views.LanguageDetection.as_view(), name="detect-language"),
    path("pronunciations/", speech_views.PronunciationsView.as_view(), name="pronunciations"),
    path("pronunciations/try/", speech_views.PronunciationTrial.as_view(), name="try"),
    path("draft/", speech_views.DraftView.as_view(), name="draft"),
    path("writers/", script_views.WriterList.as_view(), name="writers"),
    path("voices/<str:voice_id>/sample/", views.VoiceSample.as_view(), name="voice-sample"),
    path("backgrounds/", views.BackgroundList.as_view(), name="backgrounds"),
    path("statements/", avatar_views.StatementsView.as_view(), name="statements"),
    path("engines/", upload_views.EngineList.as_view(), name="engines"),
    path("profile/picture/", profile_views.PictureView.as_view(), name="picture"),
    path("usage/", export_views.UsageView.as_view(), name="usage"),
    path("storage/", upload_views.StorageView.as_view(), name="storage"),
    path("verify/", verify_views.VerifyView.as_view(), name="verify"),
]
