"""Addresses of the pages."""

from django.urls import path

from studio import (
    account_views,
    avatar_views,
    consent_views,
    dub_editor_views,
    dub_views,
    oembed_views,
    outbox_views,
    program_views,
    report_views,
    shared_views,
    verify_views,
    views,
)

app_name = "studio"
urlpatterns = [
    path("", views.studio, name="studio"),
    path("recordings/<uuid:upload_id>/", views.recording, name="recording"),
    path("avatars/", avatar_views.avatars, name="avatars"),
    path("consent/<str:token>/", consent_views.consent, name="consent"),
    path("terms/", consent_views.rules, name="terms"),
    path("library/", views.library, name="library"),
    path("library/<uuid:video_id>/card/", views.film, name="film"),
    path("dub/", dub_views.dubs, name="dubs"),
    path("dub/<uuid:dub_id>/", dub_editor_views.editor, name="dub"),
    path("dub/<uuid:dub_id>/card/", dub_views.card, name="dub-card"),
    path("videos/<uuid:video_id>/", views.video, name="video"),
    path("videos/<uuid:video_id>/quality/", views.quality, name="quality"),
    path("watch/<str:token>/", shared_views.shared, name="shared"),
    path("watch/<str:token>/report/", report_views.report_video, name="report-video"),
    path("embed/<str:token>/", shared_views.embed, name="embed"),
    path("oembed/", oembed_views.oembed, name="oembed"),
    path("verify/", verify_views.verify, name="verify"),
    path("profile/usage/", account_views.usage, name="usage"),
    path("profile/data/", account_views.my_data, name="my-data"),
    path("profile/data/new/", account_views.order_export, name="order-export"),
    path(
        "profile/data/<uuid:export_id>/delete/", account_views.delete_export, name="delete-export"
    ),
    path("api/docs/", program_views.api_docs, name="api-docs"),
    path("profile/webhooks/", program_views.webhooks_page, name="webhooks"),
    path("profile/webhooks/<uuid:webhook_id>/log/", program_views.webhook_log, name="webhook-log"),
    path(
        "profile/webhooks/<uuid:webhook_id>/switch/",
        program_views.switch_webhook,
        name="switch-webhook",
    ),
    path(
        "profile/webhooks/<uuid:webhook_id>/delete/",
        program_views.delete_webhook,
        name="delete-webhook",
    ),
    path(
        "profile/webhooks/<uuid:webhook_id>/secret/",
        program_views.rotate_webhook,
        name="rotate-webhook",
    ),
    path("profile/webhooks/<uuid:webhook_id>/try/", program_views.try_webhook, name="try-webhook"),
    path(
        "profile/webhooks/<uuid:webhook_id>/<uuid:delivery_id>/repeat/",
        program_views.repeat_delivery,
        name="repeat-delivery",
    ),
    path("outbox/", outbox_views.outbox, name="outbox"),
    path("outbox/<uuid:mail_id>/", outbox_views.one_mail, name="mail"),
    path("outbox/<uuid:mail_id>/frame/", outbox_views.mail_frame, name="mail-frame"),
    path("outbox/<uuid:mail_id>/delete/", outbox_views.delete_mail, name="delete-mail"),
    path("outbox/<uuid:mail_id>/send/", outbox_views.send_mail, name="send-mail"),
]
