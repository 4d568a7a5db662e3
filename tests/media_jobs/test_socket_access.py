"""Tests for `avatarsite.sockets`: who may open a websocket."""

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator

from accounts import api_keys, sessions, tokens
from avatarsite.asgi import application
from media_jobs import consumers, events

pytestmark = pytest.mark.django_db(transaction=True)
OURS, FOREIGN = "http://localhost", "http://evil.example"


async def opened(*, token=None, origin=None, client=None, path="/ws/jobs/"):
    headers = []
    if origin:
        headers.append((b"origin", origin.encode()))
    if client:
        cookies = "; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items())
        headers.append((b"cookie", cookies.encode()))
    offered = ["bearer", token] if token else None
    socket = WebsocketCommunicator(application, path, headers=headers, subprotocols=offered)
    connected, protocol = await socket.connect()
    return socket, connected, protocol


async def refused_with(socket) -> int:
    message = await socket.receive_output()
    assert message["type"] == "websocket.close"
    return message["code"]


@pytest.fixture
def access(alice, rf):
    return tokens.begin(alice, rf.get("/")).access


@pytest.mark.parametrize("origin", [None, OURS], ids=["program", "own page"])
async def test_a_token_opens_it_and_is_not_echoed(alice, access, origin):
    socket, connected, protocol = await opened(token=access, origin=origin)

    assert connected
    assert protocol == "bearer"
    assert await socket.receive_nothing()
    await socket.disconnect()


async def test_an_api_key_opens_it(alice):
    _, key = await sync_to_async(api_keys.make)(alice, "script", [], expires_at=None)

    socket, connected, _ = await opened(token=key)

    assert connected
    assert await socket.receive_nothing()
    await socket.disconnect()


async def test_one_job_is_sent_to_a_program(alice, access, make_job):
    job = await sync_to_async(make_job)()

    socket, *_ = await opened(token=access, path=f"/ws/jobs/{job.pk}/")

    assert (await socket.receive_json_from())["id"] == str(job.pk)
    await socket.disconnect()


async def test_a_job_of_another_is_not(bob, make_job, access):
    job = await sync_to_async(make_job)(owner=bob)

    socket, *_ = await opened(token=access, path=f"/ws/jobs/{job.pk}/")

    assert await refused_with(socket) == 4404


async def test_a_foreign_page_cannot_use_a_token(access):
    _, connected, _ = await opened(token=access, origin=FOREIGN)

    assert not connected


async def test_without_an_origin_a_cookie_is_not_enough(alice, client):
    await client.aforce_login(alice)

    _, connected, _ = await opened(client=client)

    assert not connected


@pytest.mark.parametrize("token", ["x", "avs_00000000_unknown"])
async def test_a_bad_token_makes_a_stranger_even_of_a_browser(alice, client, token):
    await client.aforce_login(alice)

    socket, *_ = await opened(token=token, client=client, origin=OURS)

    assert await refused_with(socket) == 4401


async def test_an_ended_session_opens_nothing(alice, client):
    await client.aforce_login(alice)
    await sync_to_async(sessions.end_all)(alice)

    socket, *_ = await opened(client=client, origin=OURS)

    assert await refused_with(socket) == 4401


@pytest.mark.parametrize("by", ["token", "key", "session"])
async def test_an_open_socket_closes_once_its_way_in_was_ended(
    alice, client, access, *, make_job, monkeypatch, by
):
    monkeypatch.setattr(consumers, "ASK_AGAIN", 0.0)
    job = await sync_to_async(make_job)()
    _, key = await sync_to_async(api_keys.make)(alice, "script", [], expires_at=None)
    await client.aforce_login(alice)
    ways = {"token": {"token": access}, "key": {"token": key}}
    way = ways.get(by, {"client": client, "origin": OURS})
    socket, *_ = await opened(**way)
    await socket.receive_json_from()
    await sync_to_async(events.publish)(job.pk)
    assert (await socket.receive_json_from())["id"] == str(job.pk)

    await sync_to_async(sessions.end_all)(alice)
    await sync_to_async(api_keys.revoke_all)(alice)
    await sync_to_async(events.publish)(job.pk)

    assert await refused_with(socket) == 4401
