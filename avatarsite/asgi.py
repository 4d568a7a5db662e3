"""Routes of the web process: HTTP to Django, websockets to Channels."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "avatarsite.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter

from avatarsite.sockets import Bearers
from media_jobs.routing import websocket_urlpatterns

application = ProtocolTypeRouter(
    {"http": http, "websocket": Bearers(URLRouter(websocket_urlpatterns))}
)
