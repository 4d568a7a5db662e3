"""No websocket tells anybody of other people's work, nor opens for pages of other sites."""

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from avatarsite.asgi import application
from media_jobs.models import MediaJob
from media_jobs.routing import websocket_urlpatterns
from tests.security.belongings import SECRET, Belongings

pytestmark = pytest.mark.django_db(transaction=True)
PARAMETERS = {"job_id": "MediaJob", "dub_id": "DubProject", "video_id": "Video"}
SILENCE = 0.3  # seconds in which nothing may be said


def every_socket() -> list[str]:
    """Addresses, with the names of what varies in braces."""
    return [
        "/" + str(each.pattern).replace("<uuid:", "{").replace(">", "}")
        for each in websocket_urlpatterns
    ]


async def opened(client, path, user=None, origin="http://localhost") -> WebsocketCommunicator:
    if user:
        await sync_to_async(client.force_login)(user)
    cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
    headers = [(b"cookie", cookies.encode()), (b"origin", origin.encode())]
    return WebsocketCommunicator(application, path, headers=headers)


async def told(socket) -> list[str]:
    """What a socket says until it closes or falls silent."""
    said = []
    connected, _ = await socket.connect()
    while connected and not await socket.receive_nothing(SILENCE):
        message = await socket.receive_output()
        if message["type"] == "websocket.close":
            break
        said.append(message.get("text") or "")
    await socket.disconnect()
    return said


@pytest.mark.parametrize("path", every_socket())
@pytest.mark.parametrize("is_signed_in", [False, True])
async def test_nothing_is_told_of_other_peoples_work(client, alice, bob, path, is_signed_in):
    rows = (await sync_to_async(Belongings)(alice)).rows
    await MediaJob.objects.aupdate(state="running")
    socket = await opened(
        client,
        path.format(**{name: rows[model].pk for name, model in PARAMETERS.items()}),
        bob if is_signed_in else None,
    )

    said = await told(socket)

    assert not [each for each in said if SECRET in each or str(rows["MediaJob"].pk) in each]


@pytest.mark.parametrize("path", every_socket())
async def test_the_owner_is_told(client, alice, path):
    rows = (await sync_to_async(Belongings)(alice)).rows
    await MediaJob.objects.aupdate(state="running")
    filled = path.format(**{name: rows[model].pk for name, model in PARAMETERS.items()})

    said = await told(await opened(client, filled, alice))

    assert any(str(rows["MediaJob"].pk) in each for each in said)


@pytest.mark.parametrize("path", every_socket())
async def test_pages_of_other_sites_open_none(client, alice, path):
    rows = (await sync_to_async(Belongings)(alice)).rows
    filled = path.format(**{name: rows[model].pk for name, model in PARAMETERS.items()})

    connected, _ = await (await opened(client, filled, alice, "https://evil.example")).connect()

    assert not connected
