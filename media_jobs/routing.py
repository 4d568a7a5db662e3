"""Addresses of websockets."""

from typing import Any

from django.urls import path

from media_jobs.consumers import AllJobsConsumer, JobConsumer

# The stubs of path() know HTTP views only.
websocket_urlpatterns: list[Any] = [
    path("ws/jobs/", AllJobsConsumer.as_asgi()),  # type: ignore[arg-type]
    path("ws/jobs/<uuid:job_id>/", JobConsumer.as_asgi()),  # type: ignore[arg-type]
]
